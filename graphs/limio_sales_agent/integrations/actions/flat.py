"""Flat arguments for a tool whose own are nested: form builders map one field to one value.

Everything is made from the tool's own schema, so that a tool and its action cannot come apart. A list becomes its one
member, named in the singular; a list of objects becomes the fields of its one member; a table of texts becomes one text
of ``name=value`` pairs. An order of several offers, or with add-ons, needs the tools themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

PAIRS = "as name=value, several with a semicolon between"
Kind = Literal["plain", "member", "fields", "pairs"]


class Unreadable(Exception):
    """A flat value that does not stand for what the tool takes; the text names the field."""


@dataclass(frozen=True)
class Argument:
    """One of a tool's arguments and the flat fields that stand for it.

    Attributes:
        name: The tool's name for it.
        kind: How it is flattened.
        fields: The schema of each flat field, by name.
        required: The flat fields that must be given.
    """

    name: str
    kind: Kind
    fields: Mapping[str, Mapping[str, Any]]
    required: tuple[str, ...] = ()

    def nested(self, given: Mapping[str, Any]) -> Any:
        """Return the tool's argument for the flat fields that were given, at least one."""
        if self.kind == "fields":
            return [dict(given)]
        (value,) = given.values()
        if self.kind == "member":
            return [value]
        return _table(self.name, value) if self.kind == "pairs" else value


def arguments_of(schema: Mapping[str, Any]) -> list[Argument]:
    """Return a tool's arguments, flattened.

    Args:
        schema: The tool's JSON schema, as models are shown it.
    """
    required = schema.get("required", ())
    return [_argument(name, shown, needed=name in required) for name, shown in schema["properties"].items()]


def _argument(name: str, shown: Mapping[str, Any], *, needed: bool) -> Argument:
    shape = {key: told for key, told in shown.items() if key != "title"}
    members = shape.get("items", {})
    if "properties" in members:
        first = members.get("required", ()) if needed else ()
        return Argument(name, "fields", members["properties"], tuple(first))
    if members:
        one = name.removesuffix("s")
        told = {"description": f"One of {name}: {shape['description']}"} if "description" in shape else {}
        return Argument(name, "member", {one: {**members, **told}}, (one,) if needed else ())
    if shape.get("type") == "object":
        words = ", ".join(filter(None, (shape.get("description"), PAIRS)))
        return Argument(name, "pairs", {name: {"type": "string", "description": words}}, (name,) if needed else ())
    return Argument(name, "plain", {name: shape}, (name,) if needed else ())


def nested(arguments: list[Argument], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tool's arguments for flat ones; what no argument stands for is kept, for the tool to refuse by name.

    Args:
        arguments: The tool's.
        given: What was sent; null and empty text are fields that a form left empty.

    Raises:
        Unreadable: A table of texts that is not one.
    """
    filled = {name: value for name, value in given.items() if value is not None and value != ""}
    told: dict[str, Any] = {}
    for argument in arguments:
        mine = {name: filled.pop(name) for name in argument.fields if name in filled}
        if mine:
            told[argument.name] = argument.nested(mine)
    return told | filled


def flat_name(arguments: list[Argument], place: tuple[str | int, ...]) -> str:
    """Return the flat field that stands for a place in a tool's arguments, such as ``("items", 0, "quantity")``."""
    argument = next((one for one in arguments if one.name == place[0]), None)
    if argument is None or argument.kind == "plain":
        return ".".join(map(str, place))
    named = [part for part in place if part in argument.fields]
    return str(named[-1]) if named else next(iter(argument.fields))


def _table(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, str):
        raise Unreadable(f"{name}: must be a text, {PAIRS}")
    return dict(_pairs(name, value))


def _pairs(name: str, text: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        key, equals, value = (part.strip() for part in pair.partition("="))
        if not (key and equals and value):
            raise Unreadable(f"{name}: must be written {PAIRS}")
        yield key, value
