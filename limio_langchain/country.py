"""A country by its code, wherever a host, a model, a customer or a catalogue says one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator


def _code(told: str) -> str:
    """Return a country's code as ISO has it; people write UK."""
    plain = told.strip().upper()
    return "GB" if plain == "UK" else plain


def _checked(told: str) -> str:
    if not re.fullmatch("[A-Z]{2}", code := _code(told)):
        raise ValueError("must be a country's ISO code of two letters, such as GB")
    return code


def is_among(country: str, told: tuple[str, ...]) -> bool:
    """Return whether a list holds a country, however either writes it."""
    return _code(country) in _codes(told)


@lru_cache(maxsize=256)  # many offers of a catalogue list the same hundreds
def _codes(told: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_code, told))


Country = Annotated[str, AfterValidator(_checked)]
