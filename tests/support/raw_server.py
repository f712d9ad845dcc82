"""Servers of bare sockets on this machine, for what an HTTP server would never do: TLS gone wrong, drips, proxies."""

import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field

JSON_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TOKEN = b'{"access_token": "t", "expires_in": 3600}'
NO_OFFERS = b'{"items": []}'


@dataclass
class RawServer:
    """A listening socket; each connection is served by `serve(connection)` in a thread of its own.

    Attributes:
        serve: What is done with a connection.
        context: Speaks TLS with this, if it is given.
        heard: The first lines of the requests that were read by `request`.
    """

    serve: object
    context: ssl.SSLContext | None = None
    heard: list = field(default_factory=list)

    def __enter__(self):
        self._ends = threading.Event()
        self._open = contextlib.ExitStack()
        self._socket = self._open.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._open.close()

    def _accept(self):
        while not self._ends.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._served, args=(connection,), daemon=True).start()

    def _served(self, connection):
        with contextlib.suppress(OSError), connection:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                self.serve(connection)

    def wait(self, seconds=None):
        """Do nothing for so long, or until the server ends; return whether it goes on."""
        return not self._ends.wait(seconds)

    def request(self, connection):
        """Read a request whole and return its first line, empty when the other side has left."""
        read = b""
        while b"\r\n\r\n" not in read:
            if not (part := connection.recv(65536)):
                return ""
            read += part
        head, _, body = read.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0)
        while len(body) < length:
            body += connection.recv(65536)
        self.heard.append(head.split(b"\r\n")[0].decode())
        return self.heard[-1]


def whole(body, *headers):
    """Return a whole answer of JSON."""
    return (
        JSON_HEAD + b"".join(header + b"\r\n" for header in headers) + b"Content-Length: %d\r\n\r\n" % len(body) + body
    )


def limio(answer=None):
    """Return a server that gives tokens, and to anything else this answer: bytes, or what sends them itself."""

    def serve(connection):
        while line := server.request(connection):
            if "/oauth2/token" in line:
                connection.sendall(whole(TOKEN))
            elif callable(answer):
                answer(server, connection)
                return
            else:
                connection.sendall(answer or whole(NO_OFFERS))

    server = RawServer(serve)
    return server
