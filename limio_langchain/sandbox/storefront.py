"""The sandbox's shop: what a customer finds behind a purchase link, a recovery link and an assisted link."""

from __future__ import annotations

import uuid
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from limio_langchain.sandbox.ledger import Basket, is_signed
from limio_langchain.sandbox.markup import checkout_page, line_of, notice_page
from limio_langchain.sandbox.shelf import Item, attributes_of, kind_of

if TYPE_CHECKING:
    from limio_langchain.sandbox.host import Sandbox

PROMO_CODES = {"SAVE20": Decimal("0.20"), "WELCOME10": Decimal("0.10")}  # any other code is ignored silently
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


class Shop:
    """The shop's pages.

    Args:
        sandbox: Whose catalogue and baskets they show.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._css = files(__package__).joinpath("storefront.css").read_text(encoding="utf-8")

    def routes(self) -> list[Route]:
        """Return the routes; every other path is a checkout page, as a tenant's own pages would be."""
        return [
            Route("/shop.css", self.style),
            Route("/api/checkout/recover", self.recover),
            Route("/checkout/assisted", self.assisted),
            Route("/basket/pay", self.pay, methods=["POST"]),
            Route("/", self.front),
            Route("/{page:path}", self.purchase),
        ]

    async def style(self, _: Request) -> Response:
        """Serve the one style sheet."""
        return Response(self._css, media_type="text/css")

    async def front(self, _: Request) -> Response:
        """Say whose shop this is."""
        return _html(
            notice_page("Tidewell", "This is the sandbox's shop. A purchase link or a checkout link opens a basket.")
        )

    async def recover(self, request: Request) -> Response:
        """Open a recovery link."""
        return self._signed(request, "recover", "")

    async def assisted(self, request: Request) -> Response:
        """Open an assisted-checkout link."""
        return self._signed(request, "token", "assisted")

    def _signed(self, request: Request, name: str, purpose: str) -> Response:
        basket_id, told = request.query_params.get("basket", ""), request.query_params.get(name, "")
        basket = self._sandbox.ledger.get(basket_id)
        if not is_signed(purpose + basket_id, told) or basket is None:
            text = "It was changed on its way, or it is not complete. Please ask for a new one."
            return _html(notice_page("This link is not valid", text), 403)
        if basket.completed:
            return _html(notice_page("Already paid", "This order is complete. Thank you."))
        return _html(self._basket_page(basket))

    def _basket_page(self, basket: Basket) -> str:
        lines = [line_of(item, quantity) for item, quantity in self._sandbox.ledger.lines(basket)]
        return checkout_page(lines, basket.order.get("customerDetails", {}), basket.id, None)

    async def purchase(self, request: Request) -> Response:
        """Open a purchase link: named offers, or all of a label; one of each, nothing pre-filled."""
        query = request.query_params
        items = self._items(query.getlist("purchase"), query.get("label"))
        if basket := self._sandbox.ledger.get(query.get("basket", "")):
            return _html(self._basket_page(basket))
        if not items:
            text = "We could not find that offer. It may have been taken off sale."
            return _html(notice_page("Nothing here to buy", text), 404)
        code = query.get("pc", "").upper()
        share = PROMO_CODES.get(code)
        lines = [line_of(item, 1) for item in items]
        again = urlencode([("purchase", item["path"]) for item in items])
        return _html(checkout_page(lines, {}, again, (code, share) if share else None))

    def _items(self, paths: list[str], label: str | None) -> list[Item]:
        if label:
            held = (item for item in self._sandbox.catalogue if kind_of(item) == "offer")
            return [item for item in held if label in (attributes_of(item).get("label__limio") or [])]
        return [item for item in map(self._sandbox.catalogue.by_path, paths) if item]

    async def pay(self, request: Request) -> Response:
        """Complete a basket; a purchase link's is made now, as a shop would."""
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        told = form.get("basket", "")
        basket = self._sandbox.ledger.get(told) or self._made(told, form)
        if basket is None:
            return _html(notice_page("Nothing here to pay", "This basket is not known."), 404)
        basket.completed = True
        return _html(notice_page("Paid. Thank you", f"Your order {basket.external_id} is complete.", done=True))

    def _made(self, told: str, form: dict[str, str]) -> Basket | None:
        items = self._items(parse_qs(told).get("purchase", []), None)
        if not items:
            return None
        lines = [
            {"offer": {"id": item["id"], "version": item["version"]}, "quantity": 1, "type": kind_of(item)}
            for item in items
        ]
        names = ("email", "firstName", "lastName", "companyName")
        customer = {name: form[name] for name in names if form.get(name)}
        order = {"orderItems": lines, "external_id": str(uuid.uuid4()), "customerDetails": customer, "source": "shop"}
        return self._sandbox.ledger.create_or_update(order, "/checkout")


def _html(page: str, status: int = 200) -> Response:
    return HTMLResponse(page, status, HEADERS)
