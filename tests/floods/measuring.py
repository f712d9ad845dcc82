"""How others are served while a server is flooded, beside how they are when it is idle."""

import contextlib
import json
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

import httpx
import psutil
from web_server import Visitor, WebServer, free_port

from floods import kinds
from floods.kinds import SECONDS
from limio_langchain.sandbox import Sandbox

OTHER = "127.0.3.1"
SALE = ("Tidewell Home yearly for me at home, lee@post.co.uk", "yes")
SETTLE = 3.0  # seconds until a flood is at its height


@dataclass
class Measure:
    """What was measured.

    Attributes:
        what: Of which flood.
        page: Seconds the page took, the middle of all.
        slowest: Seconds of the slowest page.
        turn: Seconds of the first turn of a conversation.
        served: How many of the requests of somebody else were answered, of how many.
        memory: MiB by which the server grew.
        streams: How many streams were open.
    """

    what: str
    page: float
    slowest: float
    turn: float
    served: tuple[int, int]
    memory: float
    streams: int = 0
    faults: list = field(default_factory=list)


class Other(Visitor):
    """Somebody else, at another address."""

    def __init__(self, server, address=OTHER):
        super().__init__(server)
        self.client.close()
        self.client = httpx.Client(transport=httpx.HTTPTransport(verify=False, local_address=address), timeout=30)


@contextlib.contextmanager
def flooded(flood, port, stream):
    """Flood a server from a process of its own until the block ends."""
    told = (flood.__name__, str(port), str(SETTLE + SECONDS), json.dumps(stream))
    command = [sys.executable, kinds.__file__, *told]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    time.sleep(SETTLE)
    try:
        yield
    finally:
        said = process.communicate(timeout=30)[0]
        assert process.returncode == 0, "the flood did not run"
        stream["open"] = int(said)


def measured(server, what, flood=None, stream=None):
    """Serve somebody else for some seconds, flooded or not."""
    stream, process = stream if stream is not None else {}, psutil.Process(server.process.pid)
    before = process.memory_info().rss
    with flooded(flood, server.port, stream) if flood else contextlib.nullcontext():
        pages, served, asked, faults = [], 0, 0, []
        turn = None
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            visitor = Other(server)
            asked, began = asked + 1, time.monotonic()
            try:
                visitor.see()
                pages.append(time.monotonic() - began)
                if turn is None:
                    began = time.monotonic()
                    visitor.say(SALE[0])
                    turn = time.monotonic() - began
                served += 1
            except (httpx.HTTPError, AssertionError) as error:
                faults.append(type(error).__name__)
            visitor.client.close()
            time.sleep(0.1)
        grown = (process.memory_info().rss - before) / 2**20
    never = float("inf")
    return Measure(
        what, statistics.median(pages or [never]), max(pages or [never]), turn or never, (served, asked), grown,
        stream.get("open", 0), faults,
    )  # fmt: skip


@contextlib.contextmanager
def running(folder):
    """Run a server on a sandbox, and begin a turn that does not end for as long as the floods last."""
    with Sandbox() as limio:
        server = WebServer(
            limio.settings(), str(folder / "chat.sqlite"), free_port(), more={"LIMIO_DEADLINE": "60"}
        ).start()  # fmt: skip
        server.waiting = []
        try:
            yield limio, server
        finally:
            server.process.kill()
            server.process.communicate()
            for thread, visitor in server.waiting:
                thread.join(timeout=30)
                visitor.client.close()


def hanging_turns(limio, server, number=50):
    """Begin turns that wait for Limio, and return how others can listen to them."""
    limio.faults.add("checkout", "hang")
    visitors = [Other(server, f"127.0.4.{place + 1}") for place in range(number)]
    for visitor in visitors:
        visitor.see()
        visitor.say(SALE[0])
        thread = threading.Thread(target=_wait_for, args=(visitor,), daemon=True)
        thread.start()
        server.waiting.append((thread, visitor))
    while limio.calls("checkout") < number:
        time.sleep(0.01)
    cookies = ("; ".join(f"{name}={value}" for name, value in one.client.cookies.items()) for one in visitors)
    return {
        "turns": [
            (f"/api/messages/message-{one.said:04}", cookie) for one, cookie in zip(visitors, cookies, strict=True)
        ]
    }


def _wait_for(visitor):
    with contextlib.suppress(Exception):
        visitor.client.timeout = httpx.Timeout(120)
        visitor.say(SALE[1])
