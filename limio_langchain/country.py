"""A country by its code, wherever a host, a model or a customer says one."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator


def _code(told: str) -> str:
    """Return a country's code as ISO has it, and the catalogue with it; people write UK."""
    code = {"UK": "GB"}.get(told.strip().upper(), told.strip().upper())
    if not re.fullmatch("[A-Z]{2}", code):
        raise ValueError("must be a country's ISO code of two letters, such as GB")
    return code


Country = Annotated[str, AfterValidator(_code)]
