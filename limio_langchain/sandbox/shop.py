"""The shop behind the links: purchase links, recovery links, assisted links, and paying."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from limio_langchain.sandbox.baskets import Basket, NotPublished
from limio_langchain.sandbox.catalogue import Item
from limio_langchain.sandbox.contract import Malformed
from limio_langchain.sandbox.html import Html
from limio_langchain.sandbox.layout import STYLE, message_page, plans_page
from limio_langchain.sandbox.pages import DETAILS, Order, checkout_page, paid_page
from limio_langchain.sandbox.placing import placed
from limio_langchain.sandbox.prices import promo_share
from limio_langchain.sandbox.showing import for_label, least, on_show, order_item, own_pages
from limio_langchain.sandbox.signing import Purpose
from limio_langchain.sandbox.tenant import Tenant

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
LONGEST_FORM = 64 * 1024  # bytes
# Which of a link's parameters an order's tracking carries is not published: of the UTM ones, real orders show none.
TRACKED = ("utm_", "lmo_")
Pairs = Sequence[tuple[str, str]]


class Shop:
    """The shop's pages, for one tenant."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._style = Path(__file__).with_name("shop.css").read_text(encoding="utf-8")

    def routes(self) -> list[Route]:
        """Return the routes with paths of their own."""
        return [
            Route(STYLE, self.style),
            Route("/", self.front),
            Route("/api/checkout/recover", self.recover),
            Route("/checkout/assisted", self.assisted),
            Route("/checkout/pay", self.pay, methods=["POST"]),
            Route("/checkout/paid", self.paid),
            Route("/update", self.update),
        ]

    def last_route(self) -> Route:
        """Return the route for all other paths: any page with something to buy in its query is a checkout page."""
        return Route("/{page:path}", self.purchase)

    async def style(self, _: Request) -> Response:
        """Serve the style sheet."""
        return Response(self._style, media_type="text/css", headers={"cache-control": "max-age=60"})

    async def front(self, _: Request) -> Response:
        """Show what is on sale to everybody."""
        intro = "Pick a plan. Everything here is made up, and nothing costs anything."
        return self._page(plans_page(self._name, "Plans", intro, on_show(self._tenant)))

    async def recover(self, request: Request) -> Response:
        """Open a recovery link."""
        return self._signed(request, "recover", "recover")

    async def assisted(self, request: Request) -> Response:
        """Open a sales-assisted link."""
        return self._signed(request, "assisted", "token")

    async def paid(self, request: Request) -> Response:
        """Say that an order is paid."""
        return self._signed(request, "paid", "token")

    async def update(self, request: Request) -> Response:
        """Show what a subscription may be changed to."""
        offers = self._tenant.subscriptions.choices(dict(read_pairs(request.url.query)).get("basket", ""))
        if offers is None:
            return self._gone()
        return self._page(plans_page(self._name, "Change your plan", "Pick what you would rather have.", offers))

    async def purchase(self, request: Request) -> Response:
        """Open a purchase link: offers by path, by label, or a basket."""
        pairs = read_pairs(request.url.query)
        told = dict(pairs)
        code = told.get("pc", "").strip().upper() if promo_share(told.get("pc")) else ""
        if "basket" in told:
            basket = self._tenant.baskets.get(told["basket"])
            return self._basket_page(basket, known=False) if basket else self._gone()
        if told.get("purchase") == "true" and told.get("label"):
            return self._label_page(told["label"], code)
        paths = list(dict.fromkeys(value for name, value in pairs if name == "purchase"))
        if paths:
            return self._offers_page(paths, code, [pair for pair in pairs if pair[0].startswith(TRACKED)])
        return self._empty(request.url.path)

    async def pay(self, request: Request) -> Response:
        """Complete a basket; for a purchase link it is made only now."""
        body = await request.body()
        if len(body) > LONGEST_FORM:
            return self._said(413, "That was too much", "The form held more than this shop can read.")
        form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        told = dict(form)
        details = {name: told[name].strip()[:200] for name, *_ in DETAILS if told.get(name, "").strip()}
        basket = self._tenant.baskets.get(told.get("basket", ""))
        if "basket" in told and not (basket and self._is_good("pay", basket.id, told.get("token", ""))):
            return self._refused()
        if "@" not in details.get("email", "") and not (basket and basket.completed):
            return self._again(form, basket)
        basket = basket or self._made(form)
        if basket is None:
            return self._gone()
        if self._tenant.baskets.pay(basket, details):
            placed(self._tenant, basket)
        token = self._tenant.signer.sign("paid", basket.id)
        return RedirectResponse(f"/checkout/paid?basket={quote(basket.id, safe='')}&token={token}", 303, HEADERS)

    def _signed(self, request: Request, purpose: Purpose, name: str) -> Response:
        told = dict(read_pairs(request.url.query))
        basket_id = told.get("basket", "")
        if not self._is_good(purpose, basket_id, told.get(name, "")):
            return self._refused()
        basket = self._tenant.baskets.get(basket_id)
        if basket is None or not (basket.completed or self._tenant.baskets.is_active(basket)):
            return self._gone()
        if purpose == "paid" and basket.completed:
            name = basket.customer.get("firstName", "")
            return self._page(paid_page(self._name, _lines(basket), basket.external_id, name, before=False))
        return self._basket_page(basket, known=True)

    def _basket_page(self, basket: Basket, *, known: bool) -> Response:
        """Show a basket; the customer's details only behind a signed link, since an id alone proves nothing."""
        if basket.completed:
            return self._page(paid_page(self._name, _lines(basket), basket.external_id, "", before=True))
        token = self._tenant.signer.sign("pay", basket.id)
        hidden = [("basket", basket.id), ("token", token)]
        return self._checkout(Order(_lines(basket), hidden, basket.customer if known else {}))

    def _offers_page(self, paths: Sequence[str], code: str, tracked: Pairs) -> Response:
        found = [item for item in map(self._tenant.catalogue.by_path, paths) if item]
        missing = [path for path in paths if self._tenant.catalogue.by_path(path) is None]
        if not found:
            text = f"{_named(missing)} is not on sale here, or not any more."
            offers = on_show(self._tenant)[:3]
            return self._page(message_page(self._name, "We could not find that plan", text, offers=offers), 404)
        hidden = [("order", str(uuid.uuid4())), *(("purchase", item["path"]) for item in found), ("pc", code)]
        hidden += tracked
        notices = [f"{_named([path])} is not on sale any more and was left out." for path in missing]
        return self._checkout(Order([(item, least(item)) for item in found], hidden, code=code, notices=notices))

    def _label_page(self, label: str, code: str) -> Response:
        offers = for_label(self._tenant, label)
        if not offers:
            return self._said(404, "We could not find those plans", f"Nothing on sale here is labelled {label}.")
        return self._page(plans_page(self._name, "Choose your plan", "Each opens its own checkout.", offers, code))

    def _again(self, form: Pairs, basket: Basket | None) -> Response:
        """Show the form once more, with what was wrong with it."""
        told = dict(form)
        paths = [path for name, path in form if name == "purchase"]
        items = [item for item in map(self._tenant.catalogue.by_path, paths) if item]
        lines = _lines(basket) if basket else [(item, least(item)) for item in items]
        if not lines:
            return self._gone()
        names = {name for name, *_ in DETAILS} | {"payment"}
        hidden = [pair for pair in form if pair[0] not in names]
        details = {name: told.get(name, "") for name, *_ in DETAILS}
        code = told.get("pc", "") if promo_share(told.get("pc")) else ""
        fault = {"email": "We need an e-mail address, such as name@example.com."}
        return self._checkout(Order(lines, hidden, details, code=code, fault=fault), 400)

    def _made(self, form: Pairs) -> Basket | None:
        """Make the basket of a purchase link; the page's own number keeps a second press from making another."""
        external_id = dict(form).get("order", "")
        paths = [path for name, path in form if name == "purchase"]
        found = [item for item in map(self._tenant.catalogue.by_path, paths) if item]
        if not found or not external_id:
            return None
        lines = [order_item(item) for item in found]
        tracking = {"offers": paths} | {name: value for name, value in form if name.startswith(TRACKED)}
        named = {"external_id": external_id, "order_type": "new", "source": "shop", "tracking": tracking}
        order = {"orderItems": lines, **named}
        try:
            return self._tenant.baskets.put(order)
        except (Malformed, NotPublished):
            return None

    def _empty(self, path: str) -> Response:
        if path.strip("/") in {"checkout", *own_pages(self._tenant)}:
            return self._said(200, "Your basket is empty", "Pick a plan to go on.")
        return self._said(404, "There is no such page", "It may have moved.")

    def _refused(self) -> Response:
        text = "It was changed on its way, or a part of it is missing. Please ask for a new one."
        return self._said(403, "This link cannot be used", text)

    def _gone(self) -> Response:
        return self._said(404, "We could not find that basket", "It may have expired. Please ask for a new link.")

    def _said(self, status: int, title: str, text: str) -> Response:
        return self._page(message_page(self._name, title, text), status)

    def _checkout(self, order: Order, status: int = 200) -> Response:
        return self._page(checkout_page(self._name, order), status)

    def _page(self, html: Html, status: int = 200) -> Response:
        return HTMLResponse(html, status, HEADERS)

    def _is_good(self, purpose: Purpose, basket_id: str, signature: str) -> bool:
        return bool(basket_id) and self._tenant.signer.is_good(purpose, basket_id, signature)

    @property
    def _name(self) -> str:
        return self._tenant.shop_name


def read_pairs(query: str) -> list[tuple[str, str]]:
    """Return a query's names and values. A plus is a plus: real orders show it arriving undecoded in offer paths."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(value)) for name, _, value in parts]


def _lines(basket: Basket) -> list[tuple[Item, int]]:
    return [(line.item, line.quantity) for line in basket.lines]


def _named(paths: Sequence[str]) -> str:
    return ", ".join(path.rpartition("/")[2] or path for path in paths)
