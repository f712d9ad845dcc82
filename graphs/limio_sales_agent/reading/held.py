"""What a model may not read into a message that code can read too: numbers, offers and changes of mind nobody wrote.

A model that obeys a text in the catalogue reads what that text wants. So where code understood the message, what would
change the order must have something in the message to stand on; else code's own reading of it counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from limio_langchain import Offer
from limio_sales_agent.guard import COUNTS
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Intent, Reading
from limio_sales_agent.reading.vocabulary import words_of

# Each ends or restarts a sale, so none follows from a model alone while the message speaks of the order.
COURSE: frozenset[Intent] = frozenset(
    {"not_buying", "existing_customer", "another_order", "link_broken", "decline_details", "quote", "goodbye"}
)
ASKING: frozenset[Intent] = frozenset({"question", "compare", "what_if", "bot_question", "recommend"})
GOING_ON: frozenset[Intent] = ASKING | {"yes", "buy", "pay_now"}
ORDERING = ("offers", "people", "quantity", "billing", "email", "add_ons")
MANY = frozenset({"dozen", "dozens", "score", "hundred", "hundreds", "thousand", "thousands", "couple", "few", "half"})
WRITERS = frozenset({"me", "myself", "i", "im", "just", "alone"})
NUMBER = re.compile(r"\d[\d,. ]*\d|\d")
PERIODS = re.compile(r"month|year|annu|week|quarter|once|up ?front|instal|rolling|one-off|p\.?[am]\b", re.IGNORECASE)
LONGEST = 7  # characters; longer ones are telephone numbers and the like


def held_to(told: Reading, text: str, hints: Hints, plain: Reading) -> dict[str, Any]:
    """Return the fields of a model's reading that the message does not bear out, as code reads them.

    Args:
        told: What the model read.
        text: What the customer said.
        hints: What is known.
        plain: The message as code reads it; only for one that code understood.
    """
    kept: dict[str, Any] = {
        "intents": _intents(told, plain, hints),
        "offers": _named(told.offers, plain.offers, hints.offers, hints.shortlist, text),
        "add_ons": _named(told.add_ons, plain.add_ons, hints.add_ons, (), text),
        "declined": plain.declined if speaks_of_the_order(plain, hints) else told.declined,
        "billing": plain.billing or (told.billing if PERIODS.search(text) else None),
        "corrected": [key for key in told.corrected if getattr(plain, key, None)],
    }
    if not asks(text, plain):
        kept["answer"] = None  # said unasked, it could be anything
    for name, counted in (("people", _counted), ("quantity", _counted), ("budget", _written)):
        value, own = getattr(told, name), getattr(plain, name)
        if value is not None and value != own and not counted(value, text):
            kept[name] = own
    if told.question and not _asked(told.question, text):
        kept["question"] = plain.question
    return kept


def asks(text: str, plain: Reading) -> bool:
    """Return whether a message asks something."""
    return "?" in text or plain.question is not None or bool(ASKING & set(plain.intents))


def speaks_of_the_order(plain: Reading, hints: Hints) -> bool:
    """Return whether code read something in a message that only who goes on with an order says."""
    without_extras = "no" in plain.intents and hints.expecting == "add_on"
    return without_extras or bool(GOING_ON & set(plain.intents)) or any(getattr(plain, name) for name in ORDERING)


def _intents(told: Reading, plain: Reading, hints: Hints) -> list[Intent]:
    if not speaks_of_the_order(plain, hints):
        return told.intents
    dropped = COURSE - set(plain.intents)
    if "yes" in plain.intents and "no" not in plain.intents:
        dropped |= {"no"}
    return [one for one in told.intents if one not in dropped]


def _named(
    told: Sequence[str], plain: Sequence[str], offers: Sequence[Offer], shown: Sequence[str], text: str
) -> list[str]:
    """Return the offers a message names: those code found too, else those whose words stand in it or that were shown."""
    if both := [path for path in told if path in plain]:
        return both
    if plain:
        return list(plain)
    said = set(words_of(text))
    names = {offer.path: set(words_of(f"{offer.display_name} {offer.name}")) for offer in offers}
    return [path for path in told if path in shown or names.get(path, set()) & said]


def _counted(told: int, text: str) -> bool:
    """Return whether a number of people can come from a message: written there, or the sum of what is."""
    words = {part for word in words_of(text) for part in word.split("-")}
    found = [COUNTS[word] for word in words if word in COUNTS] + [int(one) for one in _numbers(text)]
    # One more for who writes: "me and four colleagues".
    return bool(words & MANY) or told <= sum(found) + bool(words & WRITERS)


def _written(told: str, text: str) -> bool:
    """Return whether an amount stands in a message as it is."""
    return Decimal(told) in _numbers(text)


def _numbers(text: str) -> list[Decimal]:
    found = (re.sub(r"[, ]|\.(?=\d{3}\b)|\.$", "", match) for match in NUMBER.findall(text))
    return [Decimal(one) for one in found if len(one) <= LONGEST and one.count(".") <= 1]


def _asked(question: str, text: str) -> bool:
    """Return whether a question is one the message holds, in its own or nearly its own words."""
    asked, said = words_of(question), set(words_of(text))
    return 2 * sum(word in said for word in asked) >= len(asked) > 0
