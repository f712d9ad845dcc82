"""``python serve.py SANDBOX|PAGE``: a Limio in a process of its own, until its input ends.

``sandbox`` is the whole sandbox. ``page`` answers every request at once with the page of twelve, so
that next to nothing of a call's time is the server's.
"""

import sys

from benchmarks.payload import page, real_items
from limio_langchain.sandbox import Sandbox
from limio_langchain.sandbox.serving import Serving

TOKEN = b'{"access_token":"t","expires_in":3600}'


def at_once(body):
    """Return an app that gives tokens and one page."""

    async def app(scope, receive, send):
        while (await receive()).get("more_body"):
            pass
        told = TOKEN if scope["path"] == "/oauth2/token" else body
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(told)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": told})

    return app


def main(kind):
    """Serve, say where, and wait for the end."""
    if kind == "page":
        serving = Serving(at_once(page(real_items())), "127.0.0.1", 0, lambda: None)
        tell_and_wait(f"http://127.0.0.1:{serving.port}")
        serving.stop()
        return
    with Sandbox() as sandbox:
        tell_and_wait(sandbox.url)


def tell_and_wait(url):
    print(url, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
