"""The looks that only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from limio_langchain.answer import as_object, as_objects
from limio_langchain.api.offers import ITEMS, OFFERS
from limio_langchain.conformance.asking import Answer, Tenant
from limio_langchain.conformance.found import Found, as_assumed, differs, if_so, not_seen
from limio_langchain.models.offer import Offer

ABANDONED = "/api/checkout/abandoned"
PUBLISHED = {"offersSource": "published"}
TOP = ("id", "version", "path", "name")
HOUR = 3600
WRONG = "this-is-no-secret-of-yours"
NOBODYS = "attributes.conform_no_such_attribute"
Look = Callable[["Catalogue"], Found]


class Catalogue:
    """A tenant and the first page of its offers, asked for once.

    Args:
        tenant: Who is asked.
    """

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.given = tenant.token()
        self.page = self.listed()
        self.items = _items(self.page)

    def listed(self, params: Mapping[str, str] | None = None) -> Answer:
        """Ask for a list of published offers."""
        return self.tenant.get(OFFERS, {**PUBLISHED, **(params or {})})

    @property
    def offers(self) -> list[Offer]:
        """The first page's offers, as this program reads them."""
        return [Offer.from_item(item) for item in self.items]


def token(seen: Catalogue) -> Found:
    """Whether the credentials give a token."""
    held = isinstance(seen.given.get("access_token"), str) and seen.given.status == 200  # noqa: PLR2004
    return if_so(held, seen.given.told())


def token_lifetime(seen: Catalogue) -> Found:
    """How long a token lasts."""
    told = seen.given.get("expires_in")
    if told is None:
        return differs("none is told") if seen.given.fine else not_seen(seen.given.told())
    number = isinstance(told, int | float) and not isinstance(told, bool)
    return if_so(told == HOUR and number, f"{told} seconds" if number else f"a {type(told).__name__}")


def token_refusal(seen: Catalogue) -> Found:
    """How a wrong secret is answered."""
    answer = seen.tenant.token(WRONG)
    return if_so(answer.status in {400, 401} and isinstance(answer.get("error"), str), answer.told())


def unauthorized(seen: Catalogue) -> Found:
    """How a worthless token is answered."""
    answer = seen.tenant.get(OFFERS, token="worthless")  # noqa: S106  it is worth nothing
    return if_so(answer.status == 401, answer.told())  # noqa: PLR2004


def error_body(seen: Catalogue) -> Found:
    """What the bodies of errors hold."""
    answers = [seen.tenant.get(OFFERS, token="worthless"), seen.tenant.get("/api/conform-no-such-operation")]  # noqa: S106
    worded = [isinstance(answer.get("message"), str) for answer in answers]
    return if_so(all(worded), "; ".join(answer.told() for answer in answers))


def envelope(seen: Catalogue) -> Found:
    """Which envelope a list has."""
    if seen.page.status != 200:  # noqa: PLR2004
        return not_seen(seen.page.told())
    hits, items = seen.page.get("hits"), seen.page.get("items")
    if isinstance(items, list) and isinstance(hits, int):
        return as_assumed("items, with hits as a number")
    if isinstance(items, list) and isinstance(hits, dict):
        return differs("items, with hits as an object, as in real answers: it is read")
    return differs(seen.page.told())


def readable_list(seen: Catalogue) -> Found:
    """Whether offers are found in a list."""
    if seen.page.status is None:
        return not_seen(seen.page.told())
    return if_so(bool(seen.items), f"{len(seen.items)} on the first page", f"none: {seen.page.told()}")


def offer_shape(seen: Catalogue) -> Found:
    """Whether each offer has what a checkout needs."""
    if not seen.items:
        return not_seen("there is no offer to look at")
    lacking = sorted({name for item in seen.items for name in TOP if not isinstance(item.get(name), str)})
    whole = sum(all(isinstance(item.get(name), str) for name in TOP) for item in seen.items)
    return if_so(not lacking, f"{whole} of {len(seen.items)} have them all", f"missing somewhere: {', '.join(lacking)}")


def stale_ids(seen: Catalogue) -> Found:
    """How many offers hold another's ids inside."""
    if not seen.items:
        return not_seen("there is no offer to look at")
    stale = sum(
        any(as_object(item.get("data")).get(name, item.get(name)) != item.get(name) for name in TOP)
        for item in seen.items
    )
    return as_assumed(f"{stale} of {len(seen.items)} differ from the offer they stand in")


def prices(seen: Catalogue) -> Found:
    """How many prices can be read."""
    known = [offer.price for offer in seen.offers]
    if not known:
        return not_seen("there is no offer to look at")
    external = sum(price is not None and price.kind == "external" for price in known)
    strange = sum(price is not None and price.kind == "unknown" for price in known)
    read = sum(price is not None and price.unknown_because is None for price in known)
    return if_so(not strange, f"{read} of {len(known)} have an amount, {external} are external, {strange} unreadable")


