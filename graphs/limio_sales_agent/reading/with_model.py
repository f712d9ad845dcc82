"""Reading with a model: one structured call a turn. What only code may read stays code's; a bad answer costs nothing.

A model reads what words mean. It cannot agree to an order on the customer's behalf, name an offer that is not there, or
make up an address: each field is held against the message and the catalogue before it counts.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from limio_langchain import redaction
from limio_sales_agent.effects import CallModel, Flow, ModelFailed
from limio_sales_agent.guard import guarded
from limio_sales_agent.reading.held import held_to
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.lexicon import ORDINARY
from limio_sales_agent.reading.model import AttributeValue, Intent, Reading
from limio_sales_agent.reading.plain import read_plain
from limio_sales_agent.reading.prompt import facts_for, prompt_for
from limio_sales_agent.reading.sure import price_facts, sure_facts
from limio_sales_agent.reading.vocabulary import vocabulary, words_of
from limio_sales_agent.state import SalesState

log = redaction.logger(__name__)

# A basket or a quote may follow from these, so a model's word alone is not enough where code can read the message too.
COMMITTING: frozenset[Intent] = frozenset({"yes", "buy", "pay_now", "quote"})
LITERAL = ("email", "phone", "promo_code", "first_name", "last_name", "company")
CERTAIN = ("email", "phone", "promo_code")
TELLING = 4  # letters; languages share many shorter words
SHORT_ANSWERS = frozenset(
    "yes yeah yep yup ok okay sure please do go ahead no nope thanks thank you its it is my email e mail address thats fine "
    "great perfect good sounds just that hi hello bye goodbye".split()
)
MOST_PEOPLE = 1_000_000


def read_with_model(text: str, hints: Hints, state: SalesState) -> Flow[Reading]:
    """Read a message with one model call; with none where code is sure of it, or where the model fails.

    Args:
        text: What the customer said.
        hints: What is known.
        state: The conversation.

    Returns:
        The reading.
    """
    plain = read_plain(text, hints)
    if is_short_answer(text, plain):
        return plain
    asks = "?" in text or plain.question is not None or not plain.understood or is_foreign(text, hints, plain)
    try:
        given = yield from CallModel(prompt_for(text, hints, state, asks=asks), Reading)
    except ModelFailed as failed:
        log.warning("the model did not read this message (%s); code did", failed)
        return plain
    return reading_from(given, text, hints, plain)


def reading_from(given: Any, text: str, hints: Hints, plain: Reading) -> Reading:
    """Return the reading in a model's structured answer, held against the message; code's own where there is none.

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
    readable = plain.understood and not is_foreign(text, hints, plain)
    read = told.model_copy(
        update=_literal(told, text, plain)
        | {
            "intents": _intents(told, plain, understood=readable),
            "offers": [path for path in told.offers if any(path == offer.path for offer in hints.offers)],
            "add_ons": [path for path in told.add_ons if any(path == offer.path for offer in hints.add_ons)],
            "attributes": [one for one in told.attributes if _exists(one, hints)],
            "people": _count(told.people),
            "quantity": _count(told.quantity),
            "budget": _amount(told.budget),
            "currency": told.currency if re.fullmatch(r"[A-Z]{3}", told.currency or "") else None,
            "country": told.country if re.fullmatch(r"[A-Z]{2}", told.country or "") else None,
            "keywords": [word for word in told.keywords if word.lower() in text.lower()],
            "note": told.note if told.note and told.note in text else plain.note,
            "answer": _guarded(told.answer, text, hints) if told.answer else None,
        }
    )
    return read.model_copy(update=held_to(read, text, hints, plain)) if readable else read


def _guarded(answer: str, text: str, hints: Hints) -> str | None:
    return guarded(answer, facts_for(text, hints), sure=sure_facts(hints), prices=price_facts(hints))


def _literal(told: Reading, text: str, plain: Reading) -> dict[str, str | None]:
    """Return what must stand in the message as it is: a model may find it, never make it up."""
    said = _bare(text)
    kept = {name: value if (value := getattr(told, name)) and _bare(value) in said else None for name in LITERAL}
    # What code is certain of wins: its libraries checked the address, the number, the code.
    return kept | {name: value for name in CERTAIN if (value := getattr(plain, name))} | _unchecked(kept, plain)


def _unchecked(kept: dict[str, Any], plain: Reading) -> dict[str, None]:
    """Return the addresses and numbers that a model saw and code's libraries refused."""
    return {name: None for name in ("email", "phone") if kept[name] and not getattr(plain, name)}


def _bare(text: str) -> str:
    return re.sub(r"[\s().-]", "", text).lower()


def is_short_answer(text: str, plain: Reading) -> bool:
    """Return whether a message is but a yes, a no, thanks or an e-mail address: what code reads as surely as a model.

    Args:
        text: What the customer said.
        plain: The message as code reads it.
    """
    said = plain.model_dump(exclude_defaults=True, exclude={"intents", "email", "understood"})
    rest = set(words_of(re.sub(r"\S*@\S*", " ", text)))
    return plain.understood and not said and "?" not in text and rest <= SHORT_ANSWERS


def is_foreign(text: str, hints: Hints, plain: Reading) -> bool:
    """Return whether half the words of a message or more are unknown to code, which then has read no more than names and numbers.

    Args:
        text: What the customer said.
        hints: The offers in view, whose words are known.
        plain: The message as code reads it: the names it found are no foreign words.
    """
    names = words_of(" ".join(filter(None, (plain.first_name, plain.last_name, plain.company))))
    known = vocabulary(hints) | ORDINARY | set(names)
    words = [word for word in words_of(re.sub(r"\S*@\S*", " ", text)) if len(word) >= TELLING]
    unknown = sum(word not in known for word in words)
    return unknown > 1 and 2 * unknown >= len(words)


def _intents(told: Reading, plain: Reading, *, understood: bool) -> list[Intent]:
    agreed = not understood or COMMITTING & set(plain.intents)
    return [one for one in dict.fromkeys(told.intents) if one not in COMMITTING or agreed]


def _exists(told: AttributeValue, hints: Hints) -> bool:
    asked = any(
        told.value in question.values for question in hints.playbook.questions if question.attribute == told.key
    )
    return asked or any(offer.carries(told.key, told.value) for offer in hints.offers)


def _count(told: int | None) -> int | None:
    return told if told is not None and 1 <= told <= MOST_PEOPLE else None


def _amount(told: str | None) -> str | None:
    try:
        amount = Decimal(told or "")
    except InvalidOperation:
        return None
    return str(amount) if amount.is_finite() and amount > 0 else None
