"""How the sandbox lists its catalogue: filters, pages and cursors, by the contract's query parameters alone."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from limio_langchain.sandbox.catalogue import Item, attributes_of

KNOWN = frozenset(
    {
        "path",
        "tags",
        "reducedData",
        "opt.pageSize",
        "opt.all",
        "opt.queryMoreFrom",
        "opt.queryMoreAlias",
        "opt.modifiedAfter",
    }
)
USUAL_PAGE = 50
KEPT_WHEN_REDUCED = frozenset({"display_name__limio", "group__limio", "label__limio"})  # the true list is not published
ATTRIBUTE = "attributes."
Query = Mapping[str, str]


class Refused(Exception):
    """A query the contract does not know; the text names the parameter."""


def check_names(query: Iterable[str], *more: str) -> None:
    """Refuse a query parameter that neither the contract's lists share nor `more` names."""
    for name in query:
        if name not in KNOWN and name not in more and not (name.startswith(ATTRIBUTE) and name != ATTRIBUTE):
            raise Refused(f"unknown query parameter: {name}")


def matching(items: Iterable[Item], query: Query) -> list[Item]:
    """Return the items that hold every attribute, the path, tag and id of the query, and were modified late enough."""
    wanted = {name.removeprefix(ATTRIBUTE): value for name, value in query.items() if name.startswith(ATTRIBUTE)}
    after = moment_in(query, "opt.modifiedAfter")
    return [item for item in items if _fits(item, query, wanted) and (after is None or _modified(item) > after)]


def page_of(found: Sequence[Item], query: Query, commit: str) -> tuple[list[Item], dict[str, str] | None]:
    """Return the page a query asks for and the next one's cursor; without ``opt.all`` a list is cut in silence."""
    size, every = number_in(query, "opt.pageSize", USUAL_PAGE), flag_in(query, "opt.all")
    start = _start(query, commit) if every else 0
    page = list(found[start : start + size])
    more = _cursor(query, commit, start + size) if every and start + size < len(found) else None
    return ([_reduced(item) for item in page] if flag_in(query, "reducedData") else page), more


def number_in(query: Query, name: str, usual: int | None = None) -> int:
    """Return a whole number of at least 1."""
    told = query.get(name)
    if told is None and usual is not None:
        return usual
    if told is None or not told.isascii() or not told.isdigit() or int(told) < 1:
        raise Refused(f"{name} must be a whole number of at least 1")
    return int(told)


def flag_in(query: Query, name: str) -> bool:
    """Return a true or false; absent is false."""
    told = query.get(name, "false")
    if told not in {"true", "false"}:
        raise Refused(f"{name} must be true or false")
    return told == "true"


def moment_in(query: Query, name: str) -> datetime | None:
    """Return a date or date-time in UTC, or None where it is absent."""
    if name not in query:
        return None
    try:
        told = datetime.fromisoformat(query[name])
        return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):  # the year 1 east of Greenwich is the year 0 in UTC
        raise Refused(f"{name} must be a date or date-time such as 2020-12-01T16:00:00Z") from None


def _fits(item: Item, query: Query, wanted: Mapping[str, str]) -> bool:
    held = attributes_of(item)
    if any(not _carries(held.get(name), value) for name, value in wanted.items()):
        return False
    tags = item.get("data", {}).get("tags", []) if "tags" in query else ()
    return all(
        (
            query.get("path", item["path"]) == item["path"],
            query.get("id", item["id"]) == item["id"],
            "tags" not in query or query["tags"] in tags,
        )
    )


def _carries(held: Any, value: str) -> bool:
    if isinstance(held, list):
        return any(_carries(one, value) for one in held if not isinstance(one, list))
    if isinstance(held, bool):
        return str(held).lower() == value
    return isinstance(held, str | int | float) and str(held) == value


def _modified(item: Item) -> datetime:
    data = item.get("data", {})
    try:
        told = datetime.fromisoformat(data.get("modified") or data.get("version_date"))
    except (TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)
    return told.replace(tzinfo=told.tzinfo or UTC)


def _reduced(item: Item) -> Item:
    data = item.get("data", {})
    held = {name: value for name, value in attributes_of(item).items() if name in KEPT_WHEN_REDUCED}
    return item | {"data": {"record_type": data.get("record_type"), "attributes": held}}


def _cursor(query: Query, commit: str, start: int) -> dict[str, str]:
    told = json.dumps({"start": start, "of": _asked(query)}).encode()
    return {"from": base64.b64encode(told).decode(), "alias": f"published_items+{commit[:12]}"}


def _start(query: Query, commit: str) -> int:
    """Return where a cursor points; one of another list, of an older catalogue or of nobody's is refused."""
    told, alias = query.get("opt.queryMoreFrom"), query.get("opt.queryMoreAlias")
    if told is None and alias is None:
        return 0
    if told is None or alias is None:
        raise Refused("opt.queryMoreFrom and opt.queryMoreAlias go together")
    try:
        read = json.loads(base64.b64decode(told, validate=True))
        start, asked = int(read["start"]), read["of"]
    except (ValueError, KeyError, TypeError):
        raise Refused("opt.queryMoreFrom is not a cursor of this list") from None
    if asked != _asked(query) or alias != f"published_items+{commit[:12]}" or start < 0:
        raise Refused("opt.queryMoreFrom is not a cursor of this list")
    return start


def _asked(query: Query) -> str:
    """Name a query without its position, so that a cursor fits no other one."""
    rest = sorted((name, value) for name, value in query.items() if not name.startswith("opt.queryMore"))
    return hashlib.sha256(json.dumps(rest).encode()).hexdigest()[:16]
