"""What a node asks of the world: the shop, a reading, a tool, the model, the host. Only this code of the agent waits.

`AsyncServices` awaits what it is asked for; `SyncServices` has it done before it returns.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.runtime import get_runtime
from pydantic import ValidationError

from limio_langchain import redaction, telemetry
from limio_langchain.api.subscriptions import list_subscriptions, start_subscription_change
from limio_langchain.catalog import CatalogView
from limio_langchain.errors import InputError, LimioError
from limio_langchain.models.context import SalesContext
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import CheckoutRequest, OrderItem
from limio_langchain.models.subscription import Subscription, SubscriptionChange
from limio_langchain.operation import Call
from limio_langchain.recommendation import cost_of_line, together
from limio_langchain.retry import retried
from limio_langchain.tools import LimioToolError, LimioToolkit
from limio_langchain.tools.previews import compared
from limio_sales_agent.catalogue.shop import NOTHING, Shop, Shops, Sold, api_filter
from limio_sales_agent.context import RunContext
from limio_sales_agent.orders.hooks import OnOutcome, Reported, areport, report
from limio_sales_agent.orders.outcome import SALES
from limio_sales_agent.reading import Hints, Reading, read_plain
from limio_sales_agent.reading.model_based import may_ask, reading_from, says_nothing_more
from limio_sales_agent.reading.prompt import prompt_for
from limio_sales_agent.state import Figure, HeldSubscription, Line, Outcome, SalesState

if TYPE_CHECKING:
    from limio_sales_agent.outcomes.store import OutcomeStore  # SQLAlchemy is for those who keep outcomes

# `nostream` is LangGraph's own word, the other one LangSmith's pages': internal calls stay out of the chat.
log = redaction.logger(__name__)
INTERNAL = ["nostream", "langsmith:nostream"]
T = TypeVar("T")


@dataclass(frozen=True)
class Resources:
    """What all runs of an agent share.

    Attributes:
        toolkit: Makes the tools and reads the catalogue.
        context: What every node works with, before a run's own is known.
        model: Reads messages beside the rules, where there is one.
        on_outcome: The host's hook.
        told: The outcomes it was told of.
        outcomes: Where they are kept, for the report and for what comes after the sale.
        shops: The shops of late, each made once from its catalogue.
    """

    toolkit: LimioToolkit
    context: RunContext
    model: BaseChatModel | None = field(default=None, repr=False)
    on_outcome: OnOutcome | None = None
    reported: Reported = field(default_factory=Reported, repr=False)
    outcomes: OutcomeStore | None = None
    shops: Shops = field(default_factory=Shops, repr=False)

    def run_context(self, config: RunnableConfig, language: str | None = None) -> RunContext:
        """Return the context of a run, with what the host says of it and the language the customer writes."""
        thread = (config.get("configurable") or {}).get("thread_id")
        given, named = get_runtime(SalesContext).context, None if thread is None else str(thread)
        return self.context.in_run(given, named, paused=self.toolkit.pausing.is_paused, language=language)

    def is_at_hand(self, language: str | None) -> bool:
        """Return whether `run_context` reads no file."""
        return self.context.is_at_hand(get_runtime(SalesContext).context, language)


class Services(ABC):
    """What a node may ask for, in one run.

    Args:
        resources: What all runs share.
        context: The playbook, and what the host knows of this run.
        config: The run's, for what is traced.
    """

    def __init__(self, resources: Resources, context: RunContext, config: RunnableConfig) -> None:
        self.resources, self.context, self._config = resources, context, config

    async def speak(self, language: str | None) -> RunContext:
        """Go on in the language the customer writes, where the playbook has it; return the context."""
        made, at_hand = self.resources.run_context, self.resources.is_at_hand(language)
        self.context = made(self._config, language) if at_hand else await self.compute(made, self._config, language)
        return self.context

    async def shop(self, state: SalesState) -> Shop:
        """Return the shop as this turn's first node read it; read anew where this process has not seen it."""
        known = self.resources.shops.known(state.get("turn", {}).get("shop"))
        return known or (await self.open_shop())[0]

    async def open_shop(self) -> tuple[Shop, float]:
        """Return what may be sold, and how many seconds old that is.

        No failure leaves here, because a conversation goes on without a catalogue.
        """
        catalog, playbook = self.resources.toolkit.catalog, self.context.playbook
        try:
            view = await self._run(catalog.offers(api_filter(playbook)))
        except LimioError as error:
            return self.resources.shops.shop(reason=error.reason or "catalogue_unavailable"), 0.0
        sold = await self._sold(view)
        # Asked for only where an offer names one: each tenant has offers, not each answers for add-ons.
        asks = sold.names_add_ons and playbook.add_ons != "never"
        add_ons = await self._add_ons() if asks else NOTHING
        return self.resources.shops.shop(sold.offers, add_ons, view.source, view.reason), view.age_seconds

    async def _add_ons(self) -> Mapping[str, Offer]:
        try:
            view = await self._run(self.resources.toolkit.catalog.add_ons())
        except LimioError:
            return NOTHING
        return (await self._sold(view)).offers

    async def _sold(self, view: CatalogView) -> Sold:
        shops = self.resources.shops
        if known := shops.sold(view):
            return known
        return await self.compute(shops.look_through, view, self.context.playbook.scope)

    async def read(self, text: str, hints: Hints, state: SalesState) -> Reading:
        """Return what a message says: by rules, and by the model where there is one and something to understand."""
        plain = await self.compute(read_plain, text, hints)
        if self.resources.model is None or says_nothing_more(plain):
            return plain
        given = await self._ask(prompt_for(text, hints, state, asks=may_ask(text, plain)), self.resources.model)
        return await self.compute(reading_from, given, text, hints, plain)

    async def subscriptions(self) -> list[HeldSubscription]:
        """Return what an authenticated customer has; nothing where nobody is, or where it cannot be read."""
        customer = self.context.context.customer_id
        if customer is None:
            return []
        try:
            found = await self._run(retried(list_subscriptions(customer)))
        except LimioError as error:
            log.warning("a customer's subscriptions could not be read (%s)", type(error).__name__)
            return []
        return [held_subscription(one) for one in found]

    async def start_change(self, subscription_id: str) -> SubscriptionChange:
        """Begin a change of a subscription; LimioError where it cannot be begun here."""
        return await self._run(start_subscription_change(subscription_id, self.context.settings))

    async def tool(self, name: str, args: dict[str, Any], context: SalesContext | None = None) -> dict[str, Any]:
        """Call one of the toolkit's tools.

        Args:
            name: The tool's name.
            args: Its arguments.
            context: What the host knows, for tools that write; the run's own when left out.

        Returns:
            The tool's artifact.

        Raises:
            LimioError: What stands behind the tool's failure.
        """
        self.announce(name)
        toolkit = self.resources.toolkit.with_context(context or self.context.context)
        (tool,) = toolkit.get_tools(include=[name], raise_errors=True)
        try:
            answer = await self._invoke(
                tool, {"type": "tool_call", "id": name, "name": name, "args": args}, self._config
            )
        except (LimioToolError, ValidationError) as error:
            raise _typed(error) from None
        artifact: dict[str, Any] = answer.artifact
        return artifact

    async def figure(
        self, lines: Sequence[Line], shop: Shop, state: SalesState, subscription_id: str | None = None
    ) -> Figure | None:
        """Return what Limio itself says an order is charged first, beside ours; None where nobody wants to know.

        It is asked once an order and kept (`LimioToolkit.previews`); no failure leaves here, and without an answer ours
        stands in. With a subscription's id the order is a change of that.
        """
        previews, run = self.resources.toolkit.previews, self.context
        items = [(offer, one["quantity"]) for one in lines if (offer := shop.find(one["offer"]))]
        if previews is None or run.no_baskets or not items or len(items) < len(lines):
            return None
        try:
            order = tuple(OrderItem(offer=offer, quantity=quantity) for offer, quantity in items)
            request = CheckoutRequest(items=order, country=run.country(state))
            charge = await self._run(previews.first_charge(request, subscription_id))
        except LimioError:
            return None
        ours = together([cost_of_line(offer, quantity, run.playbook.selling) for offer, quantity in items])
        return cast("Figure", compared(charge, ours))

    def announce(self, doing: str, **more: object) -> None:
        """Say what is going on to a page that streams ``custom``; arguments, which may hold details, stay inside."""
        get_runtime(SalesContext).stream_writer({"doing": doing, **more})

    async def _ask(self, messages: Sequence[BaseMessage], model: BaseChatModel) -> Any:
        """Call the model once for a reading, and return it as ``include_raw=True`` gives it; None where it fails."""
        asked = model.with_structured_output(Reading, include_raw=True)
        config: RunnableConfig = {**self._config, "tags": [*(self._config.get("tags") or []), *INTERNAL]}
        try:
            return await self._invoke(asked, list(messages), config)
        except Exception as error:  # noqa: BLE001  whatever a provider's client raises, the customer is answered
            telemetry.model_failed(type(error).__name__)
            log.warning("the model failed (%s)", type(error).__name__)
            return None

    async def sale_stage(self, state: SalesState) -> str | None:
        """Return how far the order came whose link was handed over last; None where nobody knows of one."""
        store, thread, outcome = self.resources.outcomes, self.context.thread, state.get("outcome")
        if store is None or thread is None or outcome is None or outcome["kind"] not in SALES:
            return None
        try:
            return await self.compute(store.stage_of, thread, outcome["external_id"], outcome["url"])
        except Exception as error:  # noqa: BLE001  a database may fail in any way, and the customer is answered
            log.warning("what became of an order could not be read (%s)", type(error).__name__)
            return None

    @abstractmethod
    async def report(self, outcome: Outcome) -> None:
        """Pass an outcome on to the host's ``on_outcome``; never fails."""

    @abstractmethod
    async def compute(self, work: Callable[..., T], *args: Any) -> T:
        """Return what `work` gives for `args`, computed where nobody else has to wait for it.

        For what goes through the whole catalogue, and for what may load a file when it is first used.
        """

    @abstractmethod
    async def _run(self, call: Call[T]) -> T:
        """Run an operation or a flow of the toolkit's."""

    @abstractmethod
    async def _invoke(self, runnable: Runnable[Any, Any], given: Any, config: RunnableConfig) -> Any:
        """Invoke a tool or a model."""


