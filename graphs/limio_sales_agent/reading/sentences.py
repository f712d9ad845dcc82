"""Where one thing said ends and the next begins."""

from __future__ import annotations

import re

from limio_sales_agent.reading.message import Message, Span

_END = re.compile(r"[.!?]+(?=\s|$)|\n+|;")
_CLAUSE = re.compile(r"[.!?]+(?=\s|$)|\n+|[;,:]|(?<=\s)-(?=\s)|\b(?:but|and then|and also)\b")


def sentences(message: Message) -> list[Span]:
    """Return the spans of `read` that are sentences, each with its closing mark."""
    return _cut(_END, message.read)


def clauses(message: Message) -> list[Span]:
    """Return the spans of `read` between commas, full stops and "but"."""
    return _cut(_CLAUSE, message.read)


def _cut(pattern: re.Pattern[str], text: str) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for mark in pattern.finditer(text):
        spans.append((start, mark.end()))
        start = mark.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[slice(*span)].strip(" \n.,;:!-")]
