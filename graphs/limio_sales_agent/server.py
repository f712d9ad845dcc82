"""The agent on a LangGraph server, where any caller can set the run's context."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from limio_langchain.models.context import SalesContext
from limio_langchain.tools import LimioToolkit
from limio_sales_agent.playbook import Playbook

PLAYBOOK = "LIMIO_PLAYBOOK"  # names the file with the team's playbook
USER_KEY = "sales_context"  # what the server's authentication may say of the user it returns


@cache
def served() -> tuple[Playbook, LimioToolkit]:
    """Return what the server sells with, made at the first request and shared by all: one token, one catalogue."""
    file = os.environ.get(PLAYBOOK)
    playbook = Playbook.load(file) if file else Playbook()
    return playbook, LimioToolkit()  # type: ignore[call-arg]  # its settings are read from the environment


def trusted_context(user: Any) -> SalesContext:
    """Return what the server's authentication says of the sale; nothing where there is no authentication."""
    try:
        told = user[USER_KEY] if user is not None else {}
    except (KeyError, TypeError):
        told = {}
    return SalesContext.model_validate(told if isinstance(told, Mapping) else {})
