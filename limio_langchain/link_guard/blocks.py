"""A message's content: a text, or blocks of which a customer sees the texts, pictures and files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

TEXTS = {"refusal": "refusal"}  # where a block of text holds it, if not under `text`
# What no customer is shown: how a model thinks, what it calls, what came of that. Any other block may be, known or not.
UNSEEN = re.compile(r"reasoning|thinking|tool|function|_call|_result|_output$|^executable_code$")
IS_TEXT = re.compile(r"text|text-plain|[a-z]+_text|markdown|refusal|", re.IGNORECASE)
PICTURE = "data:image/"  # a picture that holds itself loads nothing


def text_of(content: Any) -> str:
    """Return all text of a content as the customer sees it, so that a link cut in two blocks is seen whole."""
    if isinstance(content, str):
        return content
    return "".join(_text(block) for block in content if _is_text(block))


def with_text(content: Any, text: str) -> Any:
    """Return a content with its text replaced: the first block of text holds it all, what is no text stays."""
    if isinstance(content, str):
        return text
    first = next(place for place, block in enumerate(content) if _is_text(block))
    block = content[first]
    told = text if isinstance(block, str) else {**block, _place(block): text}
    rest = [block for place, block in enumerate(content) if place > first and not _is_text(block)]
    return [*content[:first], told, *rest]


def without_foreign(content: Any, may_load: Callable[[str], bool], note: str) -> tuple[Any, int]:
    """Return a content with a note in place of each picture or file that is loaded from elsewhere, and how many.

    Args:
        content: A message's.
        may_load: Whether something may be loaded from a URL.
        note: Stands in its place.
    """
    if isinstance(content, str):
        return content, 0
    told = [{"type": "text", "text": note} if _is_foreign(block, may_load) else block for block in content]
    return told, sum(was is not now for was, now in zip(content, told, strict=True))


def _is_text(block: Any) -> bool:
    if isinstance(block, str):
        return True
    if not isinstance(block, Mapping) or _is_unseen(block):
        return False
    return IS_TEXT.fullmatch(_type(block)) is not None and _place(block) in block


def _is_unseen(block: Mapping[str, Any]) -> bool:
    held = (
        block.get("value") if _type(block) == "non_standard" else block
    )  # LangChain's wrapping of what it does not know
    return isinstance(held, Mapping) and UNSEEN.search(_type(held)) is not None


def _type(block: Mapping[str, Any]) -> str:
    return str(block.get("type") or "")


def _place(block: Mapping[str, Any]) -> str:
    return TEXTS.get(_type(block), "text")


def _text(block: Any) -> str:
    return block if isinstance(block, str) else str(block.get(_place(block)) or "")


def _is_foreign(block: Any, may_load: Callable[[str], bool]) -> bool:
    if not isinstance(block, Mapping) or _is_unseen(block):
        return False
    shown = block
    if _is_text(block):  # its text is looked at as text, its citations are not
        shown = {name: value for name, value in block.items() if isinstance(value, str) and name != _place(block)}
    return any(not url.startswith(PICTURE) and not may_load(url) for url in _urls(shown))


def _urls(held: Any, name: str = "") -> Iterator[str]:
    """Yield what is called a URL anywhere in a block, and whatever holds one."""
    if isinstance(held, Mapping):
        for key, value in held.items():
            yield from _urls(value, str(key))
    elif isinstance(held, list):
        for value in held:
            yield from _urls(value, name)
    elif isinstance(held, str) and (name.lower().endswith(("url", "uri", "src", "href")) or "://" in held):
        yield held
