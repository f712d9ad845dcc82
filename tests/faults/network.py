"""Hosts that fail before HTTP begins: the network's edge, made on this machine."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit

import trustme
from raw_server import RawServer

from limio_langchain.client.wire import AsyncCappedTransport, CappedTransport
from limio_langchain.sandbox import Sandbox

UNKNOWN = "limio.invalid"  # a name that is promised never to exist
LOOPBACK = "127.0.0.1"


@contextmanager
def unknown_name(_: Sandbox) -> Iterator[str]:
    """A host whose name no resolver knows; the resolver is asked nothing, because a machine may have none."""
    known = socket.getaddrinfo

    def resolve(host, *args, **options):
        if host in {UNKNOWN, UNKNOWN.encode()}:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *args, **options)

    with patch("socket.getaddrinfo", resolve):
        yield f"https://{UNKNOWN}"


@contextmanager
def hanging_name(_: Sandbox) -> Iterator[str]:
    """A host whose name look-up hangs until the fault is over."""
    known, over = socket.getaddrinfo, threading.Event()

    def resolve(host, *args, **options):
        if host in {UNKNOWN, UNKNOWN.encode()}:
            over.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return known(host, *args, **options)

    with patch("socket.getaddrinfo", resolve):
        try:
            yield f"https://{UNKNOWN}"
        finally:
            over.set()


@contextmanager
def untrusted(_: Sandbox) -> Iterator[str]:
    """A port whose server shows a certificate that nobody here trusts."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert(LOOPBACK).configure_cert(context)
    with RawServer(lambda connection: connection.recv(1), context) as server:
        yield f"https://{LOOPBACK}:{server.port}"


@contextmanager
def refused(_: Sandbox) -> Iterator[str]:
    """A port that is taken, so that nobody else gets it, and that nobody listens on."""
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        yield f"http://{LOOPBACK}:{taken.getsockname()[1]}"


@contextmanager
def no_tls(limio: Sandbox) -> Iterator[str]:
    """An https address whose server does not speak TLS."""
    yield f"https://{urlsplit(limio.url).netloc}"


@contextmanager
def unaccepting(_: Sandbox) -> Iterator[str]:
    """A port whose queue of connections is full, so that one more gets no word: the attempt times out."""
    with ExitStack() as sockets:
        listening = sockets.enter_context(socket.socket())
        listening.bind((LOOPBACK, 0))
        listening.listen(0)
        for _ in range(4):
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)  # noqa: FBT003  the socket's own signature
            waiting.connect_ex(listening.getsockname())
        yield f"http://{LOOPBACK}:{listening.getsockname()[1]}"


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the requests that any client sends, those that never arrive too."""
    sent: list[str] = []
    send, asend = CappedTransport.handle_request, AsyncCappedTransport.handle_async_request

    def counting(transport, request):
        sent.append(request.url.path)
        return send(transport, request)

    async def acounting(transport, request):
        sent.append(request.url.path)
        return await asend(transport, request)

    with (
        patch.object(CappedTransport, "handle_request", counting),
        patch.object(AsyncCappedTransport, "handle_async_request", acounting),
    ):
        yield sent
