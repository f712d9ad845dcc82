"""A text with no link in it but real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from limio_langchain.link_guard.addresses import addresses, decoded
from limio_langchain.link_guard.escaping import escaped
from limio_langchain.link_guard.meaning import Real
from limio_langchain.link_guard.rendering import destinations
from limio_langchain.link_guard.repair import Repair, is_wrong

ROUNDS = 5  # what is put in a link's place can complete another around it
MOST_MARKUP, MOST_DOTS = 1000, 4000  # characters that make a text slow to parse; prose of 20,000 has a tenth of them


@dataclass(frozen=True)
class Checked:
    """A text whose every link is real.

    Attributes:
        text: The text.
        mended: How many links were put right.
        removed: How many were taken out.
    """

    text: str
    mended: int = 0
    removed: int = 0


def check_links(text: str, real: Real, note: str) -> Checked:
    """Return a text with each changed link put right and each invented one replaced by a note.

    What counts is what a program shows as a link, or loads: the text is rendered as Markdown with HTML allowed and as
    HTML, and looked through for addresses as chat programs do. What is too full of markup for that, or cannot be put
    right, comes back with all markup escaped.

    Args:
        text: What a model wrote.
        real: What may be told.
        note: Stands in an invented link's place.

    Returns:
        The text, the very same where every link in it is real.
    """
    told, repair = text, Repair(real, note)
    for _ in range(ROUNDS):
        if _is_too_much(told):
            break
        if next(_wrong(told, real), None) is None:
            return Checked(told, repair.mended, repair.removed)
        repaired = repair.repaired(told)
        told = repaired if repaired != told else decoded(told)
    return Checked(escaped(told, real.made), repair.mended, repair.removed + 1)


def _wrong(text: str, real: Real) -> Iterator[str]:
    """Yield where a text leads, or what it loads, and may not."""
    yield from (one.url for one in destinations(text) if not _may_stand(one.url, text, real, follows=one.is_link))
    for shown in dict.fromkeys((text, decoded(text))):
        yield from (one.text for one in addresses(shown) if is_wrong(one, real))


def _may_stand(url: str, text: str, real: Real, *, follows: bool) -> bool:
    if not follows:
        return real.permits_loading(url)
    shows_itself = url.startswith("mailto:") and f"<{url.removeprefix('mailto:')}>" in text
    return shows_itself or real.permits(url)


def _is_too_much(text: str) -> bool:
    return sum(map(text.count, "[]<&\\`")) > MOST_MARKUP or sum(map(text.count, ".|:*_~")) > MOST_DOTS
