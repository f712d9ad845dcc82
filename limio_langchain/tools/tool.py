"""`LimioTool`: a `StructuredTool` that knows what it takes, and so need not find it out again in each call.

LangChain looks through the function's signature and every argument's annotation in each call, for configuration and for
injected arguments. Ours all take the configuration and none has injected arguments. Half of the time of a call with a
warm catalogue went there; `make bench` shows what is left. Annotations are types here and no texts of them, which
LangChain would compile in each call.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any, Self, TypeVar

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import StructuredTool
from pydantic import BaseModel, ConfigDict, Field

from limio_langchain.tools.arguments import OfCustomer
from limio_langchain.tools.as_sent import parsed
from limio_langchain.tools.caller import Caller

F = TypeVar("F", bound=Callable[..., Any])


def looked_through(run: F) -> F:
    """Make what LangChain asks of a tool's method in each call ready for it, and no longer than it has to be."""
    run.__signature__ = signature(run)  # type: ignore[attr-defined]
    run.__annotations__ = {"config": RunnableConfig}
    return run


class LimioTool(StructuredTool):
    """One of the toolkit's tools; ``func`` and ``coroutine`` take the caller, and the arguments by name.

    Attributes:
        conversation: What each call of it belongs to, for a server whose callers say so.
    """

    model_config = ConfigDict(defer_build=True)

    conversation: str | None = Field(default=None, exclude=True, repr=False)

    def in_conversation(self, conversation: str) -> Self:
        """Return this tool for one conversation: the same order in it is the same basket."""
        return self.model_copy(update={"conversation": conversation})

    @looked_through
    def _run(self, call_id: str | None, /, *, config: RunnableConfig, **values: Any) -> Any:  # type: ignore[override]
        if self.func is None:
            raise NotImplementedError
        return self.func(self._caller(config, call_id), **values)

    @looked_through
    async def _arun(self, call_id: str | None, /, *, config: RunnableConfig, **values: Any) -> Any:  # type: ignore[override]
        if self.coroutine is None:
            raise NotImplementedError
        return await self.coroutine(self._caller(config, call_id), **values)

    def _caller(self, config: RunnableConfig, call_id: str | None) -> Caller:
        return Caller.of(config, call_id, self.conversation, self.name)

    def _to_args_and_kwargs(
        self, tool_input: str | dict[str, Any], tool_call_id: str | None
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the call's id by position, so that no argument of a model's can be taken for it."""
        _, values = super()._to_args_and_kwargs(tool_input, tool_call_id)
        return (tool_call_id,), values

    @property
    def tool_call_schema(self) -> type[BaseModel]:
        """The arguments as a model is shown them, in the form the tool was asked for; none is injected."""
        return self.args_schema  # type: ignore[return-value]  # ours are always models

    def _parse_input(self, tool_input: str | dict[str, Any], tool_call_id: str | None) -> dict[str, Any]:  # noqa: ARG002
        """Return the arguments as they came: the tool's work reads them, so that it can say what is wrong with them."""
        if isinstance(tool_input, dict):
            return tool_input
        read = parsed(tool_input)
        return read if isinstance(read, dict) else {self._first_argument: tool_input}

    @property
    def _first_argument(self) -> str:
        """What a text alone stands for: what must be given, else the first of the tool's own."""
        fields = self.tool_call_schema.model_fields
        own = [name for name in fields if name not in OfCustomer.model_fields]
        return next((name for name in own if fields[name].is_required()), own[0])

    def _filter_injected_args(self, tool_input: dict[str, Any]) -> dict[str, Any]:
        return tool_input
