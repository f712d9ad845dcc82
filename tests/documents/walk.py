"""The files that one message passes, from the web's POST to the link."""

import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from layers import PLACES
from starlette.testclient import TestClient

from limio_langchain.sandbox import Sandbox
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook
from limio_sales_agent.web.app import Options, create_app

SAID = ("Business Pro, yearly, for 5 of us at our PR agency", "yes please", "ada@example.com")
BESIDE = {"storage/pausing.py", "storage/sqlite.py"}  # every few seconds a server looks whether it was paused
SETTLED = 0.5  # seconds in which what the server does on its own comes to rest


def walked():
    """Return what a page is told of the message that ends with a link, and the files it passed, in their order."""
    with Sandbox() as limio, tempfile.TemporaryDirectory() as folder:
        with page_of(limio, f"{folder}/first.sqlite") as page:
            said(page, 0)  # what a process reads once, it has read by then
        with watched() as seen, page_of(limio, f"{folder}/chat.sqlite") as page:
            told = said(page, SETTLED, seen.clear)
            passed = [Path(one) for one in seen]
    return told, passed


def page_of(limio, database):
    app = create_app(limio.settings(), Playbook.load(SANDBOX_PLAYBOOK), Options(database=database))
    return TestClient(app, base_url="http://127.0.0.1")


def said(page, pause, before=lambda: None):
    """Say all of it, and return what the page is told of the last message."""
    page.get("/api/conversation")
    for number, text in enumerate(SAID):
        time.sleep(pause)
        before()
        told = page.post("/api/messages", json={"id": f"message-{number}", "text": text}).text
    return told


@contextmanager
def watched():
    """Yield the files of both packages whose functions are called, in any thread, in the order of their first call."""
    seen, packages = {}, tuple(str(place / package) for package, place in PLACES.items())

    def called(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(packages) and code.co_name != "<module>":
            seen.setdefault(code.co_filename, set()).add(code.co_name)

    threading.setprofile(called)
    sys.setprofile(called)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def without_reader_and_client(passed):
    """Return the agent's files among those, but the reader's and what runs beside, by their place in its folder."""
    agent = PLACES["limio_sales_agent"] / "limio_sales_agent"
    ours = [str(path.relative_to(agent)) for path in passed if path.is_relative_to(agent)]
    return [name for name in ours if not name.startswith("reading/") and name not in BESIDE]
