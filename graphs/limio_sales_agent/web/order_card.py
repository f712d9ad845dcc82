"""What a colleague reads of an order that waits: whose it is, why it waits, what it comes to, and what was said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from limio_langchain import SalesContext
from limio_sales_agent.context import RunContext
from limio_sales_agent.orders.order import is_add_on
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.replies.cards import order_block
from limio_sales_agent.replies.compose import order_total
from limio_sales_agent.services import AsyncServices, Resources
from limio_sales_agent.state import Line, SalesState
from limio_sales_agent.storage.transcript import MOST_SHOWN, Entry
from limio_sales_agent.web.chat_service import Conversations

MOST_SAID = 8  # messages of the conversation
LONGEST_SAID = 600  # characters of each
SHOWN = ("path", "name", "quantity", "price", "total")  # of a line


@dataclass(frozen=True)
class OrderCards:
    """Makes the cards.

    Attributes:
        conversations: The agent.
        resources: What orders are priced with: the agent's own shop and playbook.
        within: How long an order may wait before it is overdue; None for ever.
    """

    conversations: Conversations
    resources: Resources
    within: timedelta | None = None

    async def waiting(self) -> list[dict[str, Any]]:
        """Return a card for each order that waits, the longest waiting first."""
        waiting = await self.conversations.storage.transcript.waiting()
        found = [await self.card(thread, since) for thread, since in waiting.items()]
        return [card for card in found if card]

    async def left_out(self) -> int:
        """Return how many orders wait behind those that have a card."""
        number, _ = await self.conversations.storage.transcript.waits()
        return max(0, number - MOST_SHOWN)

    async def priced(self, lines: Sequence[Line], state: SalesState) -> dict[str, Any]:
        """Return an order's lines, each with its prices, its total and its terms, as the agent tells this customer."""
        services = AsyncServices(self.resources, self._run_of(state), {})
        shop, _ = await services.open_shop()
        figure = await services.figure(lines, shop, state)
        order = order_block(lines, shop, services.context, figure)
        told: list[Mapping[str, Any]] = list(order["lines"])
        return {
            "lines": [{name: line[name] for name in SHOWN} | {"is_add_on": is_add_on(line["path"])} for line in told],
            "total": order_total(lines, shop, services.context, figure),
            "terms": order["text"],
        }

    def in_words_of(self, state: SalesState) -> Playbook:
        """Return the playbook as a customer is spoken to."""
        return self._run_of(state).playbook

    def waits(self, since: datetime | None) -> dict[str, Any]:
        """Return since when somebody waits, and whether that is too long; nothing where that is not told."""
        if since is None:
            return {}
        now = datetime.fromtimestamp(self.conversations.storage.outcomes.clock(), UTC)
        told = {"since": since.astimezone(UTC).isoformat(timespec="seconds")}
        overdue = self.within is not None and now - since >= self.within
        return {**told, "seconds": max(0, round((now - since).total_seconds())), "overdue": overdue}

    def _run_of(self, state: SalesState) -> RunContext:
        # In their own words: prices told in the shop's would differ from those that this customer said yes to.
        told, paused = SalesContext(locale=state.get("locale")), self.resources.toolkit.pausing.is_paused
        return self.resources.context.in_run(told, None, paused=paused, language=state.get("language"))

    async def card(self, thread: str, since: datetime | None = None) -> dict[str, Any] | None:
        """Return the card of an order that waits, or None where none does; without `since`, not how long it has."""
        asked, state = await self.conversations.waiting_on(thread)
        if asked is None:
            return None
        (action,) = asked["action_requests"]
        lines = ordered(action["args"]["items"])
        now, agreed = await self.priced(lines, state), _agreed(lines, state)
        called = await asyncio.to_thread(self.conversations.calls.since, thread)
        return {
            "thread": thread,
            "order": asked["order"],
            **action,
            **self.waits(since),
            "customer": (state.get("order") or {}).get("customer", {}),
            "reasons": _reasons(state, is_new=bool(agreed) and agreed != now["terms"], is_called=called is not None),
            **now,
            "terms": agreed or now["terms"],
            "said": said(await self.conversations.storage.transcript.latest(thread, MOST_SAID)),
        }


def ordered(items: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Return a card's items as the lines of an order."""
    return [
        {
            "offer": one["offer"],
            "quantity": one.get("quantity", 1),
            "kind": "add_on" if is_add_on(one["offer"]) else "offer",
        }
        for one in items
    ]


def said(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Return messages as plain text, each cut where it is long."""
    return [{"role": one["role"], "at": one["at"], "text": _short(one["text"])} for one in entries]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SAID else text[: LONGEST_SAID - 1].rstrip() + "…"


def _agreed(lines: Sequence[Line], state: SalesState) -> str:
    """Return the terms that the customer said yes to, where they are those of this very order."""
    shown = state.get("disclosure")
    if shown is None or _numbers(shown["items"]) != _numbers(lines):
        return ""
    return shown["text"]


def _numbers(lines: Iterable[Line]) -> dict[str, int]:
    return {one["offer"]: one["quantity"] for one in lines}


def _reasons(state: SalesState, *, is_new: bool, is_called: bool) -> list[str]:
    """Return why it waits and what is to be known of it, in codes that the page has words for."""
    cards, by_link = (state.get("approval") or {}).get("cards", ()), state["turn"]["link"]
    told = {"changed": len(cards) > 1, "new_terms": is_new, "by_link": bool(by_link), "by_checkout": not by_link}
    told["called"] = is_called
    return ["every_order", *(code for code, holds in told.items() if holds)]
