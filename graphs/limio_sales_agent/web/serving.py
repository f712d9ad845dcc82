"""Serves the chat page: bounded in connections and time, and telling nobody what it is made of."""

from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from limio_sales_agent.web.connection import Connection

MOST_CONNECTIONS = 500
KEEP_ALIVE = 15  # seconds an idle connection is kept
SHUT_WITHIN = 12  # seconds that turns get to end


def serve(app: ASGIApp, host: str, port: int, *, proxies: str | None = None) -> None:
    """Serve the page until Ctrl-C.

    Args:
        app: The page.
        host: The address to listen on.
        port: The port; a free one when 0.
        proxies: Addresses of the proxies in front of it, whose word on a visitor's address and on https is taken.
    """
    uvicorn.run(app, **settings(host, port, proxies=proxies))  # type: ignore[arg-type]


def settings(host: str, port: int, *, proxies: str | None = None) -> dict[str, object]:
    """Return the server's settings."""
    return {
        "host": host,
        "port": port,
        "limit_concurrency": MOST_CONNECTIONS,
        "timeout_keep_alive": KEEP_ALIVE,
        "timeout_graceful_shutdown": SHUT_WITHIN,
        "h11_max_incomplete_event_size": 16_384,
        "http": Connection,
        "ws": "none",
        "server_header": False,
        "date_header": True,
        "access_log": False,  # the page's own log holds no address and no query
        "log_level": "warning",
        "proxy_headers": proxies is not None,
        "forwarded_allow_ips": proxies or "",
    }
