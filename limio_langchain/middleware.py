"""`LinkGuard`: agent middleware that lets no link reach a customer but those the tools made. Extra ``langchain``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Annotated, Any, NotRequired

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from limio_langchain import redaction
from limio_langchain.told_links import Real, check_links, links_in

try:
    from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
    from langchain.agents.middleware.types import PrivateStateAttr
except ModuleNotFoundError as missing:
    raise ImportError(
        "LinkGuard is middleware for LangChain's create_agent, which is not installed: "
        'pip install "limio-langchain[langchain]"'
    ) from missing

log = redaction.logger(__name__)

LINK_TOOLS = ("limio_create_checkout", "limio_purchase_link")
NOTE = "(link removed: it is not one the shop gave me)"
LEAD = "This is your link:"
QUIET = "nostream"  # LangGraph's tag for a model whose tokens are not streamed


class LinkGuardState(AgentState[Any]):
    """The agent's state with the links its tools have made, kept though old messages be condensed or dropped."""

    limio_links: NotRequired[Annotated[list[str], PrivateStateAttr]]


class LinkGuard(AgentMiddleware[LinkGuardState, Any, Any]):
    """Hold each link an agent writes against those its tools made in this conversation.

    A link that a tool made stays byte for byte. A changed one (a letter altered, cut short, encoded or decoded, another
    host, wrapped in Markdown or HTML) is replaced by the real one; an invented one, on the shop's own domain too, is
    replaced by a note, and where that leaves the customer without the link made for them, it is added. Text without
    links is not touched. It looks at every message of the model, before it enters the state, sync and async.

    Put it first in ``middleware``, so that it stands outside of what repeats, swaps or condenses.

    It cannot guard what it does not see: a model's reasoning and citations, ``structured_response``, an address
    spelt out in words, e-mail addresses and telephone numbers; tokens read straight from the model
    (``astream_events`` version 2, or ``stream_tokens=True``); a message that other middleware writes after it. Tool
    messages are believed, so let nobody but your own server write a conversation's history.

    Args:
        tools: Names of the tools whose links may be told. Not one that reads the catalogue: its text is data.
        allowed: Further links that may stand, such as the privacy page; one that ends in ``/`` allows all below it.
        note: Stands in an invented link's place.
        lead: Introduces the real link where it has to be added.
        stream_tokens: Let a model's tokens through as they come, unguarded. By default ``stream_mode="messages"`` gives
            each message whole, after it was checked.
    """

    state_schema = LinkGuardState

    def __init__(
        self,
        *,
        tools: Collection[str] = LINK_TOOLS,
        allowed: Collection[str] = (),
        note: str = NOTE,
        lead: str = LEAD,
        stream_tokens: bool = False,
    ) -> None:
        super().__init__()
        self._tools, self._allowed = frozenset(tools), tuple(allowed)
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
        real = Real(self._made(state), self._allowed)
        fresh = self._links(_since_the_customer_spoke(state["messages"]))[-1:]
        response.result = [
            self._message(one, real, fresh) if isinstance(one, AIMessage) else one for one in response.result
        ]
        return response

    def _message(self, message: AIMessage, real: Real, fresh: Sequence[str]) -> AIMessage:
        text = _text(message.content)
        checked = check_links(text, real, self._note)
        if checked.text == text:
            return message
        log.warning("the model's links were not the tools': %d put right, %d removed", checked.mended, checked.removed)
        told = checked.text
        if checked.removed and fresh and fresh[0] not in told and not message.tool_calls:
            told = f"{told}\n\n{self._lead}\n{fresh[0]}"
        return message.model_copy(update={"content": _with_text(message.content, told)})

    def _made(self, state: LinkGuardState) -> list[str]:
        return list(dict.fromkeys([*state.get("limio_links", []), *self._links(state["messages"])]))

    def _links(self, messages: Sequence[BaseMessage]) -> list[str]:
        tools = [one for one in messages if isinstance(one, ToolMessage) and one.name in self._tools]
        return [link for one in tools if one.status != "error" for link in _links_of(one)]


def _links_of(message: ToolMessage) -> list[str]:
    """Return the links in a tool's answer: the artifact's, or, where there is none (MCP), those in the text."""
    artifact = message.artifact
    if isinstance(artifact, dict) and isinstance(artifact.get("url"), str):
        return [artifact["url"]]
    return links_in(message.text)


def _since_the_customer_spoke(messages: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    last = max((place for place, one in enumerate(messages) if isinstance(one, HumanMessage)), default=-1)
    return messages[last + 1 :]


def _is_text(block: Any) -> bool:
    return isinstance(block, str) or (isinstance(block, dict) and block.get("type") == "text")


def _text(content: Any) -> str:
    """Return all text of a message as the customer sees it, so that a link cut in two blocks is seen whole."""
    if isinstance(content, str):
        return content
    return "".join(one if isinstance(one, str) else one.get("text", "") for one in content if _is_text(one))


def _with_text(content: Any, text: str) -> Any:
    """Return a message's content with its text replaced: the first block holds it all, what is no text stays."""
    if isinstance(content, str):
        return text
    first = next(place for place, block in enumerate(content) if _is_text(block))
    told = text if isinstance(content[first], str) else {**content[first], "text": text}
    rest = [block for place, block in enumerate(content) if place > first and not _is_text(block)]
    return [*content[:first], told, *rest]
