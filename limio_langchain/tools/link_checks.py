"""What a purchase link leads to: each path and label exists, as far as the catalogue can be read."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from limio_langchain.api.offers import is_unpublished
from limio_langchain.catalog import Catalog
from limio_langchain.errors import InputError, LimioError
from limio_langchain.models.offer import ADD_ON_PREFIX, Offer
from limio_langchain.operation import Flow

ALIKE = 0.5  # of 1; what is less alike is no misspelling


def read_paths(paths: Iterable[str], catalog: Catalog) -> Flow[dict[str, Offer]]:
    """Return the offers of a link by path, as far as they can be read; refuse a path that the catalogue does not hold.

    Raises:
        InputError: Names the path and the nearest that exists.
    """
    found: dict[str, Offer] = {}
    for index, path in enumerate(paths):
        try:
            found[path] = yield from catalog.offer(path)
        except LimioError as error:
            if not is_unpublished(path, error):
                continue  # a link is what sells while the API does not answer
            every = yield from _known(catalog, add_ons=path.startswith(ADD_ON_PREFIX))
            if listed := next((offer for offer in every if offer.path == path), None):
                found[path] = listed  # without a version: a checkout cannot name it, a link can
                continue
            nearest = _nearest(path, (offer.path for offer in every))
            raise InputError(f"offers[{index}]", f"there is no {path}{nearest}") from None
    return found


def read_label(label: str, catalog: Catalog) -> Flow[tuple[Offer, ...]]:
    """Return the offers with a label; refuse one that no offer carries. None are known where the list is not the API's.

    Raises:
        InputError: Names the label and the nearest that exists.
    """
    every = yield from _known(catalog)
    labels = {one for offer in every for one in offer.labels}
    if labels and label not in labels:
        raise InputError("label", f"no offer is labelled {label}{_nearest(label, labels)}")
    return tuple(offer for offer in every if label in offer.labels)


def _known(catalog: Catalog, *, add_ons: bool = False) -> Flow[tuple[Offer, ...]]:
    """Return all offers or add-ons as the API lists them; none where it does not, or not all of them."""
    try:
        view = yield from (catalog.add_ons() if add_ons else catalog.offers())
    except LimioError:
        return ()
    return view.offers if view.source == "api" and view.complete else ()


def _nearest(wanted: str, known: Iterable[str]) -> str:
    by_letters = {one.casefold(): one for one in sorted(known, reverse=True)}
    found = get_close_matches(wanted.casefold(), by_letters, n=1, cutoff=ALIKE)
    return f"; the nearest is {by_letters[found[0]]}" if found else ""