class AsyncServices(Services):
    """Services that await: a hanging API holds no thread, and long computing does not hold up the event loop."""

    async def report(self, outcome: Outcome) -> None:
        """Pass an outcome on, awaiting."""
        _count(outcome)
        if (hook := self.resources.on_outcome) is not None:
            await areport(hook, outcome, self.resources.reported)

    async def compute(self, work: Callable[..., T], *args: Any) -> T:
        """Compute in a thread."""
        return await asyncio.to_thread(work, *args)

    async def _run(self, call: Call[T]) -> T:
        return await self.resources.toolkit.arun(call)

    async def _invoke(self, runnable: Runnable[Any, Any], given: Any, config: RunnableConfig) -> Any:
        return await runnable.ainvoke(given, config)


class SyncServices(Services):
    """Services that block: each method is done when it returns, so a coroutine over them never suspends."""

    async def report(self, outcome: Outcome) -> None:
        """Pass an outcome on, blocking."""
        _count(outcome)
        if (hook := self.resources.on_outcome) is not None:
            report(hook, outcome, self.resources.reported)

    async def compute(self, work: Callable[..., T], *args: Any) -> T:
        """Compute here."""
        return work(*args)

    async def _run(self, call: Call[T]) -> T:
        return self.resources.toolkit.run(call)

    async def _invoke(self, runnable: Runnable[Any, Any], given: Any, config: RunnableConfig) -> Any:
        return runnable.invoke(given, config)


def held_subscription(told: Subscription) -> HeldSubscription:
    """Return a subscription as the state keeps it."""
    amount = None if told.amount is None else str(told.amount)
    return {
        "id": told.id,
        "name": told.name or told.reference or told.id,
        "offer": told.offer,
        "quantity": told.quantity or 1,
        "amount": amount,
        "currency": told.currency,
    }


def _count(outcome: Outcome) -> None:
    kind = outcome["kind"].removesuffix("_checkout")  # as the toolkit names its results
    telemetry.checkout(kind, outcome["reason"])


def _typed(error: LimioToolError | ValidationError) -> LimioError:
    if isinstance(error, LimioToolError):
        return error.error
    fields = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
    return InputError(fields, "does not fit")
