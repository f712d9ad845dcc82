"""What is written down while a conversation is played, for the judge and the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Basket:
    """A basket as the sandbox holds it.

    Attributes:
        external_id: The order's own id.
        items: Quantity by catalogue path.
        customer: The details, under Limio's names.
        tracking: The tracking, under Limio's names.
        country: The purchase country.
        page: ``journey.checkout``.
        paid: Whether it was paid.
        changed: How often another order was sent under the same external id.
        links: Every link that was answered for it, joined to the shop.
    """

    external_id: str
    items: Mapping[str, int] = field(default_factory=dict)
    customer: Mapping[str, str] = field(default_factory=dict)
    tracking: Mapping[str, Any] = field(default_factory=dict)
    country: str | None = None
    page: str | None = None
    paid: bool = False
    changed: int = 0
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Exchange:
    """One message and what it came to.

    Attributes:
        turn: The scenario's turn, from 1; one that goes on makes several exchanges.
        said: The customer's message; what the colleague decided, in words.
        reply: Everything the agent said in answer.
        outcome: The outcome that stands after it.
        waiting: Whether the run stands still for a colleague.
        customer: The customer's details known after it.
        needs: Their needs known after it.
        kept: The whole state after it as text, in which nothing secret may be found.
        baskets: The external ids of the sandbox's baskets after it.
        model_calls: How often a model was called for it.
        given_links: Every link that a tool has given so far.
        tool_texts: What tools answered so far.
        messages: What was said and called for it, in OpenAI's form.
    """

    turn: int
    said: str
    reply: str
    outcome: Mapping[str, Any] | None = None
    waiting: bool = False
    customer: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, Any] = field(default_factory=dict)
    kept: str = ""
    baskets: tuple[str, ...] = ()
    model_calls: int = 0
    given_links: frozenset[str] = frozenset()
    tool_texts: tuple[str, ...] = ()
    messages: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Played:
    """A whole conversation.

    Attributes:
        exchanges: What was said.
        baskets: The sandbox's baskets at the end, in the order they were made.
        bodies: What the sandbox was sent, as text.
        prompts: What the model was sent, as text.
        reported: The outcomes the host was told of.
        checkout_calls: How often a basket was asked for.
        http_calls: How many requests the sandbox had.
        model_calls: How often a model was called.
        tokens: What the model calls used, as far as the model said.
        tokens_written: How many of them the model wrote.
        others: What another customer's baskets are known by; none of it may be said.
        seconds: How long it took.
        broke: Why it came to no end, or None.
    """

    exchanges: tuple[Exchange, ...] = ()
    baskets: tuple[Basket, ...] = ()
    bodies: str = ""
    prompts: str = ""
    reported: tuple[Mapping[str, Any], ...] = ()
    checkout_calls: int = 0
    http_calls: int = 0
    model_calls: int = 0
    tokens: int = 0
    tokens_written: int = 0
    others: tuple[str, ...] = ()
    seconds: float = 0.0
    broke: str | None = None


@dataclass(frozen=True)
class Failure:
    """What went wrong, and where.

    Attributes:
        turn: The turn, or None for the whole conversation.
        what: The check that failed, in words.
        said: The customer's message.
        reply: The agent's.
        line: The line that was crossed, one of `lines.LINES`; empty where something was only not reached.
    """

    turn: int | None
    what: str
    said: str = ""
    reply: str = ""
    line: str = ""


@dataclass(frozen=True)
class Result:
    """One scenario, played once.

    Attributes:
        scenario: Its name.
        repeat: Which repetition, from 0.
        failures: What went wrong; none is a pass.
        turns: How many messages the customer sent.
        outcome: What it came to.
        http_calls: How many requests the sandbox had.
        model_calls: How often a model was called.
        tokens: What the model calls used.
        tokens_written: How many of them the model wrote.
        milestones: How many were reached, and of how many.
        seconds: How long it took.
        messages: The conversation in OpenAI's form: what was said, and which tools were called.
    """

    scenario: str
    repeat: int
    failures: tuple[Failure, ...] = ()
    turns: int = 0
    outcome: str | None = None
    http_calls: int = 0
    model_calls: int = 0
    tokens: int = 0
    tokens_written: int = 0
    milestones: tuple[int, int] = (0, 0)
    seconds: float = 0.0
    messages: tuple[Mapping[str, Any], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing went wrong."""
        return not self.failures


def failure(exchange: Exchange, what: str) -> Failure:
    """Return a failure of one exchange."""
    return Failure(exchange.turn, what, exchange.said, exchange.reply)
