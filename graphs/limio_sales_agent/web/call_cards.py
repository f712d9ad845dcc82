"""What a colleague reads of a customer who was promised a person: who it is, why, and what was said."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limio_sales_agent.storage.transcript import MOST_SHOWN
from limio_sales_agent.web.order_card import MOST_SAID, OrderCards, said


@dataclass(frozen=True)
class CallCards:
    """Makes the cards.

    Attributes:
        orders: The orders' cards, beside which these stand.
    """

    orders: OrderCards

    async def waiting(self, besides: Collection[str]) -> tuple[list[dict[str, Any]], int]:
        """Return a card for each customer, the longest waiting first, and how many wait that have none.

        Args:
            besides: The conversations whose orders are shown; that of a customer who waits says so there.
        """
        found, number = await asyncio.to_thread(self.orders.conversations.calls.waiting, MOST_SHOWN)
        cards = [await self.card(thread, since) for thread, since in found.items() if thread not in besides]
        return cards, number - len(found)

    async def card(self, thread: str, since: datetime | None = None) -> dict[str, Any]:
        """Return the card of a conversation."""
        conversations = self.orders.conversations
        _, state = await conversations.waiting_on(thread)
        outcome = state.get("outcome")
        return {
            "thread": thread,
            **self.orders.waits(since),
            "customer": state.get("customer", {}),
            "reason": outcome["reason"] if outcome else None,
            "said": said(await conversations.storage.transcript.latest(thread, MOST_SAID)),
        }
