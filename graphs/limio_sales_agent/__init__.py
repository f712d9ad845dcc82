"""A sales agent as a LangGraph state machine: it talks to one customer until it can hand over something to buy with.

Names are resolved when first used, so that importing the package loads neither LangGraph nor a model client.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limio_sales_agent.graph import create_sales_agent
    from limio_sales_agent.integrations.langgraph_server import make_graph
    from limio_sales_agent.playbook import Playbook

_HOMES = {"Playbook": "playbook", "create_sales_agent": "graph", "make_graph": "integrations.langgraph_server"}

__all__ = ["Playbook", "create_sales_agent", "make_graph"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(import_module(f"{__name__}.{home}"), name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] in {"limio_langchain", "limio_sales_agent"}:
            raise
        raise ImportError(
            f'the sales agent needs {error.name}, which is not installed: pip install "limio-langchain[agent]"'
        ) from error
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
