"""`LinkGuard`: agent middleware that lets no link reach a customer but those the tools made. Extra ``langchain``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Annotated, Any, NotRequired, get_args

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from limio_langchain import redaction
from limio_langchain.models.checkout import CheckoutKind

try:
    from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
    from langchain.agents.middleware.types import PrivateStateAttr
except ModuleNotFoundError as missing:
    raise ImportError(
        "LinkGuard is middleware for LangChain's create_agent, which is not installed: "
        'pip install "limio-langchain[langchain]"'
    ) from missing

from limio_langchain.link_guard import Real, check_links, links_in
from limio_langchain.link_guard.beside import cleared
from limio_langchain.link_guard.blocks import text_of, with_text, without_foreign

log = redaction.logger(__name__)

NOTE = "(link removed: it is not one the shop gave me)"
LEAD = "This is your link:"
KINDS = get_args(CheckoutKind)
BESIDE = ("additional_kwargs", "response_metadata")  # where providers put refusals, citations and grounding
QUIET = "nostream"  # LangGraph's tag for a model whose tokens are not streamed


class LinkGuardState(AgentState[Any]):
    """The agent's state with the links its tools have made, kept though old messages be condensed or dropped."""

    limio_links: NotRequired[Annotated[list[str], PrivateStateAttr]]


class LinkGuard(AgentMiddleware[LinkGuardState, Any, Any]):
    """Hold each link an agent writes against those the toolkit's tools made in this conversation.

    What counts is what a program shows as a link, or loads by itself: each message of the model is rendered as Markdown
    with HTML allowed and as HTML, looked through for addresses as chat programs do, and with it its other blocks, its
    citations and what a provider puts into ``additional_kwargs`` and ``response_metadata``, before it enters the state,
    sync and async. A citation of what may not be told is dropped. A link that a tool made stays, plain, in Markdown or
    in HTML; URLs are compared after dot segments are resolved. A changed one (a letter altered, cut short, another
    host) is replaced by the real one; an invented one, on the shop's own domain too, by a note, and where that leaves
    the customer without the link made for them, it is added. Text that renders no link is not touched by one byte. What
    is too full of markup to be rendered in time is sent with all of it escaped, never unchecked.

    The tools' links are known by the answers' form (`CheckoutResult`'s, in the artifact or an MCP server's structured
    content), so under whatever name or prefix a tool goes.

    Put it first in ``middleware``, so that it stands outside of what repeats, swaps or condenses.

    It cannot guard what it does not see: a model's reasoning, what it calls tools with, ``structured_response`` and
    parsed objects, an address spelt out in words or in look-alike marks, plain e-mail addresses and telephone numbers;
    tokens read straight from the model (``astream_events`` version 2, or ``stream_tokens=True``); what other middleware
    writes after it; a program that makes a link of a bare name such as Booking.com (``strict``), or of what neither
    Markdown nor HTML nor an address is. Tool messages are believed, so let nobody but your own servers write a
    conversation's history.

    Args:
        tools: Names of further tools whose links may be told. Not one that reads the catalogue: its text is data.
        allowed: Further links that may stand, such as the privacy page or ``mailto:help@example.com``; one that ends in
            ``/`` allows all below it.
        strict: Whether a bare name such as Booking.com counts as a link; with a path it always does.
        note: Stands in an invented link's place.
        lead: Introduces the real link where it has to be added.
        stream_tokens: Let a model's tokens through as they come, unguarded. By default ``stream_mode="messages"`` gives
            each message whole, after it was checked.
    """

    state_schema = LinkGuardState

    def __init__(
        self,
        *,
        tools: Collection[str] = (),
        allowed: Collection[str] = (),
        strict: bool = False,
        note: str = NOTE,
        lead: str = LEAD,
        stream_tokens: bool = False,
    ) -> None:
        super().__init__()
        self._tools, self._allowed, self._strict = frozenset(tools), tuple(allowed), strict
        self._note, self._lead = note, lead
        self._stream_tokens = stream_tokens
        self._quiet: tuple[BaseChatModel, BaseChatModel] | None = None

    def before_model(self, state: LinkGuardState, runtime: Any) -> dict[str, Any] | None:  # noqa: ARG002  LangChain's
        """Remember the links made since; LangChain calls this."""
        links = self._made(state)
        return {"limio_links": links} if links != state.get("limio_links", []) else None

    async def abefore_model(self, state: LinkGuardState, runtime: Any) -> dict[str, Any] | None:
        """Remember the links made since; LangChain calls this."""
        return self.before_model(state, runtime)

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Check what the model wrote; LangChain calls this."""
        return self._checked(handler(self._held(request)), request)

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        """Check what the model wrote; LangChain calls this."""
        return self._checked(await handler(self._held(request)), request)

    def _held(self, request: ModelRequest[Any]) -> ModelRequest[Any]:
        """Return the request with a model whose tokens are held back until the message was checked."""
        if self._stream_tokens:
            return request
        if self._quiet is None or self._quiet[0] is not request.model:
            quiet = request.model.model_copy(update={"tags": [*(request.model.tags or []), QUIET]})
            self._quiet = request.model, quiet
        return request.override(model=self._quiet[1])

    def _checked(self, response: ModelResponse[Any], request: ModelRequest[Any]) -> ModelResponse[Any]:
        state: Any = request.state
        real = Real(self._made(state), self._allowed, self._strict)
        fresh = self._links(_since_the_customer_spoke(state["messages"]))[-1:]
        response.result = [
            self._message(one, real, fresh) if isinstance(one, AIMessage) else one for one in response.result
        ]
        return response

    def _message(self, message: AIMessage, real: Real, fresh: Sequence[str]) -> AIMessage:
        content, loaded = without_foreign(message.content, real, self._note)
        text = text_of(content)
        checked = check_links(text, real, self._note)
        removed = checked.removed + loaded
        told = checked.text
        if removed and fresh and fresh[0] not in told and not message.tool_calls:
            told = f"{told}\n\n{self._lead}\n{fresh[0]}"
        shown = {"content": content if told == text else with_text(content, told)}
        shown |= {name: cleared(getattr(message, name), real, self._note) for name in BESIDE}
        update = {name: value for name, value in shown.items() if value != getattr(message, name)}
        if not update:
            return message
        log.warning("the model's links were not the tools': %d put right, %d removed in it", checked.mended, removed)
        return message.model_copy(update=update)

    def _made(self, state: LinkGuardState) -> list[str]:
        return list(dict.fromkeys([*state.get("limio_links", []), *self._links(state["messages"])]))

    def _links(self, messages: Sequence[BaseMessage]) -> list[str]:
        tools = [one for one in messages if isinstance(one, ToolMessage) and one.status != "error"]
        return [link for one in tools for link in _handed_over(one) or self._told(one)]

    def _told(self, message: ToolMessage) -> list[str]:
        return links_in(message.text) if message.name in self._tools else []


def _handed_over(message: ToolMessage) -> list[str]:
    """Return the link a tool of ours made for the customer, known by the answer's form."""
    held = message.artifact if isinstance(message.artifact, dict) else {}
    answer = held.get("structured_content", held)
    is_ours = isinstance(answer, dict) and answer.get("kind") in KINDS and isinstance(answer.get("url"), str)
    return [answer["url"]] if is_ours else []


def _since_the_customer_spoke(messages: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    last = max((place for place, one in enumerate(messages) if isinstance(one, HumanMessage)), default=-1)
    return messages[last + 1 :]
