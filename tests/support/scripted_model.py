"""A chat model for agents that says what a script tells it, and can be given tools."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field


class ScriptedModel(BaseChatModel):
    """Plays a step for each call, the last one again and again.

    A step is a message, a text, ``(tool, arguments)`` for a call of a tool, or a function of the messages that gives one
    of these.
    """

    steps: list[Any]
    calls: list[list[BaseMessage]] = Field(default_factory=list)
    bound: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> "ScriptedModel":
        self.bound[:] = [getattr(tool, "name", None) or tool.__name__ for tool in tools]  # a form to fill in is a class
        return self

    def _generate(self, messages, stop=None, run_manager=None, **_: Any) -> ChatResult:  # noqa: ARG002  LangChain's signature
        self.calls.append(messages)
        step = self.steps[min(len(self.calls), len(self.steps)) - 1]
        message = said(step(messages) if isinstance(step, Callable) else step, len(self.calls))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(self, messages, stop=None, run_manager=None, **more: Any):
        message = self._generate(messages, stop, run_manager, **more).generations[0].message
        pieces = [message.content[n : n + 7] for n in range(0, len(message.content), 7)] if message.content else [""]
        for place, piece in enumerate(pieces):
            last = place == len(pieces) - 1
            calls = [
                {"name": one["name"], "args": json.dumps(one["args"]), "id": one["id"], "index": 0}
                for one in message.tool_calls
                if last
            ]
            chunk = AIMessageChunk(content=piece, tool_call_chunks=calls, chunk_position="last" if last else None)
            if run_manager:
                run_manager.on_llm_new_token(piece, chunk=ChatGenerationChunk(message=chunk))
            yield ChatGenerationChunk(message=chunk)


def said(step, number=1):
    """Return a step as a message."""
    if isinstance(step, tuple):
        name, arguments = step
        return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call-{number}"}])
    return AIMessage(step) if isinstance(step, str) else step


def last_link(messages):
    """Return the link that the last tool made."""
    artifacts = [one.artifact for one in messages if one.type == "tool" and one.artifact]
    return artifacts[-1]["url"]
