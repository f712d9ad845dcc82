"""`LimioTool`: a `StructuredTool` that knows what it takes, and so need not find it out again in each call.

LangChain looks through the function's signature and every argument's annotation in each call, for configuration and for
injected arguments. Ours all take the configuration and none has injected arguments. Half of the time of a call with a
warm catalogue went there; `make bench` shows what is left.
"""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import StructuredTool
from pydantic import BaseModel, ConfigDict


class LimioTool(StructuredTool):
    """One of the toolkit's tools; ``func`` and ``coroutine`` take the configuration and the arguments by name."""

    model_config = ConfigDict(defer_build=True)

    def _run(self, *, config: RunnableConfig, **values: Any) -> Any:  # type: ignore[override]  # no positional arguments
        if self.func is None:
            raise NotImplementedError
        return self.func(config=config, **values)

    async def _arun(self, *, config: RunnableConfig, **values: Any) -> Any:  # type: ignore[override]  # likewise
        if self.coroutine is None:
            raise NotImplementedError
        return await self.coroutine(config=config, **values)

    def _parse_input(self, tool_input: str | dict[str, Any], tool_call_id: str | None) -> str | dict[str, Any]:
        schema = self.args_schema
        if isinstance(tool_input, str) or not (isinstance(schema, type) and issubclass(schema, BaseModel)):
            return super()._parse_input(tool_input, tool_call_id)
        return dict(schema.model_validate(tool_input))

    def _filter_injected_args(self, tool_input: dict[str, Any]) -> dict[str, Any]:
        return tool_input
