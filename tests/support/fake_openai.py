"""A local server that speaks OpenAI's chat API and plays scripted answers, so that a real client can be tried on it."""

import asyncio
import json
import socket
import threading
import time

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Say(str):
    """A text said to the customer, where a bare text would be a tool's arguments."""

    __slots__ = ()


class FakeOpenAI:
    """Plays one scripted answer a request, the last one again and again.

    An answer is a dict (what the model says, as JSON), a text, ``(tool, arguments)`` for a call of a tool, a `Say`, one of
    ``refusal``, ``timeout``, a status such as ``429``, ``cut``, ``empty``, or a function of the request that gives one of these.
    """

    def __init__(self, *script):
        self.script, self.requests = list(script), []

    def __enter__(self):
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        app = Starlette(routes=[Route("/v1/chat/completions", self._answer, methods=["POST"])])
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._listening = listening
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_):
        self._server.should_exit = True
        self._thread.join(5)
        self._listening.close()

    async def _answer(self, request):
        body = json.loads(await request.body())
        self.requests.append(body)
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if callable(step):
            step = step(body)
        if isinstance(step, str) and step.isdigit():
            return JSONResponse({"error": {"message": "scripted", "type": "scripted"}}, int(step))
        if step == "timeout":
            await asyncio.sleep(1.6)  # longer than the client waits
        if step == "cut":
            return Response('{"id": "x", "choices": [', media_type="application/json")
        return JSONResponse(_completion(step, body))


def _completion(step, body):
    message = {"role": "assistant", "content": None}
    if step == "refusal":
        message["refusal"] = "I cannot help with that."
    elif isinstance(step, tuple):
        name, arguments = step
        message["tool_calls"] = [
            {"id": "1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        ]
    elif isinstance(step, Say):
        message["content"] = step
    elif body.get("tools"):
        arguments = json.dumps(step) if isinstance(step, dict) else step
        call = {"name": body["tools"][0]["function"]["name"], "arguments": arguments}
        message["tool_calls"] = [{"id": "1", "type": "function", "function": call}]
    else:
        message["content"] = json.dumps(step) if isinstance(step, dict) else "" if step == "empty" else step
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"id": "x", "object": "chat.completion", "created": 0, "model": "fake", "choices": [choice], "usage": usage}


def reading(**said):
    """A model's reading, with every field there, as a strict schema wants it."""
    empty = {
        **dict.fromkeys(
            (
                "first_name", "last_name", "email", "phone", "company", "country", "people", "quantity", "budget",
                "budget_period", "budget_per", "currency", "billing", "payment", "promo_code", "question", "answer", "note",
            )
        ),
        **{name: [] for name in ("intents", "attributes", "keywords", "offers", "add_ons", "declined", "corrected")},
        "understood": True,
    }  # fmt: skip
    return empty | said
