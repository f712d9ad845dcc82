"""Reading with a model: one structured call a turn, and what the model listens for stands.

Code verifies what it must be sure of: an e-mail, a number or a code stands in the message, an offer in the catalogue.
And consent: a basket needs the model's yes and nothing against it in the rules. The model's no, question or doubt wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from typing import Any

from limio_langchain import redaction
from limio_sales_agent.reading.answer_guard import guarded
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import ASKING, AttributeValue, Intent, Reading
from limio_sales_agent.reading.prompt import facts_for, price_facts, prompt_for, sure_facts
from limio_sales_agent.reading.readers import ModelFailed, Services
from limio_sales_agent.reading.rules.message import message_of
from limio_sales_agent.reading.rules.numbers import numbers_in
from limio_sales_agent.reading.rules.plain import read_plain
from limio_sales_agent.reading.rules.tokens import fold, tidy, words_of
from limio_sales_agent.reading.rules.words import lexicon
from limio_sales_agent.state import SalesState

log = redaction.logger(__name__)

AGREEING: frozenset[Intent] = frozenset({"yes", "buy", "pay_now"})
REFUSING: frozenset[Intent] = frozenset({"no", "not_buying", "unsure"})
CHANGING: frozenset[Intent] = frozenset(
    {"quote", "another_order", "decline_details", "link_broken", "existing_customer"}
)
BY_CODE = ("email", "phone", "promo_code", "each", "added", "invalid")  # what a model never tells
AS_TYPED = ("first_name", "last_name", "company")  # what it may find in the message, and never makes up
MOST_PEOPLE = 1_000_000
UNNAMED = "und"  # ISO-639 for a language that is not named: the model has read it, so that nobody is told it cannot be
PLEASANTRIES = frozenset({"thanks", "greeting", "goodbye"})


async def read_with_model(text: str, hints: Hints, state: SalesState, services: Services) -> Reading:
    """Read a message with one model call; with none where there is nothing to understand, or where the model fails."""
    plain = await services.compute(read_plain, text, hints)
    if _says_nothing_more(plain):
        return plain
    asks = "?" in text or plain.question is not None or not plain.understood
    try:
        given = await services.ask(prompt_for(text, hints, state, asks=asks), Reading)
    except ModelFailed as failed:
        log.warning("the model did not read this message (%s); code did", failed)
        return plain
    return await services.compute(reading_from, given, text, hints, plain)


def _says_nothing_more(plain: Reading) -> bool:
    """Whether a message is but thanks, a greeting, an e-mail address, or a choice as it was shown."""
    told = plain.model_dump(exclude_defaults=True, exclude={"intents", "email", "language", "accounted"})
    return plain.chosen or (plain.accounted == "whole" and not told and PLEASANTRIES.issuperset(plain.intents))


def reading_from(given: Any, text: str, hints: Hints, plain: Reading) -> Reading:
    """Return the reading in a model's structured answer, verified; code's own where there is none.

    Args:
        given: What ``include_raw=True`` gives: ``parsed``, ``raw``, ``parsing_error``.
        text: What the customer said.
        hints: What is known.
        plain: The message as code reads it.
    """
    told = given.get("parsed") if isinstance(given, dict) else None
    if not isinstance(told, Reading):
        log.warning("the model's answer could not be read; code read the message")
        return plain
    if not told.understood and plain.understood:
        return plain
    if plain.accounted == "whole" and plain.understood:
        return _held_back(told, plain)
    return told.model_copy(
        update={
            **{name: getattr(plain, name) for name in BY_CODE},
            **{name: _as_typed(getattr(told, name), text) for name in AS_TYPED},
            **_counted(told, text, plain),
            **_in_the_shop(told, text, hints, plain),
            **_consent(told, plain),
            "billing": plain.billing or told.billing,
            "currency": told.currency if re.fullmatch(r"[A-Z]{3}", told.currency or "") else None,
            "country": told.country if re.fullmatch(r"[A-Z]{2}", told.country or "") else None,
            "keywords": [word for word in told.keywords if word.lower() in text.lower()],
            "note": _as_typed(told.note, text) or plain.note,
            "answer": _guarded(told, text, hints, plain),
            "corrected": [key for key in told.corrected if getattr(told, key, None)],
            "language": plain.language or told.language or (UNNAMED if told.understood else None),
        }
    )


def _as_typed(told: str | None, text: str) -> str | None:
    return told if told and _bare(told) in _bare(text) else None


def _bare(text: str) -> str:
    return re.sub(r"[^\w@]", "", fold(text))


def _held_back(told: Reading, plain: Reading) -> Reading:
    """Return the rules' reading of a message that they account for to the last word; a model can only hold it back.

    What stands in a catalogue for a model to obey, such as another plan, extras or a quote, thus changes no order.
    """
    if AGREEING.isdisjoint(plain.intents) or (REFUSING | ASKING).isdisjoint(told.intents):
        return plain
    intents: list[Intent] = [*(one for one in plain.intents if one not in AGREEING), "unsure"]
    return plain.model_copy(update={"intents": intents, "accounted": "against"})


def _counted(told: Reading, text: str, plain: Reading) -> dict[str, Any]:
    """Return the numbers that stand in the message or add up from it; else code's own, where code knows the language."""
    counts = {
        name: value if (value := getattr(told, name)) and 1 <= value <= MOST_PEOPLE else None
        for name in ("people", "quantity")
    }
    budget = _amount(told.budget)
    if plain.language is None:
        return {**counts, "budget": budget or plain.budget}
    message = message_of(tidy(text), lexicon(plain.language))
    found = [int(one.value) for one in numbers_in(message)]
    sums = {n + more for n in (*found, *accumulate(found)) for more in (0, 1)}  # one more: "me and four colleagues"
    own = {name: getattr(plain, name) for name in counts}
    if not sums.issuperset(filter(None, own.values())):
        counts = own  # "two more": code knows how many there were
    kept = {name: value if value is None or value in sums else own[name] for name, value in counts.items()}
    return {**kept, "budget": budget if budget and Decimal(budget) in found else plain.budget}


