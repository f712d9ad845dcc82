"""Whom a playbook's tilts affect: which customers are proposed another offer because of `lead_with` or `prefer`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from limio_langchain.models.audience import Whom
from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import Needs, Recommendation, recommend
from limio_sales_agent.playbook import Playbook

GROUPS = (1, 2, 5, 12, 25, 60)  # people
AUDIENCES: tuple[Whom, ...] = ("work", "home")
TILTS: Mapping[str, Mapping[str, object]] = {"lead_with": {"lead_with": None}, "prefer": {"prefer": {}}}
HOUSEHOLD = 5  # people; more are asked about for work alone


@dataclass(frozen=True)
class Tilted:
    """A customer who is proposed another offer because of a tilt.

    Attributes:
        key: The playbook's key: ``lead_with`` or ``prefer``.
        customer: Who: ``12 people, for work``.
        proposed: The offer's name.
        instead: The name of what they would be proposed without it.
        more: What it costs them more in two years, negative where less; None where that is not known.
        currency: Of `more`.
    """

    key: str
    customer: str
    proposed: str
    instead: str
    more: Decimal | None = None
    currency: str | None = None


def tilted(playbook: Playbook, offers: Iterable[Offer], today: datetime, country: str | None = None) -> list[Tilted]:
    """List whom each tilt affects, of customers for work and at home in groups of several sizes.

    Args:
        playbook: The team's playbook.
        offers: The published offers.
        today: The moment of asking, with its time zone.
        country: ISO-3166 code of the customers.
    """
    sold = tuple(offers)
    found: list[Tilted] = []
    for needs in _customers(playbook, today, country):
        proposed = recommend(sold, needs, 1, selling=playbook.selling)
        for key, without in TILTS.items():
            if getattr(playbook.selling, key):
                plain = recommend(sold, needs, 1, selling=replace(playbook.selling, **without))  # type: ignore[arg-type]
                found += _differing(key, needs, proposed, plain)
    return found


def _customers(playbook: Playbook, today: datetime, country: str | None) -> Iterator[Needs]:
    part = playbook.offers
    for whom in AUDIENCES:
        for people in GROUPS:
            if whom == "work" or people <= HOUSEHOLD:
                yield Needs(
                    people=people,
                    for_whom=whom,
                    attributes=part.attributes,
                    channels=part.channels,
                    today=today,
                    country=country,
                )


def _differing(
    key: str, needs: Needs, proposed: Sequence[Recommendation], plain: Sequence[Recommendation]
) -> Iterator[Tilted]:
    for one, other in zip(proposed, plain, strict=True):
        if one.offer.path == other.offer.path:
            continue
        people = "1 person" if needs.people == 1 else f"{needs.people} people"
        who = f"{people}, {'for work' if needs.for_whom == 'work' else 'at home'}"
        names = (_named(one.offer), _named(other.offer))
        if one.year and other.year and one.year.currency == other.year.currency:
            yield Tilted(key, who, *names, one.year.both - other.year.both, one.year.currency)
        else:
            yield Tilted(key, who, *names)


def _named(offer: Offer) -> str:
    return f"{offer.display_name} ({offer.billing})" if offer.billing else offer.display_name
