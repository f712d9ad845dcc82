"""A model that says what a script says: a server on this machine that speaks OpenAI's chat API, so that no key is needed."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

Body = Mapping[str, Any]
Says = Mapping[str, Any] | str | int | Callable[[Body], "Says"]


class ScriptedModel:
    """Plays one answer a request, in order, and the last one again and again.

    An answer is a text, an HTTP status to fail with, a form that a reader fills in, ``call(...)`` for a tool call, or a
    function of the request that gives one of these.

    Attributes:
        url: What ``OPENAI_BASE_URL`` is set to.
        requests: What was asked so far.
    """

    def __init__(self) -> None:
        self._script: list[Says] = []
        self.requests: list[Body] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1"
        app = Starlette(routes=[Route("/v1/chat/completions", self._answer, methods=["POST"])])
        config = uvicorn.Config(
            app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listening]}, daemon=True
        )
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def will_say(self, *script: Says) -> None:
        """Have these for the next answers, and nothing that was to come before."""
        self._script = list(script)

    def stop(self) -> None:
        """End the server."""
        self._server.should_exit = True
        self._thread.join(5)
        self._listening.close()

    async def _answer(self, request: Request) -> JSONResponse:
        body = await request.json()
        self.requests.append(body)
        said = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        while callable(said):
            said = said(body)
        if isinstance(said, int):
            return JSONResponse(
                {"error": {"message": "out of order, as the script says"}}, said
            )
        message = {"role": "assistant", "content": None} | _said(said, body)
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return JSONResponse(
            {
                "id": "scripted",
                "object": "chat.completion",
                "created": 0,
                "model": "scripted",
                "choices": [choice],
            }
        )


def call(name: str, **arguments: Any) -> Mapping[str, Any]:
    """Return a call of a tool, as a script holds it."""
    return {"tool": name, "arguments": arguments}


def answering(answers: Mapping[str, Says]) -> Callable[[Body], Says]:
    """Return what gives the answer that belongs to the customer's last message."""
    return lambda body: answers[body["messages"][-1]["content"]]


def last_link(body: Body) -> str:
    """Return the link in the last tool's answer, as a model reads it there."""
    told = next(one["content"] for one in reversed(body["messages"]) if one["role"] == "tool")
    return next(line for line in told.splitlines() if line.startswith("http"))


def _said(said: Mapping[str, Any] | str, body: Body) -> Mapping[str, Any]:
    if isinstance(said, str):
        return {"content": said}
    if "tool" in said:
        name, arguments = said["tool"], said["arguments"]
    elif body.get("tools"):
        name, arguments = body["tools"][0]["function"]["name"], said
    else:
        return {"content": json.dumps(said)}
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {
        "tool_calls": [
            {"id": f"call-{len(body['messages'])}", "type": "function", "function": function}
        ]
    }
