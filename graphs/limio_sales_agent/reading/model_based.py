"""Reading with a model: one structured call a turn, and what the model listens for stands.

Code verifies what it must be sure of: an e-mail, a number or a code stands in the message, an offer in the catalogue.
And consent: a basket needs the model's yes and nothing against it in the rules. The model's no, question or doubt wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from limio_langchain import Offer, redaction
from limio_sales_agent.reading.answer_guard import guarded
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import ASKING, AttributeValue, Intent, Reading, is_denied
from limio_sales_agent.reading.prompt import facts_for, price_facts, sure_facts
from limio_sales_agent.reading.rules.message import message_of
from limio_sales_agent.reading.rules.numbers import numbers_in
from limio_sales_agent.reading.rules.tokens import fold, tidy, words_of
from limio_sales_agent.reading.rules.words import lexicon

log = redaction.logger(__name__)

AGREEING: frozenset[Intent] = frozenset({"yes", "buy", "pay_now"})
REFUSING: frozenset[Intent] = frozenset({"no", "not_buying", "unsure"})
CHANGING: frozenset[Intent] = frozenset(
    {"quote", "another_order", "decline_details", "link_broken", "existing_customer"}
)
AS_TYPED = ("first_name", "last_name", "company")  # what it may find in the message, and never makes up
FORMS = {"country": r"[A-Z]{2}", "currency": r"[A-Z]{3}", "budget": r"[1-9]\d*(?:\.\d+)?"}
COUNTS = ("people", "quantity")
MOST_PEOPLE = 1_000_000
PLEASANTRIES = frozenset({"thanks", "greeting", "goodbye"})
UNNAMED = "und"  # ISO-639 for a language that is not named: the model has read it, so that nobody is told it cannot be


def says_nothing_more(plain: Reading) -> bool:
    """Whether a message is but thanks, a greeting, an e-mail address, or a choice as it was shown: no model is asked."""
    told = plain.model_dump(exclude_defaults=True, exclude={"intents", "email", "language", "accounted"})
    return plain.chosen or (plain.accounted == "whole" and not told and PLEASANTRIES.issuperset(plain.intents))


def may_ask(text: str, plain: Reading) -> bool:
    """Whether a message may ask something."""
    return "?" in text or plain.question is not None or not plain.understood


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
    if not told.understood:
        return plain
    if plain.accounted == "whole" and plain.understood:
        # What stands in a catalogue for a model to obey, such as another plan, extras or a quote, changes no order of
        # theirs whose every word the rules know: a model can only hold it back.
        held_back = AGREEING & {*plain.intents} and (REFUSING | ASKING) & {*told.intents}
        return plain.model_copy(update={"intents": ["unsure"], "accounted": "against"}) if held_back else plain
    usable = {name: _in_form(form, getattr(told, name)) for name, form in FORMS.items()}
    return told.model_copy(
        update={name: getattr(plain, name) for name in Reading.OWN}
        | usable
        | {name: _as_typed(getattr(told, name), text) for name in AS_TYPED}
        | _counted(told, usable["budget"], text, plain)
        | _consent(told, plain)
        | {
            "offers": _in_the_shop(told.offers, plain.offers, hints.offers, text, hints.shortlist),
            "add_ons": _in_the_shop(told.add_ons, plain.add_ons, hints.add_ons, text),
            "attributes": [one for one in told.attributes if _exists(one, hints)],
            "unwanted": [*told.unwanted, *(one for one in plain.unwanted if one.key == "people")],
            "billing": plain.billing or told.billing,
            "keywords": [word for word in told.keywords if _as_typed(word, text)],
            "note": _as_typed(told.note, text) or plain.note,
            "answer": _guarded(told, text, hints, plain),
            "language": plain.language or told.language or UNNAMED,
            "more": False,  # a model has heard the rest
        }
    )


def _in_form(form: str, told: str | None) -> str | None:
    return told if re.fullmatch(form, told or "") else None


def _as_typed(told: str | None, text: str) -> str | None:
    return told if told and _bare(told) in _bare(text) else None


def _bare(text: str) -> str:
    return re.sub(r"[^\w@]", "", fold(text))


def _counted(told: Reading, budget: str | None, text: str, plain: Reading) -> dict[str, Any]:
    """Return the numbers that stand in the message or add up from it; else code's own, where code knows the language."""
    counts = {name: getattr(told, name) for name in COUNTS}
    if plain.language is None:
        return {name: one if one and 1 <= one <= MOST_PEOPLE else None for name, one in counts.items()}
    found = [int(one.value) for one in numbers_in(message_of(tidy(text), lexicon(plain.language)))]
    sums = {n + more for n in (*found, *accumulate(found)) for more in (0, 1)}  # one more: "me and four colleagues"
    own = {name: getattr(plain, name) for name in COUNTS}
    reckoned = is_denied(plain) or not sums.issuperset(filter(None, own.values()))  # "two more": code knows of how many
    stands = (
        own if reckoned else {name: one if one is None or one in sums else own[name] for name, one in counts.items()}
    )
    return {**stands, "budget": budget if budget and Decimal(budget) in found else plain.budget}


def _in_the_shop(
    told: Sequence[str], plain: Sequence[str], sold: Sequence[Offer], text: str, shown: Iterable[str] = ()
) -> list[str]:
    """Return what is sold of what a model names: what the message names too, else the rules' own, else what was shown."""
    words = {word for word in words_of(text) if len(word) > 2}
    named = {one.path for one in sold if not words.isdisjoint(words_of(f"{one.display_name} {one.name}"))}
    known = {one.path for one in sold}.intersection(shown)
    both = [path for path in told if path in named or path in plain]
    return both or [*plain] or [path for path in told if path in known]


def _exists(told: AttributeValue, hints: Hints) -> bool:
    asked = {value for one in hints.playbook.questions if one.attribute == told.key for value in one.values}
    return told.value in asked or any(offer.carries(told.key, told.value) for offer in hints.offers)


def _consent(told: Reading, plain: Reading) -> dict[str, Any]:
    """Return the intents, and whether they commit: only with the model's yes, and nothing against it in the rules."""
    heard = set(told.intents)
    agrees, asks = not AGREEING.isdisjoint(heard), not ASKING.isdisjoint(heard)
    against = plain.language is None or plain.accounted == "against" or "unsure" in heard
    # That the rules are unsure says no more than that words were left over, which the model may have understood.
    refuses = not REFUSING.isdisjoint({*heard, *(one for one in plain.intents if one != "unsure")})
    dropped: set[Intent] = set()
    if plain.question:  # a question asks, and changes no order
        dropped |= CHANGING.difference(plain.intents)
    if plain.accounted != "against" and "quote" not in plain.intents:  # it makes a basket, and so needs both
        dropped.add("quote")
    if against or refuses or asks:
        dropped |= {"yes", "pay_now"}
    intents: list[Intent] = [one for one in dict.fromkeys(told.intents) if one not in dropped]
    if against and agrees and "unsure" not in intents:
        intents.append("unsure")
    # A "no" to an add-on concludes the order that was agreed to; words left over do not hold it back, a doubt does.
    whole = not refuses if agrees else "no" in intents
    return {"intents": intents, "accounted": "against" if against else "whole" if whole else "partly"}


def _guarded(told: Reading, text: str, hints: Hints, plain: Reading) -> str | None:
    asks = may_ask(text, plain) or plain.language is None or not ASKING.isdisjoint(told.intents)
    if not told.answer or not asks:
        return None  # said unasked, it could be anything
    return guarded(told.answer, facts_for(text, hints), sure=sure_facts(hints), prices=price_facts(hints))
