"""One action: a tool called with flat arguments, and its answer with a status."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from langchain_core.tools import BaseTool
from pydantic import BaseModel, ValidationError

from limio_langchain.tools.as_sent import is_absent, is_unsaid, is_zero, only
from limio_langchain.tools.envelope import AGAIN, Envelope
from limio_langchain.tools.tool import LimioTool
from limio_sales_agent.integrations.actions.described import CONVERSATION as SAME
from limio_sales_agent.integrations.actions.described import LONGEST_CONVERSATION, TOLD, right_call
from limio_sales_agent.integrations.actions.flat import Argument, Unreadable, arguments_of, flat_name, nested

CONVERSATION = "conversation"
UNFILLED = re.compile(r"\{\{|\$\{|\{!|<%")  # how platforms write what they put a value for
STATUSES = {
    "bad_argument": 422,
    "over_limit": 422,
    "offer_changed": 409,
    "not_for_sale": 409,
    "order_refused": 422,
    "no_credentials": 503,
    "paused": 503,
    "not_available": 503,
    "credentials_refused": 502,
    "rate_limited": 429,
    "server_error": 502,
    "unreachable": 502,
    "deadline": 504,
    "catalogue_unavailable": 503,
    "unreadable_answer": 502,
    "no_link": 502,
    "link_refused": 502,
}
OTHER = 502  # whatever else: the fault is behind this server


@dataclass(frozen=True)
class Answer:
    """What an action answers.

    Attributes:
        status: The HTTP status.
        body: JSON.
    """

    status: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Action:
    """A tool with flat arguments.

    Attributes:
        tool: From `LimioToolkit.get_tools`.
    """

    tool: BaseTool

    @property
    def name(self) -> str:
        """The tool's name, which is the operation's id."""
        return self.tool.name

    @property
    def writes(self) -> bool:
        """Whether it makes a basket."""
        return bool((self.tool.metadata or {}).get("writes"))

    @cached_property
    def schema(self) -> type[BaseModel]:
        """The tool's arguments."""
        schema = self.tool.tool_call_schema
        if not (isinstance(schema, type) and issubclass(schema, BaseModel)):
            raise TypeError(f"{self.name} has no schema of its own")
        return schema

    @cached_property
    def arguments(self) -> list[Argument]:
        """The tool's arguments, flattened."""
        return arguments_of(self.schema.model_json_schema())

    async def call(self, given: Mapping[str, Any]) -> Answer:
        """Call the tool.

        Args:
            given: The flat arguments; for an action that writes, also ``conversation``: the same order told again in
                one conversation is the same basket. Without it a call is an order of its own, but with ``repeat_of``.

        Returns:
            The tool's text and the flat facts beside it, or the tools' error envelope.
        """
        rest = dict(given)
        try:
            tool = self._in_its_conversation(rest)
            wanted = nested(self.arguments, rest)
            self.schema.model_validate(wanted)
        except Unreadable as error:
            return self._wrong(str(error))
        except ValidationError as error:
            return self._wrong(self._faults(error))
        told = await tool.ainvoke({"type": "tool_call", "id": uuid.uuid4().hex, "name": self.name, "args": wanted})
        if told.status == "error":
            return self._failed(json.loads(told.content))
        return Answer(200, {"text": told.content, **self._facts(told.artifact)})

    def _in_its_conversation(self, rest: dict[str, Any]) -> BaseTool:
        """Take the conversation's id out of what was sent, and return the tool for it."""
        said = only(rest.pop(CONVERSATION, None)) if self.writes else None
        # What a form fills in for nothing is the same for all its customers, who would share a basket.
        if is_absent(said) or is_unsaid(said) or is_zero(said):
            return self.tool
        if isinstance(said, float) and said.is_integer():
            said = int(said)
        if isinstance(said, int) and not isinstance(said, bool):
            said = str(said)  # some platforms count their conversations
        said = said.strip() if isinstance(said, str) else said
        if not isinstance(said, str) or len(said) > LONGEST_CONVERSATION:
            raise Unreadable(f"{CONVERSATION}: must be a text of at most {LONGEST_CONVERSATION} characters")
        if UNFILLED.search(said):
            raise Unreadable(f"{CONVERSATION}: is a placeholder that was not filled in")
        return self.tool.in_conversation(said) if isinstance(self.tool, LimioTool) else self.tool

    def _failed(self, envelope: dict[str, Any]) -> Answer:
        """Return the answer for a tool's envelope, its arguments called as the action calls them."""
        error = envelope["error"]
        if error["next"].startswith(AGAIN):
            return self._wrong("; ".join(map(self._renamed, error["what"].split("; "))))
        return failed(envelope)

    def _renamed(self, fault: str) -> str:
        name, colon, rest = fault.partition(": ")
        root = re.split(r"[.\[]", name)[0]
        known = any(root == one.name for one in self.arguments)
        return f"{flat_name(self.arguments, (root,))}: {rest}" if colon and known else fault

    def _wrong(self, what: str) -> Answer:
        """Return the answer to arguments that do not fit, with a right call in it."""
        fields = {name: shape for one in self.arguments for name, shape in one.fields.items()}
        fields |= {CONVERSATION: SAME} if self.writes else {}
        required = [name for one in self.arguments for name in one.required]
        named = {fault.partition(": ")[0] for fault in what.split("; ")}
        what_next = right_call(self.name, fields, required, named)
        return failed(Envelope("bad_argument", what, retry=False, who="agent", next=what_next).as_json())

    def _faults(self, error: ValidationError) -> str:
        faults = [(flat_name(self.arguments, fault["loc"]), fault["msg"]) for fault in error.errors()]
        return "; ".join(dict.fromkeys(f"{name}: {fault.removeprefix('Value error, ')}" for name, fault in faults))

    def _facts(self, artifact: Mapping[str, Any]) -> dict[str, Any]:
        known = {**artifact, **_counted(artifact)}
        return {name: known[name] for name in TOLD.get(self.name, {}) if known.get(name) is not None}


def _counted(artifact: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form can hold of an artifact's lists: the best offer as its row tells it, and how many they are."""
    told = artifact.get("told", {})
    if "recommendations" in artifact:
        return {"found": len(told["offers"]), **_best(told["offers"][0] if told["offers"] else {})}
    if "offer" in artifact:
        return _best(told)
    return {"found": len(artifact["baskets"])} if "baskets" in artifact else {}


def _best(row: Mapping[str, Any]) -> dict[str, Any]:
    path = row.get("path")
    return {**row, "offer": path, "name": row.get("name") or (path and path.rpartition("/")[2])}


def failed(envelope: dict[str, Any]) -> Answer:
    """Return an envelope with the status that fits it."""
    return Answer(STATUSES.get(envelope["error"]["code"], OTHER), envelope)
