"""`Hints`: what a reader may lean on besides the message itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
        needs: What they need, as far as it is known: for whom and how many prices are told.
        country: ISO-3166 code that telephone numbers and amounts are read for.
        currency: ISO-4217 code that a bare amount is in.
        choices: Each choice that was shown, in the order shown: its value and its label.
        ask: The last ask in its words, so that who repeats its amounts changes nothing.
        language: ISO-639 code of the language the customer has written so far.
        tells_the_order: Whether the last message told the order with its terms, which "perfect" then agrees to.
        order_stands: Whether an offer was chosen, and its order is asked about or handed over.
        offers_a_person: Whether the last ask was if a person should take over.
        asks_again: Whether the last answer to what is asked led nowhere, and it is asked once more.
    """

    playbook: Playbook
    offers: Sequence[Offer] = ()
    add_ons: Sequence[Offer] = ()
    shortlist: Sequence[str] = ()
    expecting: str | None = None
    known: frozenset[str] = field(default_factory=frozenset)
    needs: Mapping[str, Any] = field(default_factory=dict)
    country: str | None = None
    currency: str | None = None
    choices: Sequence[tuple[str, str]] = ()
    ask: str = ""
    language: str | None = None
    tells_the_order: bool = False
    order_stands: bool = False
    offers_a_person: bool = False
    asks_again: bool = False
