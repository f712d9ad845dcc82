"""Who plays a conversation: the agent that is tried, its model, and the customer's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AgentKind = Literal["sales", "tools"]


@dataclass(frozen=True)
class Setup:
    """What is tried, in names, so that it can be handed to another process.

    Attributes:
        model: ``PROVIDER:NAME``, ``broken:NAME`` or ``scripted``; None for the scenario's own script, or none.
        agent: The sales agent, or ``create_agent`` with the tools and nothing else.
        customer: The model that plays the customer where a scenario has one; None for the scenario's answers.
        seconds: The most seconds a conversation may take; the scenario's own limit when None.
        call_seconds: The most seconds one call of the model may take; `chat_model.TIMEOUT` when None.
    """

    model: str | None = None
    agent: AgentKind = "sales"
    customer: str | None = None
    seconds: float | None = None
    call_seconds: float | None = None
