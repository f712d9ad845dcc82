"""One action: a tool called with flat arguments, and its answer with a status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from langchain_core.tools import BaseTool
from pydantic import BaseModel, ValidationError

from limio_langchain.tools.envelope import Envelope
from limio_sales_agent.web.actions.flat import Argument, Unreadable, arguments_of, flat_name, nested

CONVERSATION = "conversation"
LONGEST_CONVERSATION = 200  # characters
STATUSES = {
    "bad_argument": 422,
    "offer_changed": 409,
    "order_refused": 422,
    "no_credentials": 503,
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

# What is told beside the text, flat: (field, schema). A quote's link is not among them: it stays with the sales team.
LINK = {"type": "string", "description": "Give it to the customer unchanged"}
TOLD: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "limio_find_offers": {
        "offer": {"type": "string", "description": "The best one's path"},
        "found": {"type": "integer", "description": "How many are told"},
    },
    "limio_get_offer": {"offer": {"type": "string", "description": "Its path"}},
    "limio_create_checkout": {
        "url": LINK,
        "kind": {"type": "string", "enum": ["assisted", "purchase_link"]},
        "reason": {"type": "string", "description": "Why it is a purchase link"},
        "basket_id": {"type": "string"},
        "external_id": {"type": "string"},
    },
    "limio_purchase_link": {"url": LINK, "kind": {"type": "string", "enum": ["purchase_link"]}},
    "limio_create_quote": {"basket_id": {"type": "string"}, "external_id": {"type": "string"}},
    "limio_list_abandoned_baskets": {
        "found": {"type": "integer", "description": "How many the page holds"},
        "cursor": {"type": "string", "description": "Where the next page begins"},
    },
}


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
                one conversation is the same basket.

        Returns:
            The tool's text and the flat facts beside it, or the tools' error envelope.
        """
        rest = dict(given)
        try:
            config = self._config(rest)
            wanted = nested(self.arguments, rest)
            self.schema.model_validate(wanted)
        except Unreadable as error:
            return wrong(str(error))
        except ValidationError as error:
            return wrong(self._faults(error))
        told = await self.tool.ainvoke(
            {"type": "tool_call", "id": self.name, "name": self.name, "args": wanted}, config
        )
        if told.status == "error":
            return failed(json.loads(told.content))
        return Answer(200, {"text": told.content, **self._facts(told.artifact)})

    def _config(self, rest: dict[str, Any]) -> Any:
        """Take the conversation's id out of what was sent."""
        said = rest.pop(CONVERSATION, None) if self.writes else None
        if said is None or said == "":
            return None
        if not isinstance(said, str) or len(said) > LONGEST_CONVERSATION:
            raise Unreadable(f"{CONVERSATION}: must be a text of at most {LONGEST_CONVERSATION} characters")
        return {"configurable": {"thread_id": said}}

    def _faults(self, error: ValidationError) -> str:
        told = (f"{flat_name(self.arguments, fault['loc'])}: {fault['msg']}" for fault in error.errors())
        return "; ".join(dict.fromkeys(told))

    def _facts(self, artifact: Mapping[str, Any]) -> dict[str, Any]:
        known = {**artifact, **_counted(artifact)}
        return {name: known[name] for name in TOLD.get(self.name, {}) if known.get(name) is not None}


def _counted(artifact: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form can hold of an artifact's lists."""
    if "recommendations" in artifact:
        found = artifact["recommendations"]
        return {"found": len(found), "offer": found[0]["path"] if found else None}
    if "offer" in artifact:
        return {"offer": artifact["offer"].get("path")}
    return {"found": len(artifact["baskets"])} if "baskets" in artifact else {}


def wrong(what: str) -> Answer:
    """Return the answer to arguments that do not fit."""
    next_step = "Correct the named fields and call again."
    return failed(Envelope("bad_argument", what, retry=False, who="agent", next=next_step).as_json())


def failed(envelope: dict[str, Any]) -> Answer:
    """Return an envelope with the status that fits it."""
    return Answer(STATUSES.get(envelope["error"]["code"], OTHER), envelope)
