"""What a message holds beside its text: pictures, buttons, citations, a provider's own facts; any may be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from limio_langchain.link_guard.checking import check_links
from limio_langchain.link_guard.meaning import Real

URL_NAMES = ("url", "uri", "src", "href")  # how a field is called that holds an address, whatever it looks like
PICTURE = re.compile(r"data:image/(?!svg)\w")  # one that holds itself loads nothing; SVG is a page of its own
RUNS = re.compile(r"[\x00-\x20]*(javascript|vbscript|data):", re.IGNORECASE)  # an address that is itself what it opens
PLAIN = re.compile(r"(?!//)[\w+/=-]*")  # a number, a name, base64: nothing that leads anywhere, at any length
# What is for programs alone: calls and thoughts that go back to the model as they were, and each token's likelihood.
KEPT = re.compile(r"reasoning\w*|thinking\w*|tool_calls|tool_outputs|function_calls?|logprobs|model(_name)?")


def leads_elsewhere(held: Any, real: Real, name: str = "") -> bool:
    """Return whether anything in a block or a citation leads to, or loads, what may not be told.

    Args:
        held: Any JSON.
        real: What may be told.
        name: What it is called where it stands.
    """
    if isinstance(held, Mapping):
        return any(leads_elsewhere(value, real, str(key)) for key, value in held.items())
    if isinstance(held, list | tuple):
        return any(leads_elsewhere(value, real, name) for value in held)
    if not isinstance(held, str) or PICTURE.match(held):
        return False
    if _is_url(held, name):
        return not real.permits_loading(held)
    return PLAIN.fullmatch(held) is None and check_links(held, real, "").text != held


def cleared(held: Any, real: Real, note: str) -> Any:
    """Return what stands beside a text without what leads elsewhere: citations go, texts have a note in a link's place.

    Args:
        held: A message's ``additional_kwargs`` or ``response_metadata``, or what a block of text holds.
        real: What may be told.
        note: Stands in a link's place.
    """
    if isinstance(held, list):
        return [cleared(one, real, note) for one in held if not leads_elsewhere(one, real)]
    if not isinstance(held, Mapping):
        return held
    return {
        name: value if KEPT.fullmatch(str(name)) else _cleared(value, real, note)
        for name, value in held.items()
        if KEPT.fullmatch(str(name)) or not (isinstance(value, str) and _is_foreign_url(value, real, str(name)))
    }


def _cleared(value: Any, real: Real, note: str) -> Any:
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) else check_links(value, real, note).text
    return cleared(value, real, note)


def _is_url(held: str, name: str) -> bool:
    is_named = bool(held) and name.lower().endswith(URL_NAMES)
    return is_named or RUNS.match(held) is not None or ("://" in held and not re.search(r"\s", held))


def _is_foreign_url(held: str, real: Real, name: str) -> bool:
    return _is_url(held, name) and leads_elsewhere(held, real, name)
