"""What a customer gets of an offer, with what it takes over from another: "Everything in Essential, plus .."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from limio_langchain.models.offer import Offer

# What shops write where one plan holds another; the other's name follows, or stands first: "Pro for the whole team".
NAMED = re.compile(
    r"(?:everything (?:in|of|from)|all (?:of|in)|includes|including|alles (?:aus|von|in)|tout(?: de| dans)?|todo de)"
    r" (?P<after>.+?)(?: (?:plus|and more|und mehr|sowie)\b.*)?"
    r"|(?P<before>.+?) for (?:the|your) (?:whole |entire )?(?:team|company|family|household|organi[sz]ation|office)"
)
FEATURE = "feature: "


class Contents:
    """What each of a list of offers gives, taken-over plans included.

    Args:
        offers: The offers among which a plan that is named is looked for.
    """

    def __init__(self, offers: Iterable[Offer]) -> None:
        self._offers = tuple(offers)
        self._known: dict[str, frozenset[str]] = {}

    def of(self, offer: Offer) -> frozenset[str]:
        """Return what an offer gives: its features, products and labels, and the features of what it takes over."""
        if offer.path not in self._known:
            self._known[offer.path] = offer.gives  # for plans that name each other
            if taken_over := frozenset().union(*map(self._taken_over, offer.gives)):
                self._known[offer.path] = offer.gives | taken_over
        return self._known[offer.path]

    def _taken_over(self, held: str) -> frozenset[str]:
        found = NAMED.fullmatch(held.removeprefix(FEATURE)) if held.startswith(FEATURE) else None
        named = self._named(found["after"] or found["before"]) if found else None
        return frozenset(one for one in self.of(named) if one.startswith(FEATURE)) if named else frozenset()

    def _named(self, name: str) -> Offer | None:
        """Return the fullest offer of a name, else of a name that ends with it: "Essential" of "Business Essential"."""
        found = self._by_name.get(name) or [
            offer for whole, offers in self._by_name.items() if whole.endswith(f" {name}") for offer in offers
        ]
        return max(found, key=lambda offer: (len(offer.gives), offer.path), default=None)

    @cached_property
    def _by_name(self) -> Mapping[str, list[Offer]]:
        names: dict[str, list[Offer]] = {}
        for offer in self._offers:
            names.setdefault(" ".join(re.findall(r"[^\W_]+", offer.display_name.lower())), []).append(offer)
        return names
