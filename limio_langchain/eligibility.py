"""May this be sold: now, here, to them, by this channel, in this currency, within this scope? And is it what was shown?

Pure, and the only answer to it: recommending, the tools and the sales agent ask here, when something is shown and again
when it is written. The clients do not ask: they refuse only what Limio's data forbids. How old the offer may be that is
asked about is the catalogue's matter: at most ``catalog_ttl`` seconds (`LimioSettings`) where it comes from memory, and
older where the API cannot be read, which the catalogue's view says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, get_args

from limio_langchain.country import is_among
from limio_langchain.models.offer import ADD_ON_PREFIX, Offer

Code = Literal[
    "gone",  # the catalogue does not hold it, or no more
    "unpublished",  # it has no published id and version, so no checkout can name it
    "scope",  # outside of what this seller sells
    "channel",
    "country",
    "currency",
    "partner",
    "not_yet",
    "ended",
    "price",  # this one and what follows: another one than the customer was shown
    "term",
    "renewal",
    "seats",
]
Term = Literal["price", "term", "renewal", "seats"]
TERMS: tuple[Term, ...] = get_args(Term)
NOT_SHOWN = frozenset({"name", "unknown_because"})  # of a charge


@dataclass(frozen=True)
class Scope:
    """The part of a catalogue that a seller sells; empty means all of it.

    Attributes and tags describe offers, and a folder holds them: an add-on goes where its offer goes, so that only
    `paths` and `channels` confine add-ons.

    Attributes:
        attributes: Catalogue attributes and the values each must hold; of several values all must be held.
        channels: Sales channels (``sales_channel__limio``); what is meant for none of them is not sold.
        path: The catalogue folder, or the one offer, that is sold.
        tags: Tags that an offer must have, all of them.
        paths: The only offers and add-ons that are sold, by catalogue path; empty: any.
    """

    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    path: str | None = None
    tags: tuple[str, ...] = ()
    paths: frozenset[str] = frozenset()

    @property
    def is_all(self) -> bool:
        """Whether it is the whole catalogue."""
        return not (self.attributes or self.channels or self.path or self.tags or self.paths)


@dataclass(frozen=True)
class Sale:
    """What is known of a sale before it is made; an absent field forbids nothing.

    Attributes:
        scope: What the seller sells.
        country: ISO-3166 two-letter country the customer buys in.
        currency: ISO-4217 code the customer pays in.
        partner: The partner they buy through; without one, what is for partners only is not sold.
        at: The moment, with its time zone; None looks at no dates.
    """

    scope: Scope = Scope()
    country: str | None = None
    currency: str | None = None
    partner: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Reason:
    """Why something is not sold.

    Attributes:
        code: Of a closed set, to branch on.
        words: The same for people, to be read after the offer's name: ``is not sold in FR``.
    """

    code: Code
    words: str

    def __str__(self) -> str:
        return self.words


def reasons(offer: Offer | None, sale: Sale) -> tuple[Reason, ...]:
    """Return all that speaks against selling an offer or add-on; nothing, where it may be sold.

    Args:
        offer: As the catalogue holds it now; None where it does not.
        sale: To whom, where, when, and out of which part of the catalogue.
    """
    if offer is None:
        return (Reason("gone", "is not in the catalogue"),)
    of_scope = () if sale.scope.is_all else _of_scope(offer, sale.scope)
    return (*of_scope, *_of_offer(offer, sale))


def reasons_of_path(path: str, scope: Scope) -> Iterator[Reason]:
    """Give what a path alone says against selling what is at it: for when no catalogue can be read."""
    if scope.paths and path not in scope.paths:
        yield Reason("scope", "is not among the offers sold here")
    if scope.path and not path.startswith(ADD_ON_PREFIX) and not _is_under(path, scope.path):
        yield Reason("scope", f"is not under {scope.path}")


def reasons_of_label(label: str, scope: Scope) -> Iterator[Reason]:
    """Give what speaks against a link that sells whatever has a label: that it may hold more than the scope does."""
    confined = scope.attributes or scope.path or scope.tags or scope.paths
    if confined and label not in scope.attributes.get("label__limio", ()):
        yield Reason("scope", "may hold more than is sold here")


def changes(shown: Mapping[str, str], offer: Offer) -> tuple[Reason, ...]:
    """Return what an offer no longer holds of what a customer was shown of it; nothing, where it still does.

    Args:
        shown: What `terms_of` gave for the offer when it was shown. Of names it does not hold nothing is known.
        offer: As the catalogue holds it now.
    """
    now = terms_of(offer)
    differ = [name for name in TERMS if shown.get(name, now[name]) != now[name]]
    return tuple(Reason(name, f"has another {name} than was shown") for name in differ)


def terms_of(offer: Offer) -> dict[str, str]:
    """Return what a customer is shown of an offer and a sale must keep: a short digest a name, which JSON can hold."""
    held: dict[Term, Any] = {
        "price": (offer.charges, offer.display_price),
        "term": (offer.term, offer.initial_term),
        "renewal": offer.auto_renews,
        "seats": offer.sold_per_seat,
    }
    return {name: _digest(value) for name, value in held.items()}


@lru_cache(maxsize=1_024)  # an offer's are asked for with each turn that shows it
def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(value), sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Return a value as JSON; what is absent is left out, so that a field this package learns later changes nothing."""
    if hasattr(value, "_asdict"):
        held = {name: one for name, one in value._asdict().items() if name not in NOT_SHOWN}
        return {name: _plain(one) for name, one in held.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def _of_scope(offer: Offer, scope: Scope) -> Iterator[Reason]:
    yield from reasons_of_path(offer.path, scope)
    if scope.channels and offer.sales_channels and set(scope.channels).isdisjoint(offer.sales_channels):
        yield Reason("channel", f"is for {_listed(offer.sales_channels)} only")
    if offer.kind == "add_on":
        return
    for name, values in scope.attributes.items():
        if lacking := [value for value in values if not offer.carries(name, value)]:
            yield Reason("scope", f"does not hold {name} {_listed(lacking)}")
    if lacking := sorted(set(scope.tags).difference(offer.tags)):
        yield Reason("scope", f"does not have the tag {_listed(lacking)}")


def _of_offer(offer: Offer, sale: Sale) -> Iterator[Reason]:
    if not offer.sellable:
        yield Reason("unpublished", "has no published id and version")
    if sale.country and offer.countries and not is_among(sale.country, offer.countries):
        yield Reason("country", f"is not sold in {sale.country}")
    priced_in = {charge.currency for charge in offer.charges if charge.currency} if sale.currency else set()
    if priced_in and sale.currency not in priced_in:
        yield Reason("currency", f"is priced in {_listed(sorted(priced_in))}, not in {sale.currency}")
    if offer.partners and sale.partner not in offer.partners:
        yield Reason("partner", f"is for the partners {_listed(offer.partners)} only")
    if sale.at and offer.valid_from and sale.at < offer.valid_from:
        yield Reason("not_yet", f"is sold from {offer.valid_from:%Y-%m-%d} on")
    if sale.at and offer.valid_to and offer.valid_to < sale.at:
        yield Reason("ended", f"was sold until {offer.valid_to:%Y-%m-%d}")


def _is_under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
