"""A message's content: a text, or blocks of which a customer sees the texts, pictures and files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from limio_langchain.link_guard.beside import cleared, leads_elsewhere
from limio_langchain.link_guard.meaning import Real

TEXTS = {"refusal": "refusal"}  # where a block of text holds it, if not under `text`
# What no customer is shown: how a model thinks, what it calls, what came of that. Any other block may be, known or not.
UNSEEN = re.compile(
    r"reasoning|(redacted_)?thinking|input_json_delta|executable_code|code_execution_result|(server_)?tool_use"
    r"|(\w+_)?tool_result|(\w+_)?call(_chunk|_output)?|mcp_list_tools"
)
IS_TEXT = re.compile(r"text|text-plain|[a-z]+_text|markdown|refusal|", re.IGNORECASE)


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


def without_foreign(content: Any, real: Real, note: str) -> tuple[Any, int]:
    """Return a content with a note in place of each block that leads or loads elsewhere, and how many.

    Args:
        content: A message's; what its texts cite from elsewhere goes without a note, for the text says nothing of it.
        real: What may be told.
        note: Stands in a block's place.
    """
    if isinstance(content, str):
        return content, 0
    told = [{"type": "text", "text": note} if _is_foreign(block, real) else block for block in content]
    count = sum(was is not now for was, now in zip(content, told, strict=True))
    return [_with_citations_cleared(block, real, note) for block in told], count


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
    return isinstance(held, Mapping) and UNSEEN.fullmatch(_type(held)) is not None


def _type(block: Mapping[str, Any]) -> str:
    return str(block.get("type") or "")


def _place(block: Mapping[str, Any]) -> str:
    return TEXTS.get(_type(block), "text")


def _text(block: Any) -> str:
    return block if isinstance(block, str) else str(block.get(_place(block)) or "")


def _is_foreign(block: Any, real: Real) -> bool:
    if not isinstance(block, Mapping) or _is_unseen(block):
        return False
    shown = block
    if _is_text(block):  # its text is looked at as text, its citations one by one
        shown = {name: value for name, value in block.items() if isinstance(value, str) and name != _place(block)}
    return leads_elsewhere(shown, real)


def _with_citations_cleared(block: Any, real: Real, note: str) -> Any:
    if isinstance(block, str) or not _is_text(block):
        return block
    cited = {
        name: value for name, value in block.items() if isinstance(value, Mapping | list) and name != _place(block)
    }
    return {**block, **cleared(cited, real, note)}
