"""`Sandbox`: runs the local Limio in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

import uvicorn
from starlette.applications import Starlette
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from limio_langchain.sandbox.backdoor import routes as control_routes
from limio_langchain.sandbox.breakage import Breaking
from limio_langchain.sandbox.doors import CLIENT_ID, CLIENT_SECRET, Api
from limio_langchain.sandbox.ledger import Basket, Baskets
from limio_langchain.sandbox.mishaps import Fault, Faults
from limio_langchain.sandbox.shelf import Catalogue
from limio_langchain.sandbox.storefront import Shop
from limio_langchain.settings import LimioSettings

STARTS_WITHIN = 10.0  # seconds


class Sandbox:
    """A local Limio on a free loopback port; a context manager.

    Args:
        offers: What it sells: the made-up publisher's catalogue, a JSON file of items or API answers, the items
            themselves, or a number of generated offers.
        faults: What goes wrong from the start; `faults` of the running sandbox takes more.
        seed: Makes generated offers and faults at a rate repeatable.
        port: The port; a free one when 0.
        envelope: Which of the two list envelopes it answers: ``documented`` or ``seen``.
        clock: Seconds since the epoch.
    """

    def __init__(
        self,
        offers: int | str | Path | Iterable[Mapping[str, Any]] | None = None,
        faults: Iterable[Fault | Mapping[str, Any]] | None = None,
        *,
        seed: int = 0,
        port: int = 0,
        envelope: Literal["documented", "seen"] = "documented",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.catalogue = Catalogue(offers, seed)
        self.faults = Faults(seed)
        self.faults.add_all(faults or ())
        self.ledger = Baskets(self.catalogue, clock)
        self.clock, self.envelope = clock, envelope
        self.tokens: dict[str, float] = {}
        self.requests: list[dict[str, Any]] = []
        self.connections = 0
        self._port, self._transports = port, dict[tuple[str, int], asyncio.Transport]()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __repr__(self) -> str:
        return f"Sandbox({self.url if self._server else 'stopped'})"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve, until `stop`; starting twice is starting once."""
        if self._server:
            return
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        self._server = uvicorn.Server(self._config())
        self._thread = threading.Thread(target=self._serve, args=(listening,), daemon=True, name="limio-sandbox")
        self._thread.start()
        limit = time.monotonic() + STARTS_WITHIN
        while not self._server.started:
            if time.monotonic() > limit or not self._thread.is_alive():
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.005)

    def stop(self) -> None:
        """End every call, close every connection."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._loop.call_soon_threadsafe(self.stopping.set)
        self._thread.join(STARTS_WITHIN)
        self._server = self._thread = None

    def _serve(self, listening: socket.socket) -> None:
        with listening:
            asyncio.run(self._run(listening))

    async def _run(self, listening: socket.socket) -> None:
        assert self._server is not None  # noqa: S101  set before the thread starts
        self._loop, self.stopping = asyncio.get_running_loop(), asyncio.Event()
        await self._server.serve(sockets=[listening])

    def _config(self) -> uvicorn.Config:
        app = Starlette(routes=[*Api(self).routes(), *control_routes(self), *Shop(self).routes()])
        return uvicorn.Config(
            Breaking(app, self),
            http=_counting(self),
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
        )

    @property
    def url(self) -> str:
        """The origin of both the API and the shop."""
        return f"http://127.0.0.1:{self._port}"

    def settings(self, **changes: Any) -> LimioSettings:
        """Return settings for this sandbox; `changes` are other fields of `LimioSettings`."""
        known = {
            "shop_url": self.url,
            "api_url": self.url,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "cache_dir": None,
        }
        return LimioSettings(**(known | changes))

    @property
    def baskets(self) -> list[Basket]:
        """The baskets, in the order they were made."""
        return self.ledger.all()

    @property
    def tokens_issued(self) -> int:
        """How many tokens were given out."""
        return sum(1 for call in self.requests if call["operation"] == "token" and call["status"] == 200)  # noqa: PLR2004

    def calls(self, operation: str) -> int:
        """Return how many calls of an operation there were."""
        return sum(call["operation"] == operation for call in self.requests)

    def revoke_tokens(self) -> None:
        """Make every token given out so far invalid."""
        self.tokens.clear()

    def publish(self, item: Mapping[str, Any]) -> None:
        """Publish an item, anew or for the first time."""
        self.catalogue.publish(item)

    def unpublish(self, path: str) -> None:
        """Take an item off sale."""
        self.catalogue.unpublish(path)

    def note(self, scope: Scope, operation: str) -> dict[str, Any]:
        """Write a call down, without its query or body, which may hold secrets and personal data."""
        call = {"method": scope["method"], "path": scope["path"], "operation": operation, "status": None}
        self.requests.append(call)
        return call

    def connected(self, address: tuple[str, int], transport: asyncio.Transport) -> None:
        """Count a connection."""
        self.connections += 1
        self._transports[address] = transport

    def gone(self, address: tuple[str, int]) -> None:
        """Forget a connection."""
        self._transports.pop(address, None)

    def cut(self, scope: Scope) -> None:
        """Close a call's connection, whatever is still to be sent."""
        if transport := self._transports.get(tuple(scope["client"])):
            transport.close()


def _counting(sandbox: Sandbox) -> type[H11Protocol]:
    """Return uvicorn's protocol, made to tell the sandbox of each connection."""

    class Counting(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._address = tuple(transport.get_extra_info("peername"))
            sandbox.connected(self._address, transport)

        def connection_lost(self, exc: Exception | None) -> None:
            sandbox.gone(self._address)
            super().connection_lost(exc)

    return Counting
