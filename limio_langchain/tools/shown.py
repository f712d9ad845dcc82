"""What offers looked like when they were shown, conversation by conversation: in memory, while the process lives."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress

from limio_langchain.eligibility import changes, terms_of
from limio_langchain.errors import OfferChanged
from limio_langchain.models.offer import Offer

CONVERSATIONS = 2000  # the latest ones; no lock is needed, as each step below is one of the dictionary's own


class ShownOffers:
    """The offers that each of the latest conversations was last shown."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, dict[str, Offer]] = OrderedDict()

    def keep(self, place: str | None, offers: Iterable[Offer]) -> None:
        """Keep what was shown; without a conversation nothing is."""
        if place is None:
            return
        self._shown.setdefault(place, {}).update({offer.path: offer for offer in offers})
        with suppress(KeyError):
            self._shown.move_to_end(place)
            while len(self._shown) > CONVERSATIONS:
                self._shown.popitem(last=False)

    def check(self, place: str | None, offer: Offer) -> None:
        """Refuse an offer whose price or terms are no longer what this conversation was shown.

        Raises:
            OfferChanged: Names what differs.
        """
        shown = self._shown.get(place or "", {}).get(offer.path)
        if shown is None or shown is offer:
            return
        if changed := changes(terms_of(shown), offer):
            raise OfferChanged(offer.path, tuple(reason.code for reason in changed))
