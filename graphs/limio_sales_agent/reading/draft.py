"""What the stages of reading hand on to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import Message, Span, parse
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.numbers import spell_out
from limio_sales_agent.reading.questions import Asked
from limio_sales_agent.reading.spelling import speller
from limio_sales_agent.reading.vocabulary import not_names, vocabulary


@dataclass
class Draft:
    """A reading in the making.

    Attributes:
        hints: What the reader may lean on.
        said: What has been read.
        message: What is left to read; each stage punches out what it took.
        whole: The message before any stage took anything but addresses, numbers to call and codes.
        worded: The message without names and money, its numbers of people still in it: "7 accountants".
        not_names: Words that nobody is called.
        keys: Keys of the playbook's questions that were answered.
        asked: What its questions ask for.
        named: Spans of the offers and add-ons it names.
        left_out: Whether the add-ons it names are turned down.
    """

    hints: Hints
    said: Reading
    message: Message
    whole: Message
    worded: Message
    not_names: frozenset[str]
    keys: list[str] = field(default_factory=list)
    asked: Asked = field(default_factory=Asked)
    named: list[Span] = field(default_factory=list)
    left_out: bool = False

    @classmethod
    def of(cls, raw: str, hints: Hints, said: Reading) -> Draft:
        """Start from a tidied text."""
        message = spell_out(parse(raw, speller(vocabulary(hints))))
        return cls(hints, said, message, message, message, not_names(hints))

    def asked_for(self, *keys: str) -> bool:
        """Return whether the last message asked for one of these."""
        return self.hints.expecting in keys
