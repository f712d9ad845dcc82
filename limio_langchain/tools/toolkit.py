"""`LimioToolkit`: makes the tools, and holds what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal, NamedTuple, Self, TypeVar, get_args

from langchain_core.tools import BaseTool, BaseToolkit
from pydantic import ConfigDict, Field, PrivateAttr, model_validator

from limio_langchain.catalog import Catalog
from limio_langchain.client import AsyncLimioClient, LimioClient
from limio_langchain.eligibility import Scope
from limio_langchain.errors import InputError, LimioError
from limio_langchain.models.context import SalesContext
from limio_langchain.operation import Call, Flow
from limio_langchain.pausing import Pausing
from limio_langchain.settings import LimioSettings
from limio_langchain.tools import arguments, operations
from limio_langchain.tools.arguments import Arguments
from limio_langchain.tools.attempts import Attempts
from limio_langchain.tools.caller import Caller
from limio_langchain.tools.connections import Connections
from limio_langchain.tools.envelope import LINK_TOOL, LimioToolError
from limio_langchain.tools.operations import Answer
from limio_langchain.tools.previews import Previews
from limio_langchain.tools.schemas import SchemaForm
from limio_langchain.tools.service import Service
from limio_langchain.tools.shown import ShownOffers
from limio_langchain.tools.tool import LimioTool

T = TypeVar("T")
Profile = Literal["browse", "sell", "ops"]
Work = Callable[[Any, Service, Caller], Flow[Answer]]


class Tool(NamedTuple):
    """What a tool is, before it is bound to a toolkit."""

    name: str
    description: str
    arguments: type[Arguments]
    work: Work
    writes: bool
    work_alone: Work | None = None  # in a graph that falls back by itself


TOOLS = (
    Tool(
        "limio_find_offers",
        "Find offers, best fit first. Prices come from here alone: never invent one.",
        arguments.FindOffers,
        operations.find_offers,
        writes=False,
    ),
    Tool(
        "limio_get_offer",
        "Read one offer in full: price, term, features, add-ons.",
        arguments.GetOffer,
        operations.get_offer,
        writes=False,
    ),
    Tool(
        "limio_create_checkout",
        "Make the checkout, only after the customer's yes. Answers a link to hand over unchanged.",
        arguments.Order,
        operations.create_checkout,
        writes=True,
        work_alone=operations.create_assisted_checkout,
    ),
    Tool(
        LINK_TOOL,
        "Make a link to buy with, for who gives no details or has a promo code.",
        arguments.PurchaseLink,
        operations.make_purchase_link,
        writes=False,
    ),
    Tool(
        "limio_create_quote",
        "Ask sales for a quote: if wished, or for more than an order holds, sales-only offers, invoice terms.",
        arguments.CreateQuote,
        operations.create_quote,
        writes=True,
    ),
    Tool(
        "limio_list_abandoned_baskets",
        "List unfinished baskets with their customers, for staff only.",
        arguments.ListAbandonedBaskets,
        operations.list_baskets,
        writes=False,
    ),
)
PROFILES: dict[Profile, tuple[str, ...]] = {
    "browse": ("limio_find_offers", "limio_get_offer"),
    "sell": ("limio_find_offers", "limio_get_offer", "limio_create_checkout", LINK_TOOL, "limio_create_quote"),
    "ops": ("limio_list_abandoned_baskets",),
}


class LimioToolkit(BaseToolkit):
    """LangChain tools that sell through Limio.

    ``LimioToolkit()`` reads ``LIMIO_*`` from the environment. A context manager, blocking and async; without it the
    blocking client closes with the toolkit, and each ``ainvoke`` opens and closes a client of its own.

    *Security note*: ``limio_list_abandoned_baskets`` (profile ``ops``) shows other people's e-mails and signed links;
    never give it to an agent that customers talk to.

    Args:
        settings: Where the API and the shop are; the client's when one is given, else read from the environment.
        client: A blocking client to use; its owner closes it.
        async_client: An awaiting client to use; its owner closes it.
        context: What the host knows about the sale.
        channels: Offer only what one of these sales channels may sell, such as ``("ai", "Online")``; empty: any.
        scope: The part of the catalogue the tools sell, when they show it and again when they write; its own channels,
            where it has some, go before `channels`.
        catalog: A catalogue to share; made from the settings when left out.
        preview_orders: Whether Limio is asked for its own figure of an order, one request more; see
            `LimioClient.preview_order`, which says what must be turned on for it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid", frozen=True, defer_build=True)

    settings: LimioSettings
    client: LimioClient | None = Field(default=None, repr=False)
    async_client: AsyncLimioClient | None = Field(default=None, repr=False)
    context: SalesContext = Field(default_factory=SalesContext, repr=False)
    channels: tuple[str, ...] = ()
    scope: Scope = Scope()
    catalog: Catalog = Field(default=None, repr=False)  # type: ignore[assignment]  # filled in below
    preview_orders: bool = False
    _connections: Connections = PrivateAttr()
    _previews: Previews | None = PrivateAttr(default=None)
    _attempts: Attempts = PrivateAttr(default_factory=Attempts)
    _shown: ShownOffers = PrivateAttr(default_factory=ShownOffers)

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: dict[str, Any]) -> dict[str, Any]:
        client = given.get("client") or given.get("async_client")
        settings = given.get("settings") or (client.settings if client else LimioSettings())
        return given | {"settings": settings, "catalog": given.get("catalog") or Catalog(settings)}

    def model_post_init(self, _: Any) -> None:
        """Set up the clients."""
        self._connections = Connections(self.settings, self.client, self.async_client)
        self._previews = Previews(self.settings) if self.preview_orders else None

    @property
    def previews(self) -> Previews | None:
        """Limio's own figures for orders, kept; None where `preview_orders` is off."""
        return self._previews

    @classmethod
    def from_settings(cls, settings: LimioSettings, **options: Any) -> Self:
        """Return a toolkit for `settings`; `options` are the other arguments of the class."""
        return cls(settings=settings, **options)

    def with_context(self, context: SalesContext) -> Self:
        """Return a toolkit whose tools carry `context`; it shares this one's clients, token and catalogue."""
        copied = self.model_copy(update={"context": SalesContext.model_validate(context)})
        copied._attempts = Attempts()  # noqa: SLF001  its own: another customer's failures are not this one's
        return copied

    def with_scope(self, scope: Scope) -> Self:
        """Return a toolkit whose tools sell `scope` alone; it shares this one's clients, token and catalogue."""
        return self.model_copy(update={"scope": scope})

    def get_tools(
        self,
        profile: Profile = "sell",
        *,
        include: Iterable[str] | None = None,
        schema: SchemaForm = "plain",
        raise_errors: bool = False,
    ) -> list[BaseTool]:
        """Return the tools.

        Args:
            profile: ``browse`` (find, get), ``sell`` (those, checkout, purchase link, quote) or ``ops`` (abandoned
                baskets alone).
            include: Names of tools, or one name, instead of a profile.
            schema: What the model's provider takes: ``plain`` (Anthropic, Mistral, OpenAI), ``openai_strict`` (with
                ``bind_tools(..., strict=True)``) or ``gemini``. What a model sends is read alike.
            raise_errors: For a graph that decides itself: failures raise `LimioToolError` with the typed error, and
                ``limio_create_checkout`` does not fall back to a purchase link.

        Returns:
            `StructuredTool`s that can be invoked and awaited.

        Raises:
            InputError: An unknown profile, tool name or schema.
        """
        if include is None and profile not in PROFILES:
            raise InputError("profile", f"must be one of {', '.join(PROFILES)}")
        if schema not in get_args(SchemaForm):
            raise InputError("schema", f"must be one of {', '.join(get_args(SchemaForm))}")
        named = (include,) if isinstance(include, str) else include
        names = tuple(named) if named is not None else PROFILES[profile]
        known = {tool.name: tool for tool in TOOLS}
        if unknown := [name for name in names if name not in known]:
            raise InputError("include", f"{unknown[0]} is no tool; there are {', '.join(known)}")
        links = LINK_TOOL in names
        return [self._bound(known[name], schema, raise_errors=raise_errors, makes_links=links) for name in names]

    def _bound(self, tool: Tool, schema: SchemaForm, *, raise_errors: bool, makes_links: bool) -> BaseTool:
        scope = self.scope if self.scope.channels else replace(self.scope, channels=self.channels)
        # A graph that decides itself knows what it has shown.
        shown = ShownOffers() if raise_errors else self._shown
        service = Service(self.settings, self.catalog, self.context, scope, shown, self._previews)
        work = tool.work_alone or tool.work if raise_errors else tool.work

        def flow(caller: Caller, values: dict[str, Any]) -> Flow[Answer]:
            asked = _asked(work, tool.arguments, values, service, caller)
            if raise_errors:
                return _raising(asked)
            return self._attempts.flow(asked, service.place(caller), tool.name, makes_links=makes_links)

        def call(caller: Caller, /, **values: Any) -> Answer:
            return self.run(flow(caller, values))

        async def acall(caller: Caller, /, **values: Any) -> Answer:
            return await self.arun(flow(caller, values))

        return LimioTool.from_function(
            func=call,
            coroutine=acall,
            name=tool.name,
            description=tool.description,
            args_schema=tool.arguments.in_form(schema),
            response_format="content_and_artifact",
            handle_tool_error=None if raise_errors else True,
            metadata={"writes": tool.writes},
        )

    @property
    def pausing(self) -> Pausing:
        """What stops new baskets, of this toolkit and all its copies: ``toolkit.pausing.is_paused = True``."""
        return self._connections.pausing

    def run(self, call: Call[T]) -> T:
        """Run an operation or a flow with this toolkit's clients, blocking."""
        return self._connections.run(call)

    async def arun(self, call: Call[T]) -> T:
        """Run an operation or a flow with this toolkit's clients, awaiting."""
        return await self._connections.arun(call)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the blocking client, if the toolkit made it."""
        self._connections.close()

    async def __aenter__(self) -> Self:
        await self._connections.aopen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connections.aclose()


def _asked(
    work: Work, taken: type[Arguments], values: dict[str, Any], service: Service, caller: Caller
) -> Flow[Answer]:
    return (yield from work(taken(**values), service, caller))


def _raising(flow: Flow[Answer]) -> Flow[Answer]:
    """Turn a typed failure into what a tool raises."""
    try:
        return (yield from flow)
    except LimioError as error:
        raise LimioToolError(error) from error
