"""What the servers log when everything, every library's and their own, logs at debug: no customer, no key to a conversation."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from web_server import TIDEWELL, Visitor, WebServer, environment, free_port

from limio_langchain.sandbox import Sandbox

pytestmark = pytest.mark.slow

LOUD = str(Path(__file__).parents[1] / "support" / "loud.py")
TOKEN = "agent-s-token-0123456789"
PERSONAL = ("zelda", "Zelda", "Quince", "7946 0958", "79460958", "7946%200958", "7946+0958")
SAID = (
    "Business Pro, yearly, for 5. I'm Zelda Quince, zelda.quince@example.org, 020 7946 0958",
    "yes please",
    "no thanks",
)
ORDER = {"email": "zelda.quince@example.org", "first_name": "Zelda", "last_name": "Quince"}
PRO = "/offers2/Business Pro Annual"


def started(limio, port, out, *arguments):
    env = environment(limio.settings()) | {"LIMIO_AGENT_TOKEN": TOKEN}
    return subprocess.Popen([sys.executable, LOUD, *arguments, "--port", str(port)], env=env, stdout=out, stderr=out)


def told_of(limio, printed, *more):
    settings = limio.settings()
    links = [link.rpartition("=")[2] for basket in limio.baskets for link in basket.links.values()]
    hidden = [*PERSONAL, *links, *more, TOKEN, settings.client_secret.get_secret_value(), "yes please", "Bearer"]
    return [word for word in hidden if word in printed]


def test_the_page_s_and_the_actions_log(tmp_path):
    file, log = str(tmp_path / "chat.sqlite"), tmp_path / "log"
    with Sandbox() as limio:
        server = WebServer(limio.settings(), file, free_port())
        arguments = ("web", "--database", file, "--playbook", str(TIDEWELL))
        with log.open("w") as out:
            server.process = started(limio, server.port, out, *arguments)
            visitor = Visitor(server.ready())
            visitor.see()
            cookie = visitor.client.cookies["limio-chat"]
            for text in SAID:
                visitor.say(text)
            headers = {"Authorization": f"Bearer {TOKEN}"}
            sent = {"offer": PRO, "conversation": "zelda-s-flow", **ORDER}
            made = httpx.post(
                f"{server.url}/actions/limio_create_checkout", json=sent, headers=headers, trust_env=False
            )
            visitor.client.get(f"{server.url}/api/messages/zelda-quince")
            server.process.terminate()
            server.process.wait(20)
        printed = log.read_text()
        assert made.status_code == 200
        assert len(limio.baskets) == 2
        assert "POST /api/messages 200" in printed
        assert "DEBUG:" in printed
        assert told_of(limio, printed, cookie) == []


def test_the_mcp_server_s_log(tmp_path):
    log, port = tmp_path / "log", free_port()
    with Sandbox() as limio, log.open("w") as out:
        server = started(limio, port, out, "mcp", "--http")
        url = f"http://127.0.0.1:{port}/mcp"
        WebServer(None, "", port).process = server
        call = {"name": "limio_create_checkout", "arguments": {"items": [{"offer": PRO}], **ORDER}}
        asked(url, {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
        asked(url, {"jsonrpc": "2.0", "id": "zelda", "method": "zelda\ud800"})
        httpx.post(url, content=b"{zelda", headers=HEADERS | {"Host": "zelda.example"}, trust_env=False)
        server.terminate()
        server.wait(20)
        printed = log.read_text()
        assert len(limio.baskets) == 1
        assert "POST /mcp 200" in printed
        assert told_of(limio, printed) == []


HEADERS = {
    "Authorization": f"Bearer {TOKEN}",
    "Accept": "application/json, text/event-stream",
    "Content-Type": "application/json",
}


def asked(url, message):
    """Send a message once the server is there."""
    transport = httpx.HTTPTransport(retries=8)  # waits 0, 0.5, 1, 2, 4, ... seconds
    with httpx.Client(transport=transport, timeout=30) as client:
        return client.post(url, content=json.dumps(message).encode(), headers=HEADERS)
