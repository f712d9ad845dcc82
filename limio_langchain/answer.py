"""Reading answers that may hold anything: what is not as documented is absent, and nothing in it can surprise later.

`read_json` gives plain values only: no number that is infinite or endless, no half character, nothing nested so deep
that writing it down again would fail. Its errors tell nothing of the body, which may hold a customer's details.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from gc import get_referents, is_tracked
from typing import Any

from limio_langchain.errors import UnreadableAnswer

DEEPEST = 64  # levels; Limio's own answers have about ten
MOST_DIGITS = 100
LARGEST_COUNT = 100_000_000
MOST_COUNT_DIGITS = 8
HALF = "\N{REPLACEMENT CHARACTER}"  # stands where a character was sent in half, or in bytes that are none
# JSON's escapes can hold half of a surrogate pair. An escaped backslash and a whole pair are matched too, to pass over.
HALVES = re.compile(
    r"\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][\da-fA-F]{2})"
)


def read_json(body: bytes, whose: str, wanted: str = "JSON") -> Any:
    """Return the JSON of a body; of a repeated key the last counts, a byte order mark is passed over.

    Args:
        body: The answer's body.
        whose: What answered, for the error: ``the catalogue``.
        wanted: What it was to answer with, for the error.

    Raises:
        UnreadableAnswer: The body is not JSON, or nested deeper than `DEEPEST` levels.
    """
    text = body.decode("utf-8-sig", errors="replace")
    # Else there is no half, and an answer need not be gone through for one; a single character is found at once.
    if "\\" in text and ("\\ud" in text or "\\uD" in text):
        text = HALVES.sub(_without_half, text)
    try:
        told = json.loads(text, parse_int=_integer, parse_float=_finite, parse_constant=lambda _: None)
        fault = "JSON nested too deep" if _is_too_deep(told) else None
    except RecursionError:
        fault = "JSON nested too deep"
    except ValueError:
        fault = f"something other than {wanted}{' (a web page)' if text.lstrip().startswith('<') else ''}"
    if fault:  # raised out here because json's own error holds the whole body, and would be this one's context
        raise UnreadableAnswer(f"{whose} answered with {fault}")
    return told


def _without_half(escape: re.Match[str]) -> str:
    return "\\ufffd" if escape["half"] else escape[0]


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= MOST_DIGITS else None


def _finite(digits: str) -> float | None:
    return number if math.isfinite(number := float(digits)) else None


def _is_too_deep(told: Any) -> bool:
    level = [told]
    for _ in range(DEEPEST):
        level = [*filter(is_tracked, get_referents(*level))]  # what holds others, without a step of ours for each value
        if not level:
            return False
    return True


def as_text(value: Any) -> str | None:
    """Return a text, or None for anything else and for one of spaces alone."""
    return value if isinstance(value, str) and value.strip() else None


def as_identifier(value: Any) -> str | None:
    """Return an id or version: a text, or a whole number as its digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else as_text(value)


def as_object(value: Any) -> Mapping[str, Any]:
    """Return an object, empty for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return a list, empty for anything else."""
    return value if isinstance(value, list) else []


def as_objects(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; what else is in it is passed over."""
    return [one for one in as_list(value) if isinstance(one, dict)]


def as_texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, or a text alone."""
    held = [value] if isinstance(value, str) else as_list(value)
    try:
        all_texts = all(map(str.strip, held))  # in one go: some offers list every country
    except TypeError:
        all_texts = False
    return tuple(held if all_texts else filter(None, map(as_text, held)))


def as_flag(value: Any) -> bool | None:
    """Return yes or no, told as such or as ``"true"`` and ``"false"``."""
    return {"true": True, "false": False}.get(str(value).lower()) if isinstance(value, str | bool) else None


def as_count(value: Any) -> int | None:
    """Return a whole number from 0 to 100 million, told as such, as ``1.0`` or in digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= MOST_COUNT_DIGITS:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT else None


def as_moment(value: Any) -> datetime | None:
    """Return a moment in UTC, which a text without a time zone is taken for; None for anything else."""
    if not isinstance(value, str):  # as nearly always; an exception would take longer
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
