"""The actions' routes: a bearer token, bounded bodies, and every refusal in the tools' own envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from langchain_core.tools import BaseTool
from pydantic import RootModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from limio_langchain.tools.envelope import Envelope
from limio_sales_agent.integrations.actions.action import Action
from limio_sales_agent.integrations.actions.openapi import document
from limio_sales_agent.server.requests import RateLimit, Refused, check_token, read_body

CALLS_A_MINUTE = 600  # of all who hold the token; an agent's platform calls from a few addresses
PRIVATE = {"Cache-Control": "no-store"}
REFUSED = {
    "no_token": ("the token is missing or wrong", "operator", "Send the server's token as bearer token."),
    "too_long": ("the body is too long", "agent", "Send less."),
    "too_slow": ("the body came too slowly", "agent", "Call again."),
    "not_json": ("the body is not called application/json", "operator", "Send JSON and say so in Content-Type."),
    "too_fast": ("too many calls", "agent", "Wait, then call again."),
    "wrong_host": ("this server does not go by that name", "operator", "Start it with --allow-host and that name."),
    "unknown_action": ("there is no such action", "operator", "Look at /actions/openapi.json."),
}
NOT_JSON = (
    "the body is not a JSON object with each name once: no comma behind the last field, double quotes, UTF-8",
    "agent",
    'Send a JSON object, such as {"label": "business"}.',
)
AGAIN = frozenset({"too_slow", "too_fast"})


class Sent(RootModel[dict[str, Any]]):
    """A JSON object."""


@dataclass
class ActionRoutes:
    """The tools as actions.

    Attributes:
        tools: From `LimioToolkit.get_tools`.
        token: What a caller shows to be let in; None lets nobody in.
        rate: How fast they call.
    """

    tools: Sequence[BaseTool]
    token: str | None = field(default=None, repr=False)
    rate: RateLimit = field(default_factory=partial(RateLimit, CALLS_A_MINUTE))

    def __post_init__(self) -> None:
        self._actions = {tool.name: Action(tool) for tool in self.tools}

    async def described(self, request: Request) -> Response:
        """Answer the description; all of it stands in this project's own source, so no token is asked for."""
        return JSONResponse(document(self._actions.values(), str(request.base_url)), headers=PRIVATE)

    async def act(self, request: Request) -> Response:
        """Call a tool."""
        check_token(request, self.token)
        action = self._actions.get(request.path_params["name"])
        if action is None:
            raise Refused(404, "unknown_action")
        if wait := self.rate.wait("all"):
            raise Refused(429, "too_fast", seconds=wait)
        sent = await read_body(request, Sent)
        answer = await action.call(sent.root)
        return JSONResponse(answer.body, answer.status, headers=PRIVATE)


def refused(error: Refused) -> Response:
    """Return a refusal in the tools' own envelope."""
    what, who, next_step = REFUSED.get(error.code, NOT_JSON)
    code = error.code if error.code in REFUSED else "bad_argument"
    envelope = Envelope(code, what, retry=error.code in AGAIN, who=who, next=next_step)  # type: ignore[arg-type]
    status = 400 if code == "bad_argument" else error.status
    return JSONResponse(envelope.as_json(), status, headers={**PRIVATE, **error.headers})
