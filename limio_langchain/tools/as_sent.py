"""Reading arguments as models send them: an absent one as ``""`` or ``"null"``, a list as JSON text, another case.

Each rule reads what can mean one thing alone; anything else stays as it came, for the argument's own type to refuse.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

PYTHON = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"|\b(?:True|False|None)\b|[\[\]{}:,\s]+|-?\d+(?:\.\d+)?")
WORDS = {"True": "true", "False": "false", "None": "null"}
LONGEST = 20_000  # characters of a list as text
LONGEST_WORDS = 200  # characters that may say whom it is for
NOTHING = frozenset({"", "null", "None", "undefined", "[]", "{}"})  # exactly so: "Null" is a family name
# Where no word of one's own may stand, these say nothing in any case.
UNSAID = frozenset({"null", "none", "nil", "n/a", "undefined", "unknown", "unspecified", "not specified", "any", "-"})
QUOTES = " \t\r\n\"'`"
BETWEEN_PATHS = re.compile(r"[,;\n]\s{0,9}(?=/)")  # bounded, so that a text of line ends alone is read in time
FENCE = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL)
# What says nothing but that arguments follow, or whose they are: "exclude" or "previous" would say something.
AROUND = frozenset(
    "input inputs toolinput kwargs args arguments argument parameters parameter params payload body data request json "
    "options filter filters criteria requirements needs order customer customerdetails buyer contact details".split()
)
DEEPEST = 4  # levels of them
LISTS = frozenset({"items", "offers", "attributes"})  # which go by the name of one of theirs too
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
    "cheap": "cheapest",
    "credit_card": "card",
    "debit_card": "card",
}


def is_absent(value: object) -> bool:
    """Return whether a value stands for an argument that was left out, also a list or table that holds nothing else."""
    waiting = [value]
    while waiting:  # however deep
        one = parsed(waiting.pop())
        if isinstance(one, list | Mapping):
            waiting += one.values() if isinstance(one, Mapping) else one
        elif not (one is None or (isinstance(one, str) and one.strip() in NOTHING)):
            return False
    return True


def is_unsaid(value: object) -> bool:
    """Return whether a value says nothing, for an argument that no word of one's own may stand in."""
    return isinstance(value, str) and value.strip(QUOTES).lower() in {"", *UNSAID}


def is_zero(value: object) -> bool:
    """Return whether a value is the number 0, also as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return Decimal(value) == 0
    except InvalidOperation:
        return False


def parsed(value: Any) -> Any:
    """Return the list or table that a text holds as JSON, or as Python writes it, or the value as it is."""
    if not isinstance(value, str) or len(value) > LONGEST or not value.strip('" \t\r\n').startswith(("[", "{", "```")):
        return value
    fenced = FENCE.fullmatch(value.strip())
    text = (fenced[1] if fenced else value).strip()
    for told in (text, _as_json(text)):
        try:
            found = json.loads(told)
        except (ValueError, RecursionError):
            continue
        return parsed(found) if isinstance(found, str) else found
    return value


def _as_json(text: str) -> str:
    """Return a list as Python writes it as JSON; ``ast.literal_eval`` would let a text end the process."""
    parts = PYTHON.findall(text)
    if "".join(parts) != text:
        return text
    return "".join(json.dumps(part[1:-1]) if part[0] == "'" else WORDS.get(part, part) for part in parts)


def only(value: Any) -> Any:
    """Return the one member of a list given for what is no list, also of one as JSON text, or the value as it is."""
    read = parsed(value)
    return read[0] if isinstance(read, list) and len(read) == 1 else value


def many(value: Any) -> Any:
    """Return a list for JSON text of one, for its one member, for paths in one text; what is absent is left out."""
    read = parsed(value)
    while isinstance(read, list) and len(read) == 1 and isinstance(read[0], list):
        (read,) = read
    if isinstance(read, str) and read.strip(QUOTES).startswith("/"):
        return BETWEEN_PATHS.split(read.strip(QUOTES))
    return [one for one in read if not is_absent(one)] if isinstance(read, list) else [read]


def paths(value: Any) -> Any:
    """Return a list of offers' paths, each given by itself or as an order's line."""
    lines = [line(one) for one in many(value)]
    return [one["offer"] if isinstance(one, dict) and set(one) == {"offer"} else one for one in lines]


def line(value: Any) -> Any:
    """Return an order's line for JSON text of one, for its offer given alone, or under the name its row has it by."""
    read = inside("line", inside("item", parsed(value)))
    if isinstance(read, Mapping) and "path" in read and "offer" not in read:
        read = {"offer" if name == "path" else name: held for name, held in read.items()}
    return {"offer": read} if isinstance(read, str) else read


