"""What is wrong with a playbook, in words that name the file, the key and the fault."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic_core import ErrorDetails

SHORT = 20
Loc = tuple[int | str, ...]

PLAIN_WORDS = {
    "missing": "is missing",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping: lines of `key: value`",
    "mapping_type": "must be a mapping: lines of `key: value`",
    "model_type": "must be a mapping: lines of `key: value`",
    "string_too_short": "is empty",
    "int_parsing": "must be a whole number",
    "bool_parsing": "must be true or false",
    "decimal_parsing": 'must be an amount such as "49.90"',
}


class PlaybookError(ValueError):
    """A playbook cannot be used; the text names the file, each key at fault and what is wrong with it.

    Attributes:
        faults: One line each, without the file's name.
    """

    def __init__(self, file: str, faults: Sequence[str]) -> None:
        super().__init__("\n".join(f"{file}: {fault}" for fault in faults))
        self.faults = tuple(faults)


def fault_lines(model: type[BaseModel], errors: Iterable[ErrorDetails]) -> list[str]:
    """Return a line for each of pydantic's errors: the dotted key and the fault.

    Args:
        model: The model that was validated, whose keys a misspelt one is compared with.
        errors: ``ValidationError.errors()``.
    """
    return [f"{dotted(error['loc'])}: {_fault(model, error)}".removeprefix(": ") for error in errors]


def dotted(loc: Loc) -> str:
    """Return a key as people write it: ``questions[0].values.health``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc if part != "[key]")
    return text.removeprefix(".")


def _fault(model: type[BaseModel], error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return f"is not a key of the playbook{nearest(str(error['loc'][-1]), _keys(model, error['loc'][:-1]))}"
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return PLAIN_WORDS.get(error["type"]) or error["msg"][:1].lower() + error["msg"][1:]


def nearest(key: str, known: Sequence[str]) -> str:
    """Return a suggestion for a misspelt key, or else, of a short list, what is known."""
    close = get_close_matches(key, known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known here: {', '.join(known)}" if len(known) <= SHORT else ""


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """Follow a location down the model and return the keys known there."""
    here: Any = model
    for part in loc:
        inner = model_in(here)
        # An index or a mapping's own key leads to the same model that the field's annotation names.
        here = inner.model_fields[str(part)].annotation if here is inner else inner
    return list(model_in(here).model_fields)


def model_in(annotation: Any) -> Any:
    """Return the model that an annotation such as ``tuple[Question, ...]`` is about."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := model_in(inner))), None)
