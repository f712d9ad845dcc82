"""Reading arguments as models send them: an absent one as ``""`` or ``"null"``, a list as JSON text, another case.

Each rule reads what can mean one thing alone; anything else stays as it came, for the argument's own type to refuse.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

NOTHING = frozenset({"", "null", "None", "undefined", "[]", "{}"})  # exactly so: "Null" is a family name
# Another word for one of a closed set, each of which means that one alone.
SYNONYMS = {
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
    "annual": "yearly",
    "annually": "yearly",
    "once": "one_time",
    "one_off": "one_time",
    "onetime": "one_time",
    "business": "work",
    "company": "work",
    "b2b": "work",
    "household": "home",
    "family": "home",
    "personal": "home",
    "b2c": "home",
    "cheap": "cheapest",
    "credit_card": "card",
    "debit_card": "card",
}


def is_absent(value: object) -> bool:
    """Return whether a value stands for an argument that was left out."""
    return value.strip() in NOTHING if isinstance(value, str) else value is None or value in ([], {})


def is_zero(value: object) -> bool:
    """Return whether a value is the number 0, also as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return Decimal(value) == 0
    except InvalidOperation:
        return False


def parsed(value: Any) -> Any:
    """Return the list or table that a text holds as JSON, or the value as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def only(value: Any) -> Any:
    """Return the one member of a list given for what is no list, or the value as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def many(value: Any) -> Any:
    """Return a list for JSON text of one, or for its one member given alone."""
    read = parsed(value)
    return read if isinstance(read, list) else [read]


def line(value: Any) -> Any:
    """Return an order's line for JSON text of one, or for its offer given alone."""
    read = parsed(value)
    return {"offer": read} if isinstance(read, str) else read


def table(value: Any) -> Any:
    """Return a table for JSON text of one, or for a list of names and values; a name without a value is left out.

    Raises:
        ValueError: A name is given twice, with two values.
    """
    read = parsed(value)
    if isinstance(read, list) and all(isinstance(pair, Mapping) and set(pair) == {"name", "value"} for pair in read):
        read = _table(read)
    return {name: held for name, held in read.items() if not is_absent(held)} if isinstance(read, Mapping) else read


def _table(pairs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for pair in pairs:
        if read.setdefault(str(pair["name"]), pair["value"]) != pair["value"]:
            raise ValueError("one name has two values")
    return read


def word(value: Any) -> Any:
    """Return a word of a closed set as the set spells it: ``yearly`` for ``Yearly`` or ``per year``."""
    if not isinstance(value, str):
        return value
    plain = re.sub(r"[\s_-]+", "_", value.strip().lower()).removeprefix("per_")
    return SYNONYMS.get(plain, plain)
