"""The sandbox's catalogue: items in the true data shape, filters, pages, and offers by the thousand."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

Item = dict[str, Any]
Source = None | int | str | Path | Iterable[Mapping[str, Any]]

FILTERS = frozenset({"path", "tags", "id", "reducedData", "offersSource", "record_type"})
PAGING = frozenset({"opt.pageSize", "opt.all", "opt.queryMoreFrom", "opt.queryMoreAlias", "opt.modifiedAfter"})
KEPT_WHEN_REDUCED = frozenset({"display_name__limio", "display_price__limio", "label__limio", "group__limio"})
MOST_GENERATED = 10_000


class Refused(Exception):
    """A query the contract does not know."""


class Catalogue:
    """Published items.

    Args:
        source: None for the made-up publisher's, a number for so many generated offers, a JSON file, or items.
        seed: Makes generated offers repeatable.
    """

    def __init__(self, source: Source = None, seed: int = 0) -> None:
        self._items = {item["path"]: item for item in _read(source, seed)}

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def publish(self, item: Mapping[str, Any]) -> None:
        """Publish an item, anew or for the first time; a version it replaces is sold no more."""
        self._items[item["path"]] = copy.deepcopy(dict(item))

    def unpublish(self, path: str) -> None:
        """Take an item off sale; KeyError when it is not on sale."""
        del self._items[path]

    def by_path(self, path: str) -> Item | None:
        """Return the published item at a path."""
        return self._items.get(path)

    def by_version(self, item_id: str, version: str) -> Item | None:
        """Return the published item with this id and version."""
        return next((item for item in self if (item.get("id"), item.get("version")) == (item_id, version)), None)

    def find(self, kind: str, query: Mapping[str, str]) -> list[Item]:
        """Return the items of a kind that match a query; Refused for a parameter the contract does not know."""
        for name in query:
            if name not in FILTERS | PAGING and not name.startswith("attributes."):
                raise Refused(f"unknown query parameter {name}")
        return [_shown(item, query) for item in self if kind_of(item) == kind and _matches(item, query)]


def kind_of(item: Mapping[str, Any]) -> str:
    """Return an item's record type."""
    return str(_data(item).get("record_type") or item.get("record_type") or "offer")


def attributes_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item's attributes."""
    return dict(_data(item).get("attributes") or {})


def page_of(items: list[Item], query: Mapping[str, str]) -> tuple[list[Item], dict[str, str] | None]:
    """Return one page and, where ``opt.all`` asks for it, the cursor of the next; else a long list is cut silently."""
    try:
        size, start = int(query.get("opt.pageSize", "50")), int(query.get("opt.queryMoreFrom", "0"))
    except ValueError:
        raise Refused("opt.pageSize or opt.queryMoreFrom cannot be read") from None
    if size < 1 or start < 0:
        raise Refused("opt.pageSize must be at least 1")
    end = start + size
    more = query.get("opt.all") == "true" and end < len(items)
    return items[start:end], {"from": str(end), "alias": "sandbox"} if more else None


def _data(item: Mapping[str, Any]) -> Mapping[str, Any]:
    data = item.get("data")
    return data if isinstance(data, dict) else {}


def _matches(item: Item, query: Mapping[str, str]) -> bool:
    held = attributes_of(item)
    wanted = {
        name.removeprefix("attributes."): value for name, value in query.items() if name.startswith("attributes.")
    }
    return (
        all(_carries(held.get(name), value) for name, value in wanted.items())
        and query.get("path", item["path"]) == item["path"]
        and query.get("id", item.get("id")) == item.get("id")
        and ("tags" not in query or query["tags"] in held.get("tags", []))
    )


def _carries(held: Any, value: str) -> bool:
    told = held if isinstance(held, list) else [held]
    return any((str(one).lower() if isinstance(one, bool) else str(one)) == value for one in told if one is not None)


def _shown(item: Item, query: Mapping[str, str]) -> Item:
    if query.get("reducedData") != "true":
        return item
    kept = {name: value for name, value in attributes_of(item).items() if name in KEPT_WHEN_REDUCED}
    return {**item, "data": {"record_type": kind_of(item), "attributes": kept}}


def _read(source: Source, seed: int) -> Iterable[Item]:
    if source is None:
        return _items(json.loads(files(__package__).joinpath("catalogue.json").read_text(encoding="utf-8")))
    if isinstance(source, int):
        return _generated(source, seed)
    if isinstance(source, str | Path):
        return _items(json.loads(Path(source).read_text(encoding="utf-8")))
    return [copy.deepcopy(dict(item)) for item in source]


def _items(told: Any) -> list[Item]:
    """Return every object that is an item, in whichever lists or envelopes they stand."""
    if isinstance(told, dict) and "path" in told:
        return [told]
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return [item for one in inner for item in _items(one)]


def _generated(count: int, seed: int) -> Iterator[Item]:
    if not 0 <= count <= MOST_GENERATED:
        raise ValueError(f"offers: between 0 and {MOST_GENERATED} can be generated")
    dice = random.Random(seed)  # noqa: S311  repeatable, not secret
    for number in range(count):
        yearly, value = dice.random() < 0.5, dice.randrange(5, 500)  # noqa: PLR2004
        path = f"/offers2/Generated {number:05d}"
        charge = {
            "name": "charge_1",
            "type": "recurring",
            "value": str(value * (10 if yearly else 1)),
            "currencyCode": "GBP",
            "trigger": "order_date",
            "repeat_interval": 1,
            "repeat_interval_type": "years" if yearly else "months",
        }
        attributes = {
            "display_name__limio": f"Plan {number}",
            "label__limio": [dice.choice(("business", "household", "pro"))],
            "group__limio": "yearly" if yearly else "monthly",
            "allow_multibuy__limio": dice.random() < 0.5,  # noqa: PLR2004
            "price__limio": [charge],
        }
        data = {"record_type": "offer", "attributes": attributes}
        yield {
            "path": path,
            "name": path[9:],
            "id": _hex(path),
            "version": _hex(f"{path}1"),
            "type": "item",
            "data": data,
        }


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
