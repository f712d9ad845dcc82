"""Who calls a tool, as far as it is known: by that a call is known again when it is repeated.

A ``thread_id`` alone is nobody: hosts give the same one to several customers, after a restart or on a second server.
LangGraph's task is made of its checkpoint, so that a run that is resumed has the same one and no other run has it. A
tool call's id counts alone only where it is random, as most models' are: some servers count their calls.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

COUNTED = re.compile(r"chatcmpl|functions?|toolu?|calls?|[^0-9A-Za-z]", re.IGNORECASE)
RANDOM, RANDOM_DIGITS = 6, 9  # characters, at least; some servers give nine random digits


@dataclass(frozen=True)
class Caller:
    """Where a tool's call comes from; everything may be unknown.

    Attributes:
        conversation: What the caller says is its conversation, where it is one of another system's.
        thread: LangGraph's ``thread_id``.
        task: LangGraph's task: the checkpoint namespace of the run's step.
        call_id: The tool call's id.
        tool: The tool's name, which says nothing about whose call it is.
    """

    conversation: str | None = None
    thread: str | None = None
    task: str | None = None
    call_id: str | None = None
    tool: str = ""

    @classmethod
    def of(cls, config: RunnableConfig | None, call_id: str | None, conversation: str | None, tool: str) -> Self:
        """Return the caller of a tool for what the call came with."""
        known = (config or {}).get("configurable") or {}
        thread, task = (str(held) if (held := known.get(name)) else None for name in ("thread_id", "checkpoint_ns"))
        return cls(conversation, thread, task, call_id, tool)

    @property
    def identity(self) -> str | None:
        """What tells this call from every other one and is the same when it is repeated, or None."""
        if self.conversation is not None:
            return json.dumps(["conversation", self.conversation])
        if self.task or self._has_random_id():
            return json.dumps(["call", self.thread, self.task, self.call_id])
        return None

    @property
    def place(self) -> str | None:
        """Where offers were shown to it: its conversation, or the thread, which others may have too."""
        return self.conversation or self.thread

    def _has_random_id(self) -> bool:
        rest = COUNTED.sub("", (self.call_id or "").replace(self.tool, ""))
        return len(rest) >= (RANDOM_DIGITS if rest.isdigit() else RANDOM)