def path(value: Any) -> Any:
    """Return a path without what a model puts around it, also one in a row that holds nothing else."""
    read = line(value)
    held = read["offer"] if isinstance(read, Mapping) and set(read) == {"offer"} else value
    return held.strip(QUOTES) if isinstance(held, str) else held


def spelt_as(names: Iterable[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments under the names they go by: ``for_whom`` for ``forWhom`` or ``For-Whom``, a row's ``path`` too.

    Args:
        names: How they are spelt.
        given: The arguments; two that would have one name stay as they came.
    """
    own = {letters(name): name for name in names}
    own |= {"path": own["offer"]} if "offer" in own else {}
    own = {letter.removesuffix("s"): name for letter, name in own.items() if letter in LISTS} | own
    meant = {name: own.get(letters(name), name) for name in given}
    once = Counter(meant.values())
    return {meant[name] if once[meant[name]] == 1 else name: value for name, value in given.items()}


def letters(name: object) -> str:
    """Return a name as it is compared: ``forwhom`` for ``forWhom`` and ``For-Whom``."""
    return re.sub(r"[\W_]", "", str(name)).lower()


def inside(name: str, value: Any) -> Any:
    """Return an argument without its own name once more: ``[...]`` for ``{"items": [...]}`` or ``{"item": [...]}``."""
    read = parsed(value)
    while isinstance(read, Mapping) and len(read) == 1:
        ((key, within),) = read.items()
        if letters(key) not in {letters(name), letters(name).removesuffix("s")}:
            break
        value, read = within, parsed(within)
    return value


def unwrapped(names: Iterable[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments without what is around them, as in ``{"input": {...}}``; what is absent and unknown is left out.

    Args:
        names: Those there are.
        given: The arguments as they came. What is around some is taken off where it stands alone, or where it holds
            nothing but those there are and none that is there already.
    """
    own, told = {letters(name) for name in (*names, "path")}, dict(given)
    own |= {name.removesuffix("s") for name in own & LISTS}
    for _ in range(DEEPEST):
        told = {name: value for name, value in told.items() if letters(name) in own or not is_absent(value)}
        alone = len(told) == 1  # whatever is in it, then it is what was meant
        around = {name: held for name, value in told.items() if (held := _held(own, name, value, alone)) is not None}
        every = [name for name in told if name not in around] + [key for held in around.values() for key in held]
        if not around or len({letters(name) for name in every}) < len(every):
            break
        told = {name: value for name, value in told.items() if name not in around}
        told |= {key: value for held in around.values() for key, value in held.items()}
    return told


def _held(own: set[str], name: str, value: Any, alone: bool) -> Mapping[str, Any] | None:  # noqa: FBT001
    """Return the arguments that a table holds, or None where it is an argument itself or may be something else."""
    read = parsed(value)
    if letters(name) in own or letters(name) not in AROUND or not isinstance(read, Mapping):
        return None
    return read if alone or all(letters(key) in own | AROUND for key in read) else None


def table(value: Any) -> Any:
    """Return a table for JSON text of one, or for a list of names and values; a name without a value is left out.

    Raises:
        ValueError: A name is given twice, with two values.
    """
    read = parsed(value)
    if isinstance(read, list) and all(isinstance(pair, Mapping) and set(pair) == {"name", "value"} for pair in read):
        read = _table(read)
    return (
        {name: only(held) for name, held in read.items() if not is_absent(held)} if isinstance(read, Mapping) else read
    )


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
    plain = re.sub(r"[\s_-]+", "_", value.strip(QUOTES).lower())
    plain = re.sub(r"^(?:per|every|each|for)_", "", plain)
    return SYNONYMS.get(plain, plain)


def audience(value: Any) -> Any:
    """Return ``work`` or ``home`` for close words that mean one of them: "corporate", "families", "for our nurses"."""
    told = word(value)
    if not isinstance(told, str) or told in {"work", "home"}:
        return told
    # Many words of three languages, and a model seldom sends any: an import of the package does without.
    from limio_langchain.models.buyer import meant  # noqa: PLC0415

    return meant(value[:LONGEST_WORDS], asked=True) or told
