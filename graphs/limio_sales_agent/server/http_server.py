"""Serves the chat page: bounded in connections and time, and telling nobody what it is made of."""

from __future__ import annotations

import errno
import socket

import uvicorn
from starlette.types import ASGIApp

from limio_sales_agent.server.http_connection import MOST_CONNECTIONS, Connection
from limio_sales_agent.server.requests import LONGEST_TURN

FILES_BESIDE = 200  # open files of a process that are no connection: the store's, Limio's, its own
KEEP_ALIVE = 15  # seconds an idle connection is kept


class CannotListen(OSError):
    """The address cannot be listened on; the text says why, and what to choose instead."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; CannotListen when there can be none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only where it says TCP does asyncio send at once, not 40 ms later in each answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(_why(error, host, port)) from None
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program; choose another with --port"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this user; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"{host} is no address of this machine; choose one with --host, such as 127.0.0.1 or 0.0.0.0"
    return f"cannot listen on port {port} of {host}: {error.strerror}; choose another with --port"


def serve(app: ASGIApp, listener: socket.socket, *, proxies: str | None = None) -> None:
    """Serve the page until Ctrl-C.

    Args:
        app: The page.
        listener: Where, from `listening`.
        proxies: Addresses of the proxies in front of it, whose word on a visitor's address and on https is taken.
    """
    allow_connections()
    with listener:
        host, port = listener.getsockname()[:2]
        config = uvicorn.Config(app, **settings(host, port, proxies=proxies))  # type: ignore[arg-type]
        uvicorn.Server(config).run(sockets=[listener])


def allow_connections() -> None:
    """Let this process have as many open files as it may have connections, as far as the system allows it."""
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ModuleNotFoundError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + FILES_BESIDE
    if soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def settings(host: str, port: int, *, proxies: str | None = None) -> dict[str, object]:
    """Return the server's settings."""
    return {
        "host": host,
        "port": port,
        "limit_concurrency": MOST_CONNECTIONS,
        "timeout_keep_alive": KEEP_ALIVE,
        "timeout_graceful_shutdown": int(LONGEST_TURN),
        "h11_max_incomplete_event_size": 16_384,
        "http": Connection,
        "ws": "none",
        "server_header": False,
        "date_header": True,
        "access_log": False,  # the page's own log holds no address and no query
        "log_level": "error",  # a warning for each request that is none would let strangers fill the log
        "proxy_headers": proxies is not None,
        "forwarded_allow_ips": proxies or "",
    }
