"""YAML as people mean it: every scalar stays text, a key given twice is an error, and errors name the line.

Text, because otherwise ``NO`` is false, ``49.90`` a binary fraction and ``2026-01-01`` a date; what a scalar means is
the model's business, which knows the field. YAML 1.2, because 1.1 cannot read ``{ask: For whom?, key: people}``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_BYTES = 1_000_000


class YamlFault(ValueError):
    """A file that cannot be read as YAML; the text says where and why."""


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Return a small UTF-8 file's text; YamlFault says what is wrong with it.

    Args:
        path: The file.
        limit: The most bytes it may have.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as fault:
        raise YamlFault(f"cannot be read: {fault.strerror or fault}") from None
    if len(content) > limit:
        raise YamlFault(f"is larger than {limit:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise YamlFault("is not UTF-8 text") from None


def read_mapping(path: Path) -> dict[str, Any]:
    """Return a YAML file's mapping, keys without a value left out; YamlFault says where and what is wrong."""
    content = parse(read_text(path))
    if content in (None, ""):
        return {}
    if not isinstance(content, dict):
        raise YamlFault("must be a mapping: lines of `key: value`")
    return {str(key): value for key, value in content.items()}


def parse(text: str) -> Any:
    """Return what a YAML text holds, all scalars as text; YamlFault names the line and what is wrong."""
    try:
        return _given(_loaded(text))
    except MarkedYAMLError as fault:
        line = f"line {fault.problem_mark.line + 1}: " if fault.problem_mark else ""
        raise YamlFault(f"{line}{fault.problem or fault.context or 'is not YAML'}") from None
    except (YAMLError, RecursionError, TypeError, ValueError):  # the last two: keys that are lists or mappings
        raise YamlFault("is not YAML") from None


# What is played conversation by conversation reads the same playbook for each; what is given out is a copy.
@lru_cache(maxsize=4)
def _loaded(text: str) -> Any:
    return YAML(typ="base", pure=True).load(text)


def line_of(text: str, loc: Sequence[int | str], *, exact: bool = False) -> int | None:
    """Return the line of a key in a YAML text, or of the nearest thing around it that is there; None for no YAML.

    Args:
        text: The text.
        loc: The way to it: keys of mappings and places in lists.
        exact: Whether None is returned where it is not there.
    """
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, RecursionError):
        return None
    line: int | None = node.start_mark.line + 1 if node else None
    for part in loc:
        found = _child(node, part)
        if found is None:
            return None if exact else line
        line, node = found
    return line


def _child(node: Any, part: int | str) -> tuple[int, Any] | None:
    """Return the line and the node that a key or a place leads to."""
    if isinstance(node, MappingNode):
        pairs = [(key, value) for key, value in node.value if getattr(key, "value", None) == str(part)]
        return (pairs[0][0].start_mark.line + 1, pairs[0][1]) if pairs else None
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None


def _given(value: Any) -> Any:
    """Leave out keys without a value (headings whose lines are all comments) and what an alias could not resolve."""
    if isinstance(value, dict):
        return {key: _given(inner) for key, inner in value.items() if inner not in (None, "")}
    return [_given(inner) for inner in value] if isinstance(value, list) else value
