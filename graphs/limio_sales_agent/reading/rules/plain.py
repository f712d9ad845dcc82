"""`read_plain`: what one message says, read by rules alone."""

from __future__ import annotations

from limio_langchain import redaction
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.catalogue import index_of
from limio_sales_agent.reading.rules.choices import picked
from limio_sales_agent.reading.rules.consent import read_commitment
from limio_sales_agent.reading.rules.contact import read_contact
from limio_sales_agent.reading.rules.counts import read_counts
from limio_sales_agent.reading.rules.each import read_each
from limio_sales_agent.reading.rules.language import lexicon_for, speaks
from limio_sales_agent.reading.rules.message import Message, message_of
from limio_sales_agent.reading.rules.money import read_money
from limio_sales_agent.reading.rules.names import read_who
from limio_sales_agent.reading.rules.numbers import numbers_in
from limio_sales_agent.reading.rules.tokens import LONGEST, MOST, tidy, tokens_of
from limio_sales_agent.reading.rules.wishes import (
    read_attributes,
    read_country,
    read_for_me,
    read_intents,
    read_names,
    read_terms,
    read_unanswered,
)
from limio_sales_agent.reading.rules.words import Lexicon

log = redaction.logger(__name__)
NOTHING = Reading().model_dump(exclude={"accounted", "language", "more", "understood"})


def read_plain(text: str, hints: Hints) -> Reading:
    """Return what a message says, without a model.

    Pure and deterministic, in time that grows as the message does. Reads the first 4,000 characters; card numbers are
    never read into any field. Whatever goes wrong in a rule, the message is one that was not understood.

    Args:
        text: What the customer typed.
        hints: What the reader may lean on: the playbook's words, the offers in view, what was asked.

    Returns:
        The reading; ``understood`` is False when nothing in it could be read.
    """
    try:
        return _read(tidy(text), hints, cut=len(text) > LONGEST)
    except Exception as error:  # noqa: BLE001  one message that a rule trips over must not end a conversation
        log.warning("a rule failed (%s): the message counts as not understood", type(error).__name__)
        return Reading(understood=False)


def _read(text: str, hints: Hints, *, cut: bool = False) -> Reading:
    tokens = tokens_of(text)
    lexicon = lexicon_for(text, tokens, hints)
    if chosen := picked(tokens, lexicon, hints):
        return chosen
    said, message = Reading(), message_of(text, lexicon, index_of(hints, lexicon))
    read_contact(message, hints, said)
    if speaks(message):
        said.language = lexicon.language
        _read_all(message, hints, lexicon, said)
    if cut or said.language is None or len(tokens) >= MOST:
        said.accounted = "against"
    said.understood = any(getattr(said, name) != nothing for name, nothing in NOTHING.items())
    return said


def _read_all(message: Message, hints: Hints, lexicon: Lexicon, said: Reading) -> None:
    read_who(message, hints, said)
    read_intents(message, lexicon, hints, said)
    read_attributes(message, hints, said)
    priced = read_money(message, hints, said)
    numbers = numbers_in(message)  # none of a code, an address or a price
    read_counts(message, hints, said)
    read_for_me(message, hints, said)
    read_terms(message, said)
    read_country(message, hints, said)
    read_names(message, hints, said)
    said.offers = said.offers or priced
    read_each(message, numbers, hints, said)
    read_unanswered(message, hints, said)
    read_commitment(message, hints, said)
    said.corrected = _corrected(message, hints, said)
    said.note = _note(message, said)


def _corrected(message: Message, hints: Hints, said: Reading) -> list[str]:
    """Return the known keys that this message gives anew."""
    told = {name for name in said.model_fields_set if getattr(said, name) and name in hints.known}
    told |= {one.key for one in (*said.attributes, *said.unwanted) if one.key in hints.known}
    changes = message.named("corrections", "no") or said.unwanted or message.negated
    return sorted(told) if changes else []


def _note(message: Message, said: Reading) -> str | None:
    """Return what a person who takes over should read: all of it, where somebody is asked for or another's address is told."""
    asked = {"human", "quote", "discount"}.intersection(said.intents) and len(message.tokens) > 6
    return message.text[:500] if asked or message.dropped else None
