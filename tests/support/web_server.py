"""The chat page as a process of its own, to be stopped, killed and started anew."""

import json
import os
import re
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from warm_command import WarmCommand

TIDEWELL = Path(__file__).parents[2] / "graphs" / "limio_sales_agent" / "playbook" / "examples" / "tidewell.yaml"


CLIENTS = []  # of visitors; closed when their test is over


def close_visitors():
    while CLIENTS:
        CLIENTS.pop().close()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def variables(settings):
    """Return what names a tenant in an environment."""
    return {
        "LIMIO_SHOP_URL": settings.shop_url,
        "LIMIO_API_URL": settings.api_url or "",
        "LIMIO_CLIENT_ID": settings.client_id,
        "LIMIO_CLIENT_SECRET": settings.client_secret.get_secret_value(),
    }


def environment(settings):
    """Return the environment of a server for a tenant."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIMIO_", "LANGGRAPH_"))}
    return kept | variables(settings) | {"LIMIO_DEADLINE": "3"}


@dataclass
class WebServer:
    """A server of the chat page."""

    settings: object
    database: str
    port: int
    flags: tuple = ()
    more: dict = field(default_factory=dict)
    process: WarmCommand | subprocess.Popen | None = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        args = ["web", "--port", str(self.port), "--database", self.database, "--playbook", str(TIDEWELL), *self.flags]
        self.process = WarmCommand(args, environment(self.settings) | self.more)
        return self.ready()

    def ready(self):
        """Wait until it answers."""
        for _ in range(300):
            try:
                if httpx.get(f"{self.url}/health", trust_env=False).status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.1)
            assert self.process.poll() is None, self.process.communicate()[0]
        raise AssertionError("the server did not start")

    def kill(self):
        """Kill it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=10)

    def stop(self):
        """Stop it as an operator would, and return what it printed."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.communicate(timeout=20)[0]
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.communicate()[0]

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Visitor:
    """A browser's part of the API: a cookie jar and messages with ids, sent to any of the servers."""

    def __init__(self, *servers):
        self.servers, self.client, self.said = servers, httpx.Client(trust_env=False, timeout=30), 0
        CLIENTS.append(self.client)

    def see(self, after=0, server=0):
        """Return the conversation as it stands."""
        answer = self.client.get(f"{self.servers[server].url}/api/conversation", params={"after": after})
        return answer.raise_for_status().json()

    def say(self, text, server=0, identity=None):
        """Say something and return the entry that answers it."""
        self.said += 1
        body = {"id": identity or f"message-{self.said:04}", "text": text}
        answer = self.client.post(f"{self.servers[server].url}/api/messages", json=body)
        assert answer.status_code == 200, answer.text
        entries = [json.loads(data)["entry"] for data in re.findall(r"event: entry\ndata: (.*)", answer.text)]
        assert entries, answer.text
        assert entries[-1]["role"] == "agent", answer.text
        return entries[-1]
