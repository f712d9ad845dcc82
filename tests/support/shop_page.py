"""A shop's own page, on a port of its own: for a browser, another site's origin."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def with_bubble(server):
    """Return a page of a shop that holds the chat's bubble."""
    return (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A shop</title>'
        "<body><main><h1>A shop</h1><p>Papers, magazines and what belongs to them.</p></main>"
        f'<script src="{server.url}/embed.js" async></script>'
    )


@contextmanager
def a_shop():
    """Serve the page put into ``page`` of what is yielded, which has a ``url``."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):  # the library's name
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(self.server.page.encode())

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as served:
        served.url = f"http://127.0.0.1:{served.server_address[1]}"
        running = threading.Thread(target=served.serve_forever)
        running.start()
        yield served
        served.shutdown()
        running.join()
