"""A cassette: what a tenant was asked and answered, recorded by ``limio-agent conform --record`` and scrubbed."""

from __future__ import annotations

import copy
import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORM = 1
ANY = "{any}"
ITEM = re.compile(r"\{item:(\w+)\}")
PLACE = re.compile(r"\{([\w.]+)\}")
WHOLE = ("path", "id", "version")
LIST_PATHS = frozenset({"/api/offers/v2", "/api/published_catalog_items", "/api/add_ons"})
FINE = range(200, 300)


@dataclass(frozen=True)
class Asked:
    """A question, by its form.

    Attributes:
        method: The HTTP method.
        path: The path; ``{any}`` stands for any segment.
        query: The query; ``{any}`` stands for any value.
        who: Whose token or secret it came with: ``own``, ``other`` or ``nobody``.
        fields: Where something was sent: ``order.country``.
        known: Whether all items it orders are in the catalogue in that very version.
    """

    method: str
    path: str
    query: Mapping[str, str]
    who: str
    fields: frozenset[str] = frozenset()
    known: bool = True

    def fits(self, other: Asked) -> bool:
        """Whether another question is this one."""
        same = (self.method, self.who, self.fields, self.known) == (other.method, other.who, other.fields, other.known)
        names = self.query.keys() == other.query.keys()
        return same and names and _alike(self.path.split("/"), other.path.split("/")) and all(
            told in {ANY, other.query[name]} for name, told in self.query.items()
        )  # fmt: skip

    def is_at(self, other: Asked) -> bool:
        """Whether another question is asked by the same caller at the same place, whatever it asks."""
        return (self.method, self.who) == (other.method, other.who) and self.path == other.path


@dataclass(frozen=True)
class Answered:
    """An answer: its status, and its JSON with names in braces for what differs each time; None where it was none."""

    status: int
    body: Any

    @property
    def is_fine(self) -> bool:
        """Whether it is a 2xx."""
        return self.status in FINE


class Cassette:
    """What a tenant answers.

    Args:
        place: The file.

    Attributes:
        items: The catalogue's items, as far as they have all that identifies them.

    Raises:
        ValueError: It is no cassette.
    """

    def __init__(self, place: str | Path) -> None:
        told = _read(Path(place))
        self._items: dict[str, Any] = told["items"]
        self._pairs = [(_asked(one["request"]), Answered(**one["answer"])) for one in told["exchanges"]]
        self._played: dict[int, int] = {}
        self._lock = threading.Lock()
        whole = [item for item in self._items.values() if all(isinstance(item.get(name), str) for name in WHOLE)]
        # Some answers are reduced, so the fullest form of each counts.
        self.items = list({item["path"]: item for item in sorted(whole, key=lambda one: len(json.dumps(one)))}.values())

    def answer(self, asked: Asked) -> Answered | None:
        """Return what was answered to that question; to one asked more often, one answer after the other."""
        found = [place for place, (known, _) in enumerate(self._pairs) if known.fits(asked)]
        if found:
            with self._lock:
                turn = self._played.get(found[0], 0)
                self._played[found[0]] = turn + 1
            return self._pairs[found[min(turn, len(found) - 1)]][1]
        return self._refusal(asked) or self._unreadable(asked)

    def form(self, asked: Asked) -> Answered | None:
        """Return the form of what is answered there, from another question that was granted."""
        return next((told for known, told in self._pairs if told.is_fine and known.is_at(asked)), None)

    def _refusal(self, asked: Asked) -> Answered | None:
        """Return the refusal of a field which made the difference between a granted question and a refused one."""
        there = [(known, told) for known, told in self._pairs if known.is_at(asked)]
        granted = [known.fields for known, told in there if told.is_fine]
        for known, told in there:
            refused = [
                _outermost(known.fields - fields) for fields in granted if not told.is_fine and fields < known.fields
            ]
            if any(fields <= asked.fields for fields in refused):
                return told
        return None

    def _unreadable(self, asked: Asked) -> Answered | None:
        """Return the tenant's own list where it is of a form that a list of the sandbox's cannot be."""
        if asked.path not in LIST_PATHS or asked.method != "GET":
            return None
        told = self.form(asked)
        return told if told and not (isinstance(told.body, dict) and isinstance(told.body.get("items"), list)) else None

    def filled(self, told: Any, values: Mapping[str, Any]) -> Any:
        """Return an answer's JSON with what differs each time; what nobody has is left out.

        Args:
            told: The JSON, or a part of it.
            values: By place: ``order`` as it was sent, ``own`` for the sandbox's own answer, ``base`` its address.
        """
        if isinstance(told, dict):
            inner = {name: self.filled(held, values) for name, held in told.items()}
            return {name: held for name, held in inner.items() if held is not _NOTHING}
        if isinstance(told, list):
            return [held for held in (self.filled(one, values) for one in told) if held is not _NOTHING]
        if not isinstance(told, str):
            return told
        if item := ITEM.fullmatch(told):
            return copy.deepcopy(self._items[item[1]])
        if whole := PLACE.fullmatch(told):
            return _value(whole[1], values)
        return PLACE.sub(lambda found: _written(_value(found[1], values)), told)


_NOTHING = object()


def _outermost(places: frozenset[str]) -> frozenset[str]:
    """Return the places that lie in none of the others."""
    return frozenset(one for one in places if not any(one.startswith((f"{other}.", f"{other}[")) for other in places))


def _value(place: str, values: Mapping[str, Any]) -> Any:
    held: Any = values
    for name in place.split("."):
        held = held.get(name, _NOTHING) if isinstance(held, Mapping) else _NOTHING
    return held


def _written(value: Any) -> str:
    return "" if value is _NOTHING else str(value)


def _alike(known: Sequence[str], asked: Sequence[str]) -> bool:
    return len(known) == len(asked) and all(one in {ANY, two} for one, two in zip(known, asked, strict=True))


def _asked(told: Mapping[str, Any]) -> Asked:
    return Asked(**{**told, "fields": frozenset(told["fields"])})


def _read(place: Path) -> dict[str, Any]:
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        form = told["cassette"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"cassette: {place} is none") from None
    if form != FORM:
        raise ValueError(f"cassette: {place} is of form {form}, and this sandbox replays form {FORM}")
    return dict(told)


def fields_of(sent: Any, place: str = "") -> Iterator[str]:
    """Yield the places of all that was sent, whichever of a list it stood in."""
    if isinstance(sent, dict):
        for name, held in sent.items():
            inner = f"{place}.{name}" if place else name
            yield inner
            yield from fields_of(held, inner)
    elif isinstance(sent, list):
        for held in sent:
            yield from fields_of(held, f"{place}[]")
