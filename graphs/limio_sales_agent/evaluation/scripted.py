"""A chat model that reads what a scenario's script says, and counts what any model costs."""

from __future__ import annotations

# ruff: noqa: ARG002  the signatures are LangChain's
import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult, LLMResult
from langchain_core.runnables import Runnable
from pydantic import PrivateAttr

from limio_sales_agent.evaluation.schema import Turn


class ScriptedModel(BaseChatModel):
    """Answers each call with the reading that the turn's script holds."""

    _turn: Turn | None = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def follow(self, turn: Turn) -> None:
        """Answer by this turn's script from now on."""
        self._turn = turn

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the model with the name of the tool its answers are to be given by."""
        name = getattr(tools[0], "__name__", None) or tools[0]["function"]["name"]
        return self.bind(answer_by=name)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        turn = self._turn
        if turn is None or turn.model_fails == "error":
            raise ConnectionError("the scripted model is out")
        if turn.model_fails == "nonsense" or turn.reading is None:
            message = AIMessage("I am terribly sorry, but as a language model")
        else:
            args = turn.reading.model_dump(exclude_unset=True)
            message = AIMessage("", tool_calls=[{"name": kwargs["answer_by"], "args": args, "id": "reading"}])
        return ChatResult(generations=[ChatGeneration(message=message)])


class Meter(BaseCallbackHandler):
    """Counts model calls and tokens, and keeps what the models were sent."""

    def __init__(self) -> None:
        self.calls, self.tokens, self.written = 0, 0, 0
        self.prompts: list[str] = []
        self._lock = threading.Lock()

    def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], *, run_id: UUID, **kwargs: Any
    ) -> None:
        """Count a call."""
        with self._lock:
            self.calls += 1
            self.prompts += [str(message.content) for batch in messages for message in batch]

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        """Add up its tokens, as far as the model says."""
        messages = [getattr(one, "message", None) for row in response.generations for one in row]
        told = [getattr(message, "usage_metadata", None) for message in messages]
        with self._lock:
            self.tokens += sum(usage["total_tokens"] for usage in told if usage)
            self.written += sum(usage["output_tokens"] for usage in told if usage)
