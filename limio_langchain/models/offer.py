"""`Offer`: one item of the catalogue, read when asked and never trusted further than it deserves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from limio_langchain.answer import (
    as_count,
    as_flag,
    as_identifier,
    as_list,
    as_moment,
    as_object,
    as_objects,
    as_text,
    as_texts,
)
from limio_langchain.models.audience import Group, Whom, group_of, people_covered, whom
from limio_langchain.models.periods import Interval, interval_of
from limio_langchain.models.price import Price
from limio_langchain.models.price_text import doubt
from limio_langchain.models.read_once import read_once
from limio_langchain.models.text import has_template_marks, list_items, plain_text

Billing = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "one_time", "other"]

PERIODS: Mapping[tuple[str, int], Billing] = {
    ("days", 1): "daily",
    ("days", 7): "weekly",
    ("weeks", 1): "weekly",
    ("weeks", 52): "yearly",
    ("months", 1): "monthly",
    ("months", 3): "quarterly",
    ("months", 12): "yearly",
    ("years", 1): "yearly",
}
GROUPS: Mapping[str, Billing] = {
    "daily": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
    "month": "monthly",
    "quarterly": "quarterly",
    "yearly": "yearly",
    "annual": "yearly",
    "annually": "yearly",
    "year": "yearly",
}
RENEWALS: Mapping[str, Literal["termed", "evergreen"]] = {"TERMED": "termed", "EVERGREEN": "evergreen"}
RECURRING = frozenset({"recurring", "volume"})
ADD_ON_PREFIX = "/add_ons/"  # of the paths of add-ons
NO_WORD = re.compile(r"[^\w+&%£$€]+")  # ticks, bullets and commas make no other feature


class Term(NamedTuple):
    """How long a subscription runs.

    Attributes:
        length: How many of `unit`, or None.
        unit: ``days``, ``weeks``, ``months`` or ``years``.
        renewal: ``termed`` (renews by terms), ``evergreen`` (runs until ended), or None.
    """

    length: int | None
    unit: Interval | None
    renewal: Literal["termed", "evergreen"] | None = None


class QuantityLimits(NamedTuple):
    """What quantities an order may hold; an absent bound forbids nothing."""

    default: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    increment: int | None = None


NO_LIMITS = QuantityLimits()
# Most offers hold the same: one object for all of them is less for the garbage collector to go through.
shared_term, shared_limits = lru_cache(Term), lru_cache(QuantityLimits)


class Offer:
    """One offer or add-on of the catalogue.

    Only the item's top-level ``id``, ``version``, ``path`` and ``name`` identify it: inside ``data`` the same names
    can be those of the offer it was copied from. Everything else is optional and read when first asked for; what
    cannot be read is absent.
    """

    __slots__ = ("__dict__", "_item", "id", "name", "path", "version")

    def __init__(self, item: Mapping[str, Any]) -> None:
        self._item = item
        self.id, self.version = as_identifier(item.get("id")), as_identifier(item.get("version"))
        self.path = as_text(item.get("path")) or ""
        self.name = as_text(item.get("name")) or self.path.rpartition("/")[2]

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Offer:
        """Return the offer for a catalogue item as the API lists it; never fails for a JSON object."""
        return cls(item)

    def as_item(self) -> dict[str, Any]:
        """Return the item as it was received."""
        return dict(self._item)

    def __repr__(self) -> str:
        return f"Offer({self.path!r}, id={(self.id or '')[:8]!r}, version={(self.version or '')[:8]!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offer) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[str, str | None, str | None]:
        return self.path, self.id, self.version

    @property
    def sellable(self) -> bool:
        """Whether it has the published id and version that a checkout needs."""
        return self.id is not None and self.version is not None

    @read_once
    def _data(self) -> Mapping[str, Any]:
        return as_object(self._item.get("data"))

    @read_once
    def attributes(self) -> Mapping[str, Any]:
        """The attributes, as received."""
        return as_object(self._data.get("attributes"))

    def carries(self, attribute: str, value: str) -> bool:
        """Return whether it holds this attribute value, as the API's own filter would say: exactly, lists by member."""
        held = self.attributes.get(attribute)
        return any(_same(one, value) for one in (held if isinstance(held, list) else [held]))

    @property
    def kind(self) -> Literal["offer", "add_on"]:
        """What it is: an offer, or an add-on that is sold beside one."""
        told = self._data.get("record_type") or self._item.get("record_type")
        return "add_on" if told == "add_on" or self.path.startswith(ADD_ON_PREFIX) else "offer"

    @read_once
    def display_name(self) -> str:
        """The name people see; one with a link in it is none, as a name is told wherever the offer is."""
        told = plain_text(self.attributes.get("display_name__limio"))
        return told if told and "://" not in told and "www." not in told else plain_text(self.name)

    @read_once
    def display_price(self) -> str:
        """The price as the shop words it, or nothing where the shop would still fill it in."""
        for name in ("display_price__limio", "detailed_display_price__limio"):
            told = self.attributes.get(name)
            if (text := plain_text(told)) and not has_template_marks(told):
                return text
        return ""

    @read_once
    def description(self) -> str:
        """What it is, in the shop's words."""
        names = ("checkout_description__limio", "description__limio", "display_description__limio")
        return next(filter(None, (plain_text(self.attributes.get(name)) for name in names)), "")

    @read_once
    def features(self) -> tuple[str, ...]:
        """What it holds, an item each."""
        if told := list_items(self.attributes.get("offer_features__limio")):
            return told
        return tuple(filter(None, map(plain_text, as_list(self.attributes.get("offer_features")))))

    @read_once
    def labels(self) -> tuple[str, ...]:
        """Its labels, which label links and attribute filters use."""
        return as_texts(self.attributes.get("label__limio"))

    @property
    def group(self) -> str | None:
        """Its group, such as ``monthly``."""
        return as_text(self.attributes.get("group__limio"))

    @read_once
    def charges(self) -> tuple[Price, ...]:
        """All its charges, in the catalogue's order."""
        told = self.attributes.get("price__limio") or self._data.get("price__limio")
        return tuple(map(Price.from_charge, as_objects(told)))

    @read_once
    def price(self) -> Price | None:
        """Its first recurring charge, else its first, or None."""
        recurring = (price for price in self.charges if price.kind in RECURRING)
        return next(recurring, self.charges[0] if self.charges else None)

    @read_once
    def volume_prices(self) -> tuple[Price, ...]:
        """Its charges that the number ordered decides."""
        return tuple(price for price in self.charges if price.tiers)

    @read_once
    def price_in_doubt(self) -> str | None:
        """Why no total may be given although there is an amount: the display text says another, or None.

        Of several prices that recur, one leading and one following, the text may name either.
        """
        told = [price for price in self.charges if price.kind in RECURRING] or [*filter(None, [self.price])]
        found = [doubt(price, self.display_price) for price in told]
        return found[0] if found and all(found) else None

    @read_once
    def term(self) -> Term | None:
        """How long it runs."""
        return _term(self.attributes.get("term__limio"))

    @read_once
    def initial_term(self) -> Term | None:
        """How long it runs the first time, where that differs."""
        return _term(self.attributes.get("initial_term__limio"))

    @read_once
    def billing(self) -> Billing | None:
        """How often it is paid for: from its charge, else its term, else its group."""
        price = self.price
        if price and price.kind == "one_time":
            return "one_time"
        if price and price.interval:
            return PERIODS.get((price.interval, price.interval_count or 1), "other")
        if self.term and self.term.unit and self.term.length:
            return PERIODS.get((self.term.unit, self.term.length), "other")
        return GROUPS.get((self.group or "").lower())

    @read_once
    def auto_renews(self) -> bool | None:
        """Whether it renews by itself, where the catalogue says."""
        return as_flag(self.attributes.get("autoRenew__limio"))

    @read_once
    def best_value(self) -> bool:
        """Whether the shop marks it as the best value."""
        return as_flag(self.attributes.get("best_value__limio")) is True

    @read_once
    def sold_per_seat(self) -> bool:
        """Whether its quantity is a number of people (``allow_multibuy__limio``)."""
        return as_flag(self.attributes.get("allow_multibuy__limio")) is True

    @read_once
    def for_whom(self) -> Whom | None:
        """Whether it is for work or for home, where its labels, names or description say."""
        return whom(self.labels, (self.display_name, self.name, *self.products), self.description)

    @read_once
    def for_group(self) -> Group | None:
        """The group of people that it alone is for, such as students; ``is_gift__limio`` makes it a gift."""
        is_gift = as_flag(self.attributes.get("is_gift__limio")) is True
        return "gift" if is_gift else group_of(self.labels, (self.display_name, self.name))

    @read_once
    def people_covered(self) -> int | None:
        """How many people its flat price is for, where the shop says; never for what is sold per seat."""
        if self.sold_per_seat or self.volume_prices:
            return None
        names = (self.display_name, self.name, *self.products)
        return people_covered(names, (self.display_price, self.description, *self.features))

    @read_once
    def gives(self) -> frozenset[str]:
        """What a customer gets: features, products and labels, each as a text to compare."""
        return _gives(self.features, self.products, self.labels)

    @read_once
    def countries(self) -> tuple[str, ...]:
        """ISO-3166 codes of the countries it is sold in; none means any."""
        return as_texts(self.attributes.get("allowed_countries__limio"))

    @read_once
    def tags(self) -> tuple[str, ...]:
        """Its tags, by path, such as ``/tags/uk-uk/default``."""
        return as_texts(self._data.get("tags"))

    @read_once
    def payment_types(self) -> tuple[str, ...]:
        """How it can be paid, in Limio's words."""
        return as_texts(self.attributes.get("payment_types__limio"))

    @read_once
    def sales_channels(self) -> tuple[str, ...]:
        """The channels it is meant for; none means any."""
        return as_texts(self.attributes.get("sales_channel__limio"))

    @read_once
    def partners(self) -> tuple[str, ...]:
        """The partners it is for; none means everybody."""
        return as_texts(self.attributes.get("eligible_partners__limio"))

    @read_once
    def valid_from(self) -> datetime | None:
        """When it begins to be sold."""
        return as_moment(as_object(self.attributes.get("valid_date_range__limio")).get("from"))

    @read_once
    def valid_to(self) -> datetime | None:
        """When it ends to be sold; a passed one was seen still listed."""
        return as_moment(as_object(self.attributes.get("valid_date_range__limio")).get("to"))

    @read_once
    def quantity_limits(self) -> QuantityLimits:
        """What quantities an order may hold."""
        told = as_object(self.attributes.get("default_quantity_options__limio"))
        names = ("quantity", "minimum_quantity", "maximum_quantity", "increment")
        return shared_limits(*(as_count(told.get(name)) or None for name in names)) if told else NO_LIMITS

    @property
    def checkout_page(self) -> str | None:
        """Its own checkout page, as the catalogue gives it: a path on the shop or a whole URL."""
        told = as_object(self.attributes.get("checkout__limio"))
        return as_text(told.get("external_url")) if told.get("checkout_type") == "external" else None

    @read_once
    def products(self) -> tuple[str, ...]:
        """Its products by name, or by path where they have none."""
        return tuple(filter(None, map(_product, as_list(self._data.get("products")))))

    @read_once
    def product_paths(self) -> frozenset[str]:
        """Its products' paths: offers with the same ones are plans for the same thing."""
        told = (one.get("path") if isinstance(one, dict) else one for one in as_list(self._data.get("products")))
        return frozenset(filter(None, map(as_text, told)))

    @read_once
    def cross_sell_add_ons(self) -> tuple[str, ...]:
        """Paths of the add-ons sold with it."""
        items = as_objects(as_object(self.attributes.get("cross_sell_addons__limio")).get("items"))
        return tuple(filter(None, (as_text(one.get("path")) for one in items)))

    @read_once
    def changes_to(self) -> tuple[str, ...]:
        """Paths of the offers a subscription of it may be changed to: its own upgrades, then its downgrades."""
        told = (as_objects(self.attributes.get(f"{kind}_offers__limio")) for kind in ("upgrade", "downgrade"))
        return tuple(filter(None, (as_text(one.get("path")) for listed in told for one in listed)))

    @property
    def compatible_products(self) -> tuple[str, ...]:
        """For an add-on: the products it goes with, as the catalogue names them."""
        return as_texts(self.attributes.get("compatible_products"))


@lru_cache(maxsize=1_024)  # one for all offers that give the same, as the text of their features is read once
def _gives(features: tuple[str, ...], products: tuple[str, ...], labels: tuple[str, ...]) -> frozenset[str]:
    kinds = (("feature", features), ("product", products), ("label", labels))
    return frozenset(f"{kind}: {_words(one)}" for kind, held in kinds for one in held)


def _words(text: str) -> str:
    return " ".join(NO_WORD.sub(" ", text.lower()).split())


def _same(held: Any, value: str) -> bool:
    if isinstance(held, bool):
        return str(held).lower() == value
    return isinstance(held, str | int | float) and str(held) == value


def _product(told: Any) -> str | None:
    if not isinstance(told, dict):
        return as_text(told)
    shown = plain_text(as_object(told.get("attributes")).get("display_name__limio"))
    return shown or as_text(told.get("name")) or as_text(told.get("path"))


def _term(told: Any) -> Term | None:
    told = as_object(told)
    length, interval = as_count(told.get("length")), interval_of(told.get("type"))
    renewal = RENEWALS.get(str(told.get("renewal_type")).upper())
    unit, times = interval or (None, 1)
    return shared_term(length * times if length else None, unit, renewal) if length or unit or renewal else None
