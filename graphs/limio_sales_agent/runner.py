"""Runs a node's flow: once blocking, once awaiting. The only code of the agent that waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.runtime import get_runtime
from pydantic import ValidationError

from limio_langchain.errors import InputError, LimioError
from limio_langchain.models.context import SalesContext
from limio_langchain.tools import LimioToolError, LimioToolkit
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import CallModel, CallTool, Flow, ModelFailed, ReadCatalogue, Report
from limio_sales_agent.reporting import OnOutcome, areport, report
from limio_sales_agent.state import SalesState, Update

# `nostream` is LangGraph's own word, the other one LangSmith's pages': internal calls stay out of the chat.
INTERNAL = ["nostream", "langsmith:nostream"]
NodeFlow = Callable[[SalesState, Desk], Flow[Update]]


@dataclass(frozen=True)
class Crew:
    """Who does what a flow asks for.

    Attributes:
        toolkit: Makes the tools and reads the catalogue.
        desk: What every node works with, before a run's own context is known.
        model: Reads messages, where there is one.
        on_outcome: The host's hook.
    """

    toolkit: LimioToolkit
    desk: Desk
    model: BaseChatModel | None = field(default=None, repr=False)
    on_outcome: OnOutcome | None = None

    def node(self, name: str, flow: NodeFlow) -> Runnable[SalesState, Update]:
        """Return a node for a flow, to be invoked or awaited."""
        return Node(name, self, flow)

    def desk_for(self, config: RunnableConfig) -> Desk:
        """Return the desk for a run, with what the host told of it."""
        thread = (config.get("configurable") or {}).get("thread_id")
        return self.desk.in_run(get_runtime(SalesContext).context, None if thread is None else str(thread))


class Node(Runnable[SalesState, Update]):
    """A flow as LangGraph takes it. LangGraph traces a node itself; a `RunnableLambda` would trace each once more.

    Args:
        name: The node's name.
        crew: Does what the flow asks for.
        flow: The node's work.
    """

    def __init__(self, name: str, crew: Crew, flow: NodeFlow) -> None:
        self.name, self._crew, self._flow = name, crew, flow

    def invoke(self, input: SalesState, config: RunnableConfig | None = None, **_: Any) -> Update:  # noqa: A002
        """Run the flow, blocking."""
        config = config or {}
        desk = self._crew.desk_for(config)
        return cast("Update", Shift(self._crew, desk, config).run(self._flow(input, desk)))

    async def ainvoke(self, input: SalesState, config: RunnableConfig | None = None, **_: Any) -> Update:  # noqa: A002
        """Run the flow, awaiting."""
        config = config or {}
        desk = await asyncio.to_thread(self._crew.desk_for, config)
        return cast("Update", await Shift(self._crew, desk, config).arun(self._flow(input, desk)))


@dataclass(frozen=True)
class Shift:
    """One node's run: performs what its flow yields, and throws failures into it."""

    crew: Crew
    desk: Desk
    config: RunnableConfig

    def run(self, flow: Flow[Any]) -> Any:
        """Run a flow, blocking."""
        step = _step(flow.send, None)
        while not isinstance(step, Done):
            try:
                result = self._perform(step)
            except (LimioError, ModelFailed) as error:
                step = _step(flow.throw, error)
            else:
                step = _step(flow.send, result)
        return step.value

    async def arun(self, flow: Flow[Any]) -> Any:
        """Run a flow, awaiting; what it does between its effects may load a file, so a thread does it."""
        step = await asyncio.to_thread(_step, flow.send, None)
        while not isinstance(step, Done):
            try:
                result = await self._aperform(step)
            except (LimioError, ModelFailed) as error:
                step = await asyncio.to_thread(_step, flow.throw, error)
            else:
                step = await asyncio.to_thread(_step, flow.send, result)
        return step.value

    def _perform(self, effect: Any) -> Any:
        match effect:
            case CallTool():
                self._announce(effect)
                try:
                    return self._tool(effect).invoke(_call(effect), self.config).artifact
                except (LimioToolError, ValidationError) as error:
                    raise _typed(error) from None
            case ReadCatalogue():
                return self.crew.toolkit.run(self._reading(effect))
            case CallModel():
                try:
                    return self._model(effect).invoke(list(effect.messages), self._internally())
                except Exception as error:  # noqa: BLE001  whatever a provider's client raises, the customer is answered
                    raise ModelFailed(type(error).__name__) from None
            case Report():
                return report(self.crew.on_outcome, effect.outcome)
        raise TypeError(f"a flow yielded {effect!r}, which is no effect")

    async def _aperform(self, effect: Any) -> Any:
        match effect:
            case CallTool():
                self._announce(effect)
                try:
                    return (await self._tool(effect).ainvoke(_call(effect), self.config)).artifact
                except (LimioToolError, ValidationError) as error:
                    raise _typed(error) from None
            case ReadCatalogue():
                return await self.crew.toolkit.arun(self._reading(effect))
            case CallModel():
                try:
                    return await self._model(effect).ainvoke(list(effect.messages), self._internally())
                except asyncio.CancelledError:
                    raise
                except Exception as error:  # noqa: BLE001  as above
                    raise ModelFailed(type(error).__name__) from None
            case Report():
                return await areport(self.crew.on_outcome, effect.outcome)
        raise TypeError(f"a flow yielded {effect!r}, which is no effect")

    def _tool(self, effect: CallTool) -> BaseTool:
        toolkit = self.crew.toolkit.with_context(effect.context or self.desk.context)
        return toolkit.get_tools(include=[effect.name], raise_errors=True)[0]

    def _reading(self, effect: ReadCatalogue) -> Any:
        catalog = self.crew.toolkit.catalog
        return catalog.add_ons() if effect.kind == "add_ons" else catalog.offers(dict(effect.attributes))

    def _model(self, effect: CallModel) -> Runnable[Any, Any]:
        if self.crew.model is None:
            raise ModelFailed("no model")
        return self.crew.model.with_structured_output(effect.schema, include_raw=True)

    def _internally(self) -> RunnableConfig:
        return {**self.config, "tags": [*(self.config.get("tags") or []), *INTERNAL]}

    def _announce(self, effect: CallTool) -> None:
        """Tell a page that streams ``custom`` what is going on; the arguments stay inside."""
        told = {"doing": effect.name} if effect.among is None else {"doing": effect.name, "among": effect.among}
        get_runtime(SalesContext).stream_writer(told)


@dataclass(frozen=True)
class Done:
    """A flow's end, and what it gives: a node's is what it changes in the state."""

    value: Any


def _step(go_on: Callable[[Any], Any], value: Any) -> Any:
    """Take a flow to its next effect or its end; as a value, because a thread cannot hand on a `StopIteration`."""
    try:
        return go_on(value)
    except StopIteration as end:
        return Done(end.value or {})


def _call(effect: CallTool) -> dict[str, Any]:
    return {"type": "tool_call", "id": effect.name, "name": effect.name, "args": effect.args}


def _typed(error: LimioToolError | ValidationError) -> LimioError:
    if isinstance(error, LimioToolError):
        return error.error
    fields = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
    return InputError(fields, "does not fit")
