"""What MCP's structured content holds: what the text tells, as data, and nothing that the text withholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


def _table(*required: str, **properties: Any) -> dict[str, Any]:
    told = {"type": "object", "properties": properties, "additionalProperties": False}
    return told | ({"required": list(required)} if required else {})


ROW = _table("path", "price", path=TEXT, name=TEXT, price=TEXT, why=TEXT, note=TEXT)
KNOWN_AGAIN = {"repeat_of": TEXT, "replaces": TEXT}
HANDED_OVER = _table(
    "kind",
    "url",
    kind={"type": "string", "enum": ["assisted", "purchase_link"]},
    url={"type": "string", "description": "Give it to the customer unchanged"},
    reason=TEXT,
    not_carried=TEXTS,
    **KNOWN_AGAIN,
)
SCHEMAS: Mapping[str, dict[str, Any]] = {
    "limio_find_offers": _table(
        "offers",
        offers={"type": "array", "items": ROW},
        values={"type": "object", "additionalProperties": TEXTS, "description": "Where nothing fits: what exists"},
        note=TEXT,
    ),
    "limio_get_offer": {"type": "object", "properties": {"path": TEXT}, "additionalProperties": TEXT},
    "limio_create_checkout": HANDED_OVER,
    "limio_purchase_link": HANDED_OVER,
    "limio_create_quote": _table("reference", reference=TEXT, **KNOWN_AGAIN),
    "limio_list_abandoned_baskets": _table(
        "baskets",
        baskets={"type": "array", "items": _table("id", id=TEXT, created=TEXT, email=TEXT, items=TEXTS)},
        cursor=TEXT,
    ),
}


def structured(tool: str, artifact: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a tool's text told, as data.

    Args:
        tool: The tool's name.
        artifact: What the tool holds beside its text.
    """
    if tool == "limio_create_quote":
        return _given({"reference": artifact["external_id"], **artifact}, ("reference", *KNOWN_AGAIN))
    if tool == "limio_list_abandoned_baskets":
        rows = [_given(one, ("id", "created", "email", "items")) for one in artifact["baskets"] if not one["completed"]]
        return {"baskets": rows} | _given(artifact, ("cursor",))
    if tool in {"limio_find_offers", "limio_get_offer"}:
        return dict(artifact["told"])
    return _given(artifact, HANDED_OVER["properties"])


def _given(held: Mapping[str, Any], names: Any) -> dict[str, Any]:
    return {name: held[name] for name in names if held.get(name)}