def _amount(told: str | None) -> str | None:
    """Return an amount in a model's words, where it is one."""
    try:
        amount = Decimal(told or "")
    except InvalidOperation:
        return None
    return str(amount) if amount.is_finite() and amount > 0 else None


def _in_the_shop(told: Reading, text: str, hints: Hints, plain: Reading) -> dict[str, Any]:
    """Return what exists in the shop, and of offers and add-ons those that the message names, or else may point at."""
    words = {word for word in words_of(text) if len(word) > 2}
    every = (*hints.offers, *hints.add_ons)
    named = {one.path for one in every if not words.isdisjoint(words_of(f"{one.display_name} {one.name}"))}

    def among(paths: Iterable[str], known: Iterable[str]) -> list[str]:
        return [path for path in paths if path in known]

    offers = among(told.offers, {one.path for one in hints.offers})
    add_ons = among(told.add_ons, {one.path for one in hints.add_ons})
    return {
        "offers": among(offers, {*named, *plain.offers}) or plain.offers or among(offers, hints.shortlist),
        "add_ons": among(add_ons, {*named, *plain.add_ons}) or plain.add_ons,
        "attributes": [one for one in told.attributes if _exists(one, hints)],
    }


def _exists(told: AttributeValue, hints: Hints) -> bool:
    asked = {value for one in hints.playbook.questions if one.attribute == told.key for value in one.values}
    return told.value in asked or any(offer.carries(told.key, told.value) for offer in hints.offers)


def _consent(told: Reading, plain: Reading) -> dict[str, Any]:
    """Return the intents, and whether they commit: only with the model's yes, and nothing against it in the rules."""
    intents = list(dict.fromkeys(told.intents))
    agrees = not AGREEING.isdisjoint(intents)
    # That the rules are unsure says no more than that words were left over, which the model may have understood.
    refuses = not REFUSING.isdisjoint([*intents, *(one for one in plain.intents if one != "unsure")])
    against = plain.language is None or plain.accounted != "partly" or "unsure" in intents
    dropped: set[Intent] = set()
    if against or refuses or not ASKING.isdisjoint(intents):
        dropped |= {"yes", "pay_now"}
    if plain.question:  # a question asks, and changes no order
        dropped |= CHANGING.difference(plain.intents)
    if plain.accounted != "against" and "quote" not in plain.intents:  # it makes a basket, and so needs both
        dropped |= {"quote"}
    intents = [one for one in intents if one not in dropped]
    if against and agrees and (REFUSING | ASKING).isdisjoint(intents):
        intents.append("unsure")
    # A "no" to an add-on concludes the order that was agreed to; words left over do not hold it back, a doubt does.
    whole = (agrees and not refuses) or (not agrees and "no" in intents)
    return {"intents": intents, "accounted": "against" if against else "whole" if whole else "partly"}


def _guarded(told: Reading, text: str, hints: Hints, plain: Reading) -> str | None:
    asks = "?" in text or bool(ASKING & {*plain.intents, *told.intents}) or plain.language is None
    if not told.answer or not asks:
        return None  # said unasked, it could be anything
    return guarded(told.answer, facts_for(text, hints), sure=sure_facts(hints), prices=price_facts(hints))
