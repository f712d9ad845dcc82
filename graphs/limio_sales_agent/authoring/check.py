"""What a playbook cannot sell of a catalogue, and why: pure functions behind ``limio-agent playbook check``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limio_langchain.eligibility import Code, Sale, reasons
from limio_langchain.recommendation import cost_of
from limio_langchain.recommendation.cost import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from limio_langchain.models.offer import Offer
    from limio_sales_agent.playbook import Playbook

PRICES: Mapping[Unknown, tuple[str, str]] = {
    "outside": ("has no price in the catalogue", "state it under prices, or it is shown at the checkout"),
    "doubt": ("is worded with another price than it charges", "correct its display price or its charge in Limio"),
    "charges": ("has charges that cannot be added up", "the price is shown at the checkout"),
    "quantity": ("has no price for the smallest quantity", "add a tier in Limio"),
    "currency": ("has charges without a currency, or in several", "give its charges one currency in Limio"),
}

REMEDIES: Mapping[Code, str] = {
    "unpublished": "publish it in Limio",
    "channel": "add {channels} to its sales channels",
    "partner": "leave it out, or take its partners off",
    "ended": "extend its dates or archive it",
    "not_yet": "wait, or move its dates",
    "country": "allow {country} in Limio",
}


@dataclass(frozen=True)
class Finding:
    """Something that keeps a sale from happening as the team means it.

    Attributes:
        path: The offer's catalogue path, or the playbook's key.
        problem: What is wrong, as a sentence that begins with the path.
        remedy: What the team can do.
    """

    path: str
    problem: str
    remedy: str


def check_playbook(
    playbook: Playbook, offers: Iterable[Offer], today: datetime, *, country: str | None = None
) -> list[Finding]:
    """List what of the catalogue the playbook cannot sell, and what of the playbook the catalogue does not know.

    Offers that the playbook's attributes and path leave out are left out on purpose and not listed.

    Args:
        playbook: The team's playbook.
        offers: The published offers and add-ons.
        today: The moment of asking, with its time zone; offers outside their dates are not sold.
        country: ISO-3166 code of the customers, to list the offers that are not sold there.

    Returns:
        The findings: the playbook's keys first, then the offers by path.
    """
    catalogue = sorted(offers, key=lambda offer: offer.path)
    chosen = [offer for offer in catalogue if offer.kind == "offer" and in_scope(offer, playbook)]
    found = [*_of_keys(playbook, catalogue, chosen)]
    for offer in chosen:
        found += (Finding(offer.path, *why) for why in _of_offer(offer, playbook, catalogue, today, country))
    return found


def in_scope(offer: Offer, playbook: Playbook) -> bool:
    """Return whether an offer belongs to the part of the catalogue that the playbook sells, whether or not it may."""
    return all(reason.code != "scope" for reason in reasons(offer, Sale(playbook.scope)))


def _of_offer(
    offer: Offer, playbook: Playbook, catalogue: Sequence[Offer], today: datetime, country: str | None
) -> Iterator[tuple[str, str]]:
    yield from _of_selling(offer, playbook, today, country)
    cost = cost_of(offer, offer.quantity_limits.minimum or 1, playbook.selling)
    if cost.unknown:
        yield PRICES[cost.unknown]
    known = {item.path for item in catalogue}
    if playbook.add_ons == "after_yes":
        for path in offer.cross_sell_add_ons:
            if path not in known:
                yield f"names the add-on {path}, which is not in the catalogue", "publish it, or take it off the offer"


def _of_selling(offer: Offer, playbook: Playbook, today: datetime, country: str | None) -> Iterator[tuple[str, str]]:
    for reason in reasons(offer, Sale(playbook.scope, country=country, at=today)):
        remedy = REMEDIES[reason.code]
        yield reason.words, remedy.format(channels=_listed(playbook.offers.channels, "or"), country=country)


def _of_keys(playbook: Playbook, catalogue: Sequence[Offer], chosen: Sequence[Offer]) -> Iterator[Finding]:
    if not chosen:
        yield Finding("offers", "leaves no offer to sell", "loosen its attributes or its path")
    yield from _of_attributes(playbook, catalogue, chosen)
    known = {offer.path: offer for offer in catalogue}
    for code, path in playbook.promo.items():
        if path not in known:
            yield Finding(
                f"promo.{code}", f"is sold as {path}, which is not in the catalogue", "publish it or correct it"
            )
    for path in playbook.prices:
        if path not in known:
            yield Finding(f"prices.{path}", "prices an offer that is not in the catalogue", "correct the path")
        elif cost_of(known[path], 1, playbook.selling).source == "catalogue":
            yield Finding(f"prices.{path}", "is not used, since the catalogue has a price", "take it out")
    label = playbook.links.fallback_label
    if label and not any(label in offer.labels for offer in chosen):
        yield Finding("links.fallback_label", f"no offer to sell has the label {label!r}", "name a label they have")


def _of_attributes(playbook: Playbook, catalogue: Sequence[Offer], chosen: Sequence[Offer]) -> Iterator[Finding]:
    nothing = "matches no offer", "compare it with the catalogue: limio-agent offers"
    for name, values in playbook.offers.attributes.items():
        for value in values:
            if not any(offer.carries(name, value) for offer in catalogue):
                yield Finding(f"offers.attributes.{name}", f"{value!r} {nothing[0]}", nothing[1])
    for channel in playbook.offers.channels:
        if catalogue and not any(channel in offer.sales_channels for offer in catalogue):
            yield Finding("offers.channels", f"{channel!r} {nothing[0]}", nothing[1])
    for index, question in enumerate(playbook.questions):
        if question.attribute and not any(question.attribute in offer.attributes for offer in chosen):
            yield Finding(f"questions[{index}].attribute", f"{question.attribute!r} {nothing[0]}", nothing[1])
            continue
        for value in question.values:
            if not any(offer.carries(question.attribute or "", value) for offer in chosen):
                yield Finding(f"questions[{index}].values.{value}", nothing[0], nothing[1])


def _listed(names: Sequence[str], word: str) -> str:
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
