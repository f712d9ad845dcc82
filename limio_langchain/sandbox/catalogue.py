"""The sandbox's catalogue: what is published, in which version, and what was but is no longer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from limio_langchain.sandbox.generated import fingerprint, generated_items

Item = dict[str, Any]
Source = None | str | Path | int | Iterable[Mapping[str, Any]]
OWN = Path(__file__).with_name("catalogue.json")
DEEPEST = 3  # a list of answers, each with its list of items


class Catalogue:
    """What is on sale. An item keeps its id for as long as its path lives, and gets a version with each publication.

    Args:
        source: None for the made-up publisher's items, a JSON file, a list of items, or how many to generate.
        seed: Where the generated items' dice start.
    """

    def __init__(self, source: Source = None, seed: int = 0) -> None:
        self.reset(source, seed)

    def reset(self, source: Source, seed: int) -> None:
        """Have what `source` holds on sale, and nothing else."""
        told = {item["path"]: item for item in map(_whole, _items_of(source, seed))}
        self._published: dict[str, Item] = dict(told)
        self._working = dict(told)
        self._by_id = {item["id"]: path for path, item in told.items()}
        self._changes = 0

    def __iter__(self) -> Iterator[Item]:
        return iter(list(self._published.values()))

    def __len__(self) -> int:
        return len(self._published)

    def publish(self, item: Mapping[str, Any]) -> Item:
        """Publish an item, new or in a new version, and return it as it will be listed.

        Args:
            item: A path and data at least. The id at a known path stays; a version that was used before is replaced.

        Raises:
            ValueError: It has no path.
        """
        new = copy.deepcopy(_whole(item))
        old = self._working.get(new["path"])
        self._changes += 1
        if old is not None:
            new["id"] = old["id"]
        if old is not None and new["version"] == old["version"]:
            new["version"] = fingerprint(new["path"], "published", self._changes)
        self._published[new["path"]] = self._working[new["path"]] = new
        self._by_id[new["id"]] = new["path"]
        return copy.deepcopy(new)

    def unpublish(self, path: str) -> None:
        """Take the item at `path` off sale; its working copy stays. KeyError when it is not on sale."""
        del self._published[path]
        self._changes += 1

    def by_path(self, path: str) -> Item | None:
        """Return what is on sale at a path."""
        return self._published.get(path)

    def by_version(self, item_id: str, version: str) -> Item | None:
        """Return what is on sale under this id in exactly this version."""
        found = self._published.get(self._by_id.get(item_id, ""))
        return found if found and found["version"] == version else None

    def working(self) -> list[Item]:
        """Return the working copies: everything, in versions of its own that cannot be sold."""
        return [item | {"version": fingerprint(item["version"], "working copy")} for item in self._working.values()]

    @property
    def commit(self) -> str:
        """The state's name in the list envelopes; it changes with each publication."""
        return fingerprint("commit", len(self._working), self._changes)


def attributes_of(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an item's attributes."""
    data = item.get("data")
    told = data.get("attributes") if isinstance(data, dict) else None
    return told if isinstance(told, dict) else {}


def kind_of(item: Mapping[str, Any]) -> str:
    """Return an item's record type, such as ``offer`` or ``add_on``."""
    data = item.get("data")
    told = data.get("record_type") if isinstance(data, dict) else None
    return str(told or ("add_on" if item["path"].startswith("/add_ons/") else "offer"))


def _whole(item: Mapping[str, Any]) -> Item:
    """Return an item with the four names that identify it, made up from its path where they are missing."""
    path = item.get("path")
    if not isinstance(path, str) or not path.startswith("/"):
        raise ValueError("offers: every item needs a path such as /offers2/Pro Plan")
    made = {"name": path.rpartition("/")[2], "id": fingerprint(path), "version": fingerprint(path, "published")}
    return {"path": path, **made, "type": "item", **{name: value for name, value in item.items() if value is not None}}


def _items_of(source: Source, seed: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(source, int):
        yield from generated_items(source, seed)
        return
    told = (
        _read(Path(OWN if source is None else source)) if source is None or isinstance(source, str | Path) else source
    )
    yield from _found(list(told) if not isinstance(told, dict) else told)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise ValueError(f"offers: {path} is not JSON") from None


def _found(told: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield what looks like an item: a list of them, an answer of the API, or an object of several of these."""
    if isinstance(told, Mapping) and "path" in told:
        yield told
    elif isinstance(told, list | Mapping) and depth < DEEPEST:
        for inner in told if isinstance(told, list) else told.values():
            yield from _found(inner, depth + 1)
