"""A message's content: a text, or blocks of which a customer sees the texts, pictures and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

TEXTS = {"text": "text", "output_text": "text", "text-plain": "text", "refusal": "refusal"}  # where a block holds it
SHOWN = frozenset(
    {"image", "image_url", "input_image", "file", "input_file", "video", "video_url", "audio", "document", "media"}
)
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
    told = text if isinstance(block, str) else {**block, TEXTS[block["type"]]: text}
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
    return isinstance(block, str) or (isinstance(block, Mapping) and block.get("type") in TEXTS)


def _text(block: Any) -> str:
    return block if isinstance(block, str) else str(block.get(TEXTS[block["type"]]) or "")


def _is_foreign(block: Any, may_load: Callable[[str], bool]) -> bool:
    if not isinstance(block, Mapping) or block.get("type") not in SHOWN:
        return False
    return any(not url.startswith(PICTURE) and not may_load(url) for url in _urls(block))


def _urls(held: Any, name: str = "") -> Iterator[str]:
    """Yield what is called a URL anywhere in a block."""
    if isinstance(held, Mapping):
        for key, value in held.items():
            yield from _urls(value, str(key))
    elif isinstance(held, list):
        for value in held:
            yield from _urls(value, name)
    elif isinstance(held, str) and name.lower().endswith(("url", "uri", "src", "href")):
        yield held
