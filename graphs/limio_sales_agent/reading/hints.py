"""`Hints`: what a reader may lean on besides the message itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from limio_langchain import Offer
    from limio_sales_agent.playbook import Playbook


@dataclass(frozen=True)
class Hints:
    """What is known when a message is read.

    Attributes:
        playbook: The team's playbook: its questions and the words their answers go by.
        offers: The offers in view, whose names, labels, products and features are words the customer may use.
        add_ons: The add-ons in view.
        shortlist: Paths last shown, in the order shown, so that "the second one" means something.
        expecting: What the last message asked for: a question's key, ``details``, ``confirm``, ``add_on``,
            ``choice``, ``email``, or None.
        known: Keys already known, so that a new value can be marked as a correction.
        country: ISO-3166 code that telephone numbers and amounts are read for.
        currency: ISO-4217 code that a bare amount is in.
    """

    playbook: Playbook
    offers: Sequence[Offer] = ()
    add_ons: Sequence[Offer] = ()
    shortlist: Sequence[str] = ()
    expecting: str | None = None
    known: frozenset[str] = field(default_factory=frozenset)
    country: str | None = None
    currency: str | None = None
