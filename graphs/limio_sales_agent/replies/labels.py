"""What offers beside each other are called, so that each can be told from the others: plans often share one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from limio_langchain.models.offer import Offer
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import offer_price

Word = Callable[[Offer], str]


def labels(offers: Sequence[Offer], run: RunContext) -> list[str]:
    """Return each offer's name; of those that share one, with how it is paid, then its price, then where it stands."""
    told = [offer.display_name for offer in offers]
    for word in _apart(run):
        shared = Counter(told)
        pairs = zip(told, offers, strict=True)
        told = [_with(label, word(offer)) if shared[label] > 1 else label for label, offer in pairs]
    return told


def _with(label: str, more: str) -> str:
    return f"{label}, {more}" if more else label


def _apart(run: RunContext) -> tuple[Word, ...]:
    return (
        lambda offer: run.say(f"billing_{offer.billing}") if offer.billing else "",
        lambda offer: offer_price(offer, None, run.playbook),
        lambda offer: offer.path.rpartition("/")[2],
    )