def attribute_filter(seen: Catalogue) -> Found:
    """Whether a filter filters."""
    chosen = next(_filters(seen.items), None)
    if chosen is None:
        return not_seen("no attribute tells the first page's offers apart")
    name, value, fitting = chosen
    answer = seen.listed({f"attributes.{name}": value})
    found = answer.get("items")
    if not isinstance(found, list):
        return differs(answer.told())
    strangers = sum(value not in _values(item, name) for item in found)
    held = not strangers and len(found) >= fitting
    return if_so(held, f"by {name}: {len(found)} found, {strangers} of them without the value")


def unknown_attribute(seen: Catalogue) -> Found:
    """What a filter answers that fits nothing."""
    answer = seen.listed({NOBODYS: "x"})
    found = answer.get("items")
    return if_so(found == [], f"{len(found)} offers" if isinstance(found, list) else answer.told())


def paging(seen: Catalogue) -> Found:
    """Whether a list can be read to its end."""
    asked = {"opt.all": "true", "opt.pageSize": "1"}
    first = seen.listed(asked)
    more, page = first.get("queryMore"), _paths(first)
    if len(seen.items) < 2:  # noqa: PLR2004
        return not_seen("there are too few offers for two pages")
    if not isinstance(more, dict) or not {"from", "alias"} <= set(more):
        return differs(f"a page of 1 came as {len(page)}, without a usable queryMore")
    position = {"opt.queryMoreFrom": str(more["from"]), "opt.queryMoreAlias": str(more["alias"])}
    after = _paths(seen.listed(asked | position))
    return if_so(bool(after) and after != page, "the next page has another offer", "the next page has no other offer")


def path_filter(seen: Catalogue) -> Found:
    """Whether one offer can be looked up."""
    path = next((item["path"] for item in seen.items if isinstance(item.get("path"), str)), None)
    if path is None:
        return not_seen("there is no offer to look at")
    found = _paths(seen.listed({"path": path}))
    return if_so(found == [path], f"{len(found)} found")


def reduced_data(seen: Catalogue) -> Found:
    """What ``reducedData`` leaves."""
    answer = seen.listed({"reducedData": "true"})
    items = answer.get("items")
    if not isinstance(items, list) or not items:
        return differs(answer.told()) if seen.items else not_seen("there is no offer to look at")
    whole = all(isinstance(item.get(name), str) for item in _items(answer) for name in TOP)
    kept = sorted({name for item in _items(answer) for name in _attributes(item)})
    return if_so(whole, f"attributes kept: {', '.join(kept[:8]) or 'none'}", "id, version, path or name is missing")


def add_ons(seen: Catalogue) -> Found:
    """Whether add-ons are listed."""
    answer = seen.tenant.get(ITEMS, {"record_type": "add_on"})
    items = answer.get("items")
    return if_so(isinstance(items, list), f"{len(items or ())} on the first page" if answer.fine else answer.told())


def abandoned_list(seen: Catalogue) -> Found:
    """Whether abandoned baskets can be listed; none of what they hold is kept."""
    after = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds").replace("+00:00", "Z")
    answer = seen.tenant.get(ABANDONED, {"limit": "1", "createdAfter": after})
    items, more = answer.get("items"), answer.get("queryMore")
    held = isinstance(items, list) and isinstance(more, str | None)
    return if_so(held, f"{len(_items(answer))} of one day on a page of 1" if held else answer.told())


def _items(answer: Answer) -> list[Mapping[str, Any]]:
    return as_objects(answer.get("items"))


def _paths(answer: Answer) -> list[Any]:
    return [item.get("path") for item in _items(answer)]


def _filters(items: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, int]]:
    """Yield attributes that some offers hold and others do not, with how many on the first page do."""
    names = sorted({name for item in items for name in _attributes(item)})
    for name in names:
        for value in sorted({value for item in items for value in _values(item, name)}):
            fitting = sum(value in _values(item, name) for item in items)
            if 0 < fitting < len(items):
                yield name, value, fitting


def _attributes(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return as_object(as_object(item.get("data")).get("attributes"))


def _values(item: Mapping[str, Any], name: str) -> list[str]:
    held = _attributes(item).get(name)
    told = held if isinstance(held, list) else [held]
    return [value for value in told if isinstance(value, str) and value and "<" not in value]


LOOKS: dict[str, Look] = {
    look.__name__: look
    for look in (
        *(token, token_lifetime, token_refusal, unauthorized, error_body, envelope, readable_list, offer_shape),
        *(stale_ids, prices, attribute_filter, unknown_attribute, paging, path_filter, reduced_data, add_ons),
        abandoned_list,
    )
}
