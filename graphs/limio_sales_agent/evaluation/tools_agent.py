"""The other agent that is tried: ``create_agent`` with the tools and nothing else, to see what the rest gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Checkpointer

from limio_langchain import LimioToolkit, SalesContext
from limio_sales_agent.playbook import Playbook

PROMPT = (
    "You are the automated assistant of {title}; say so in your first message. You sell its subscriptions with the "
    "tools. Find what fits, say its name, its price and how often it is paid, and ask for a yes. Only after the "
    "customer's yes make a checkout, with their e-mail address, and hand over the link unchanged. Never invent a "
    "price, a discount or a link."
)


class ToolsAgent:
    """LangChain's own agent with the toolkit's tools, invoked as the sales agent is.

    Args:
        toolkit: Makes the tools.
        model: Does everything else.
        playbook: Its title and the part of the catalogue it sells; the rest of it belongs to the sales agent.
        context: What the host knows.
        checkpointer: Where the conversation is kept.

    Raises:
        ValueError: The ``langchain`` extra is missing, or there is no model.
    """

    def __init__(
        self,
        toolkit: LimioToolkit,
        model: BaseChatModel | None,
        playbook: Playbook,
        context: SalesContext,
        checkpointer: Checkpointer,
    ) -> None:
        try:
            from langchain.agents import create_agent  # noqa: PLC0415  an extra
        except ImportError:
            raise ValueError('--agent tools needs pip install "limio-langchain[langchain]"') from None
        if model is None:
            raise ValueError("--agent tools needs a --model: without one there is nobody to use the tools")
        own = toolkit.with_scope(playbook.scope).with_context(context)
        tools = [*own.get_tools(), *(own.get_tools(profile="ops") if getattr(model, "sees_baskets", False) else ())]
        self._agent: Any = create_agent(
            model, tools, system_prompt=PROMPT.format(title=playbook.title), checkpointer=checkpointer
        )

    def invoke(self, given: Any, config: RunnableConfig, **_: Any) -> Mapping[str, Any]:
        """Play one message, blocking."""
        found: Mapping[str, Any] = self._agent.invoke(given, config)
        return found

    async def ainvoke(self, given: Any, config: RunnableConfig, **_: Any) -> Mapping[str, Any]:
        """Play one message, awaiting."""
        found: Mapping[str, Any] = await self._agent.ainvoke(given, config)
        return found

    def get_state(self, config: RunnableConfig) -> Any:
        """Return the state as LangGraph keeps it."""
        return self._agent.get_state(config)

    @staticmethod
    def described(values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the state with the outcome its tools came to, in the sales agent's words."""
        messages: Sequence[BaseMessage] = values.get("messages", ())
        outcomes = [found for one in messages if (found := _outcome(one))]
        return {**values, "outcome": outcomes[-1] if outcomes else None}


def given_links(messages: Sequence[BaseMessage]) -> Iterator[str]:
    """Yield every link that a tool made to be handed over."""
    for message in messages:
        if isinstance(message, ToolMessage) and message.name != "limio_create_quote" and (made := _artifact(message)):
            yield str(made["url"])


def tool_texts(messages: Sequence[BaseMessage]) -> Iterator[str]:
    """Yield what the tools answered to the model."""
    return (str(message.text) for message in messages if isinstance(message, ToolMessage))


def _artifact(message: ToolMessage) -> Mapping[str, Any] | None:
    made = message.artifact
    return made if isinstance(made, Mapping) and made.get("url") else None


def _outcome(message: BaseMessage) -> dict[str, Any] | None:
    made = _artifact(message) if isinstance(message, ToolMessage) else None
    if made is None:
        return None
    kind = {"assisted": "assisted_checkout", "purchase_link": "purchase_link"}.get(str(made.get("kind")), "quote")
    lines = (made.get("order") or {}).get("items") or ()
    items = [{"offer": line["path"], "quantity": line["quantity"]} for line in lines]
    if kind == "purchase_link":
        query = parse_qsl(urlsplit(made["url"]).query)
        items = [{"offer": value, "quantity": 1} for name, value in query if name == "purchase"]
    return {"kind": kind, "url": made["url"], "external_id": made.get("external_id"), "items": items}
