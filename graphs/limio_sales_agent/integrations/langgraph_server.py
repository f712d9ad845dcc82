"""The agent on a LangGraph server, where any caller can set the run's context."""

from __future__ import annotations

import asyncio
import os
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from langgraph_sdk.runtime import ServerRuntime

from limio_langchain.models.context import SalesContext
from limio_langchain.sandbox.tokens import CLIENT_ID
from limio_langchain.settings import LOOPBACK, LimioSettings
from limio_langchain.tools import LimioToolkit
from limio_sales_agent.graph import SalesAgent, agent_graph
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook

PLAYBOOK = "LIMIO_PLAYBOOK"  # names the file with the team's playbook
USER_KEY = "sales_context"  # what the server's authentication may say of the user it returns


async def make_graph(runtime: ServerRuntime[SalesContext]) -> SalesAgent:
    """Return the agent for one request to a LangGraph server, without a checkpointer, which the server brings.

    The toolkit is read from ``LIMIO_*``, the playbook from the file that ``LIMIO_PLAYBOOK`` names; a sandbox has its
    own. Approval, tracking and the order's key are taken only from the server's own authentication, because any caller
    can set a run's context; what is refused of it is named in the answer's ``refused_context`` and in the log.

    Args:
        runtime: What the server knows of the request.
    """
    # The factory runs in the server's event loop, where the playbook's file must not be read.
    playbook, toolkit = await asyncio.to_thread(served)
    return agent_graph(toolkit, playbook, trusted=trusted_context(runtime.user))


@cache
def served() -> tuple[Playbook, LimioToolkit]:
    """Return what the server sells with, made at the first request and shared by all: one token, one catalogue."""
    toolkit = LimioToolkit()  # type: ignore[call-arg]  # its settings are read from the environment
    return _playbook(toolkit.settings), toolkit


def _playbook(settings: LimioSettings) -> Playbook:
    if file := os.environ.get(PLAYBOOK):
        return Playbook.load(file)
    is_sandbox = settings.client_id == CLIENT_ID and urlsplit(settings.shop_url).hostname in LOOPBACK
    return Playbook.load(SANDBOX_PLAYBOOK) if is_sandbox else Playbook()


def trusted_context(user: Any) -> SalesContext:
    """Return what the server's authentication says of the sale; nothing where there is no authentication.

    Raises:
        ValidationError: It says what no sale's context is. Nothing is sold then, because an approval may be meant.
    """
    try:
        told = user[USER_KEY] if user is not None else None
    except (KeyError, TypeError):
        told = None
    return SalesContext() if told is None else SalesContext.model_validate(told)
