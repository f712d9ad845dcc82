"""What was sent, by place: ``order.customerDetails.email``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

SHORTEST = 6  # characters of a sent text that is looked for in an answer


class Sent:
    """What was sent: what an answer repeats of it is told by its name."""

    def __init__(self, sent: Any) -> None:
        self._whole = {name: (f"{{{place}}}", held) for name, place, held in places(sent)}
        texts = [(held, place) for _, place, held in places(sent) if isinstance(held, str) and len(held) >= SHORTEST]
        self._texts = sorted(texts, key=lambda one: -len(one[0]))

    def place_of(self, name: str, told: Any) -> str | None:
        """Return the place of what was sent under the same name, where it is the same."""
        place, held = self._whole.get(name, (None, None))
        return place if place is not None and held == told else None

    def named_in(self, text: str) -> str:
        """Return a text with the names of what it repeats."""
        text = text.replace("{", "(").replace("}", ")")
        for held, place in self._texts:
            text = text.replace(held, f"{{{place}}}")
        return text


def places(sent: Any, place: str = "") -> Iterable[tuple[str, str, Any]]:
    """Yield what was sent with its name and place: ``external_id``, ``order.external_id``, and its value."""
    if isinstance(sent, dict):
        for name, held in sent.items():
            inner = f"{place}.{name}" if place else name
            yield name, inner, held
            yield from places(held, inner)


def fields(sent: Any, place: str = "") -> Iterable[str]:
    """Yield the places of all that was sent, whichever of a list it stood in."""
    if isinstance(sent, dict):
        for name, held in sent.items():
            inner = f"{place}.{name}" if place else name
            yield inner
            yield from fields(held, inner)
    elif isinstance(sent, list):
        for held in sent:
            yield from fields(held, f"{place}[]")
