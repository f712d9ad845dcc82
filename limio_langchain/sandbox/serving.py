"""Runs an ASGI app over real HTTP in a thread of its own, and ends it at once and whole."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from limio_langchain.sandbox.breaking import TRANSPORT

STARTS_WITHIN = ENDS_WITHIN = 10.0  # seconds
BACKLOG = 2048  # connections that may wait to be accepted: hundreds of threads may start at once
LAST_TURNS = 100  # of the loop, at most: what was accepted is made in the next ones, and what was cut ends in them
KEEPS_ALIVE = 75  # seconds an idle connection stays open; short ones race with clients that reuse them


class Serving:
    """A server that runs until `stop`.

    Args:
        app: What answers.
        host: An address of this machine.
        port: The port, or 0 for a free one.
        connected: Told of each connection made.

    Raises:
        OSError: The port is taken; the text names it.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, connected: Callable[[], None]) -> None:
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._server = _Server(_config(app, connected))
        self._thread = threading.Thread(target=self._run, name=f"limio-sandbox-{self.port}", daemon=True)
        self._thread.start()
        if not self._server.listening.wait(STARTS_WITHIN):
            self.stop()
            raise RuntimeError("the sandbox did not start")

    def stop(self) -> None:
        """End every call and connection, and the thread."""
        self._server.end()
        self._thread.join(ENDS_WITHIN)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


class _Server(uvicorn.Server):
    """uvicorn's server, without its tenth of a second between looks at whether to go on or to end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()

    def end(self) -> None:
        """End, from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ended.set)

    async def main_loop(self) -> None:
        """Serve until the end."""
        self._loop = asyncio.get_running_loop()
        self.listening.set()
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002  uvicorn's own signature
        """Close every connection at once; what is being answered ends with it."""
        loop = asyncio.get_running_loop()
        for listening in (one for server in self.servers for one in server.sockets):
            loop.remove_reader(listening)  # a closed server drops what it accepted last, unclosed
        for _ in range(LAST_TURNS):
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)
            accepting = asyncio.all_tasks() - self.server_state.tasks - {asyncio.current_task()}
            if not accepting and not self.server_state.connections:
                break
        if tasks := set(self.server_state.tasks):
            _, late = await asyncio.wait(tasks, timeout=1)
            for task in late:
                task.cancel()
        for server in self.servers:
            server.close()
            await server.wait_closed()


def told_plainly(error: OSError | ValueError) -> str:
    """Return what a command says of an error: what is wrong, and with which file where it is one's."""
    if not isinstance(error, OSError):
        return str(error)
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


def _listening(host: str, port: int) -> socket.socket:
    """Return a listening socket. Only where it says TCP does asyncio send at once, not 40 ms later in each answer."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
        raise OSError(error.errno, f"port {port} of {host} {why}; choose another with --port") from None
    return listening


def _config(app: ASGIApp, connected: Callable[[], None]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_protocol(connected),
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEPS_ALIVE,
    )


def _protocol(connected: Callable[[], None]) -> type[H11Protocol]:
    """Return uvicorn's HTTP protocol, made to count connections and to let the app cut its own."""

    class Protocol(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            connected()
            self.app_state = {**self.app_state, TRANSPORT: transport}
            super().connection_made(transport)

    return Protocol
