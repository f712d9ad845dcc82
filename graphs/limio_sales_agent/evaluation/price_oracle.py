"""Whether an amount in a reply can come from the catalogue: by this code's own sums, not the agent's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from babel.numbers import NumberFormatError, parse_decimal

from limio_langchain import Offer
from limio_sales_agent.phrases import parse_locale
from limio_sales_agent.playbook import Playbook

SIGN = r"(?:[A-Z]{1,2})?[£€$]|\b(?:GBP|EUR|USD|CHF|AUD|CAD)\b"
NUMBER = r"\d(?:[\d.,'\u2019\u00a0\u202f]*\d)?"
AMOUNT = re.compile(rf"(?:{SIGN})\s?(?P<after>{NUMBER})|(?P<before>{NUMBER})\s?(?:{SIGN})")
IN_A_YEAR = {"months": 12, "years": 1}


def amounts(text: str, locale: str) -> set[Decimal]:
    """Return the amounts of money written in a text; one that the locale cannot read is read without its separators."""
    return {_number(found["after"] or found["before"], locale) for found in AMOUNT.finditer(text)}


def possible(offers: Sequence[Offer], playbook: Playbook, quantities: Iterable[int]) -> set[Decimal]:
    """Return every amount that may be told of these offers for these quantities.

    Charges and the team's prices, multiplied by a quantity; a year of them; what an offer and an add-on come to
    together; what one period saves against another for the same quantity.
    """
    found: set[Decimal] = set()
    for quantity in {1, *quantities}:
        once = {amount for offer in offers for amount in _charges(offer, playbook, quantity)}
        years = {amount for offer in offers for amount in _years(offer, playbook, quantity)}
        found |= once | years | {abs(first - second) for first, second in combinations(years, 2)}
    together = {offer.path: _totals(offer, playbook, quantities) for offer in offers}
    add_ons = [offer for offer in offers if offer.kind == "add_on"]
    for add_on in add_ons:
        for offer in offers:
            found |= {a + b for a in together[offer.path] for b in together[add_on.path] if offer is not add_on}
    texts = (text for offer in offers for text in (offer.display_price, offer.description, *offer.features))
    return found | {amount for text in texts for amount in amounts(text, "en")}


def invented(reply: str, known: set[Decimal], locale: str) -> list[str]:
    """Return the amounts in a reply that are none of those known, as text."""
    return sorted(str(amount) for amount in amounts(reply, locale) if amount not in known)


def _totals(offer: Offer, playbook: Playbook, quantities: Iterable[int]) -> set[Decimal]:
    return {amount for quantity in {1, *quantities} for amount in _charges(offer, playbook, quantity)}


def _charges(offer: Offer, playbook: Playbook, quantity: int) -> Iterator[Decimal]:
    plain = [price.amount for price in offer.charges if price.amount is not None]
    if plain:
        yield from (
            *plain,
            sum(plain, Decimal()),
            *(amount * quantity for amount in plain),
            sum(plain, Decimal()) * quantity,
        )
    for price in offer.charges:
        yield from (tier.amount for tier in price.tiers)
        yield from (tier.amount * quantity for tier in price.tiers if not tier.flat)
    if team := playbook.prices.get(offer.path):
        yield from (team.amount, team.amount * quantity)


def _years(offer: Offer, playbook: Playbook, quantity: int) -> Iterator[Decimal]:
    for price in offer.charges:
        if price.interval in IN_A_YEAR:
            times = Decimal(IN_A_YEAR[price.interval]) / (price.interval_count or 1)
            each = [price.amount] if price.amount is not None else [tier.amount for tier in price.tiers]
            yield from (amount * many * times for amount in each for many in (1, quantity))
    if (team := playbook.prices.get(offer.path)) and team.interval in IN_A_YEAR:
        yield team.amount * quantity * IN_A_YEAR[team.interval] / team.interval_count


def _number(text: str, locale: str) -> Decimal:
    try:
        return parse_decimal(text, locale=parse_locale(locale), strict=True)
    except NumberFormatError:
        return Decimal(re.sub(r"\D", "", text))
