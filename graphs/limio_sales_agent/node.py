"""A coroutine as a LangGraph node that says itself which is next: written once, invoked or awaited.

Over `SyncServices` a node's coroutine never suspends, so `invoke` runs it to its end in one step.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.errors import GraphBubbleUp
from langgraph.types import Command

from limio_langchain import redaction, telemetry
from limio_sales_agent.context import RunContext
from limio_sales_agent.outcomes.events import events_of
from limio_sales_agent.services import AsyncServices, Resources, Services, SyncServices
from limio_sales_agent.state import SalesState, Update
from limio_sales_agent.turn.apology import apology

if TYPE_CHECKING:
    from limio_sales_agent.outcomes.store import OutcomeStore  # SQLAlchemy is for those who keep outcomes

T = TypeVar("T")
logger = redaction.logger(__name__)
Step = Callable[[SalesState, Services], Coroutine[Any, Any, Update]]
Edge = Callable[[SalesState], str]
Done = Update | Command[str]


class Node(Runnable[SalesState, Done]):
    """A coroutine as a LangGraph node, to be invoked or awaited.

    LangGraph traces a node itself; a `RunnableLambda` would trace each once more. Where a node has a choice of what is
    next, its edge is asked here: LangGraph's conditional edges copy all channels first, and what fails in one of them
    fails the run and not the node.

    Args:
        step: The node's work, and its name.
        resources: What all runs share.
        raises: Errors that whoever runs the graph is to get; after any other the customer gets an apology, and the turn
            is over.
        edge: Names the node that is next, of the state as this one leaves it; messages aside, which no edge asks for.
    """

    def __init__(
        self, step: Step, resources: Resources, raises: tuple[type[Exception], ...] = (), edge: Edge | None = None
    ) -> None:
        self.name, self._step, self._resources, self._edge = step.__name__, step, resources, edge
        self._raises: tuple[type[Exception], ...] = (GraphBubbleUp, *raises)

    def invoke(self, input: SalesState, config: RunnableConfig | None = None, **_: Any) -> Done:  # noqa: A002
        """Run it, blocking."""
        config = config or {}
        services = SyncServices(self._resources, self._resources.run_context(config, input.get("language")), config)
        try:
            with telemetry.step(self._step.__name__, GraphBubbleUp):
                update = finished(self._step(input, services))
                done = self._done(input, update)
        except Exception as error:  # noqa: BLE001  whatever it is, the customer is answered
            return self._failed(error, input, services.context)
        if (outcomes := self._resources.outcomes) is not None:
            record(outcomes, self._step.__name__, input, update, services.context.thread)
        return done

    async def ainvoke(self, input: SalesState, config: RunnableConfig | None = None, **_: Any) -> Done:  # noqa: A002
        """Run it, awaiting."""
        config = config or {}
        made, written = self._resources.run_context, input.get("language")
        # The first use of a customer's locale reads a file, which would hold up the event loop.
        at_hand = self._resources.is_at_hand(written)
        context = made(config, written) if at_hand else await asyncio.to_thread(made, config, written)
        try:
            with telemetry.step(self._step.__name__, GraphBubbleUp):
                update = await self._step(input, AsyncServices(self._resources, context, config))
                done = self._done(input, update)
        except Exception as error:  # noqa: BLE001  as above
            return self._failed(error, input, context)
        if (outcomes := self._resources.outcomes) is not None:
            await asyncio.to_thread(record, outcomes, self._step.__name__, input, update, context.thread)
        return done

    def _done(self, state: SalesState, update: Update) -> Done:
        """Return what it changed, so that nothing is stored again as it was, and what is next where it has a choice."""
        after: SalesState = {**state, **update}  # type: ignore[typeddict-item]  # an update holds keys of the state
        changed = {key: value for key, value in update.items() if key not in state or state.get(key) != value}
        return Command(update=changed, goto=self._edge(after)) if self._edge else changed

    def _failed(self, error: Exception, state: SalesState, context: RunContext) -> Update:
        """Return the apology; what is not the customer's to know goes on."""
        if isinstance(error, self._raises):
            raise error
        # Its class and place alone: its text may quote the customer.
        where = traceback.extract_tb(error.__traceback__)[-1]
        logger.error(
            "%s failed: %s in %s:%s", self._step.__name__, type(error).__name__, Path(where.filename).name, where.lineno
        )
        return apology(state, context)


def record(store: OutcomeStore, node: str, state: SalesState, update: Update, thread: str | None) -> None:
    """Record what a node's work amounts to; that may fail, and the customer's reply never depends on it."""
    try:
        if found := events_of(node, state, update, thread):
            store.record(found)
    except Exception as error:  # noqa: BLE001  a database may fail in any way
        logger.warning("an outcome could not be recorded (%s)", type(error).__name__)


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends to its end.

    Raises:
        RuntimeError: It did suspend: it awaited something else than its services.
    """
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError(f"{work!r} awaits something other than its services, which nobody can do blocking")
