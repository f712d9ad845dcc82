"""The hunt where a sale leaves its traces: stored files, traces, the consoles of servers, notebooks. And what erasing leaves."""

import json
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage
from web_server import environment

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import create_sales_agent
from limio_sales_agent.storage.serializer import KEY
from limio_sales_agent.storage.sqlite import conversations, forget

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
CARD = "4111 1111 1111 1111"
SAID = (
    f"Business Pro yearly for 2, I'm Zelda Quince of Quincunx Press, zelda.quince@example.org, 020 7946 0958. Card {CARD}",
    "yes please",
    "no thanks",
)
PERSONAL = ("zelda.quince", "Zelda", "Quince", "7946 0958", "Quincunx")  # none that a digest or a time holds by chance
THREAD = "thread-of-zelda"
ORDER = {
    "items": [{"offer": "/offers2/Business Pro Annual"}],
    "email": "zelda.quince@example.org",
    "first_name": "Zelda",
}


def sold(limio, place):
    """Play a sale with the conversation kept in a file; return what must not be found of it."""
    with LimioToolkit.from_settings(limio.settings()) as toolkit, conversations(place) as saver:
        agent = create_sales_agent(toolkit, checkpointer=saver)
        for text in SAID:
            state = agent.invoke({"messages": [HumanMessage(text)]}, {"configurable": {"thread_id": THREAD}})
    assert state["outcome"]["kind"] == "assisted_checkout"
    return secrets_of(limio)


def secrets_of(limio):
    settings = limio.settings()
    signed = [link.rpartition("=")[2] for basket in limio.baskets for link in basket.links.values()]
    return [settings.client_secret.get_secret_value(), *signed]


def stored(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def found(needles, haystack):
    """Return the needles a haystack holds, as they are or as JSON writes them."""
    held = haystack.decode("utf-8", "replace") if isinstance(haystack, bytes) else haystack
    return [needle for needle in needles if needle in held]


# Stored conversations ----------------------------------------------------------------------------------------------


def test_an_encrypted_file_holds_nothing_of_a_sale_in_clear_its_metadata_included(limio, tmp_path, monkeypatch):
    monkeypatch.setenv(KEY, "0123456789abcdef")
    secrets = sold(limio, tmp_path / "conversations.sqlite")
    assert found([*secrets, *PERSONAL, "Business Pro"], stored(tmp_path)) == []


def test_without_a_key_the_hunt_finds_what_it_looks_for(limio, tmp_path):
    sold(limio, tmp_path / "conversations.sqlite")
    assert found(PERSONAL, stored(tmp_path)) == list(PERSONAL)


def test_no_file_holds_the_client_secret_a_token_or_a_card_number(limio, tmp_path):
    secret, *_ = sold(limio, tmp_path / "conversations.sqlite")
    held = stored(tmp_path)
    assert found([secret, "Bearer", CARD, CARD.replace(" ", ""), "1111 1111", "1111-1111"], held) == []


def test_a_conversation_forgotten_leaves_no_byte_of_it_and_others_stay(limio, tmp_path):
    place = tmp_path / "conversations.sqlite"
    secrets = sold(limio, place)
    with LimioToolkit.from_settings(limio.settings()) as toolkit, conversations(place) as saver:
        agent = create_sales_agent(toolkit, checkpointer=saver)
        agent.invoke({"messages": [HumanMessage("Tidewell Home for me, ada@lovelace.co.uk")]}, {"configurable": {"thread_id": "ada"}})  # fmt: skip
    assert forget(place, THREAD)
    held = stored(tmp_path)
    assert found([*secrets, *PERSONAL, THREAD], held) == []
    assert found(["ada@lovelace.co.uk"], held)


# Traces ------------------------------------------------------------------------------------------------------------


@contextmanager
def collector():
    """Stand for LangSmith; give its address and what it was sent."""
    sent = []

    class Collects(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer(b'{"batch_ingest_config": {}}')

        def do_POST(self):
            if self.headers.get("Transfer-Encoding") == "chunked":
                body = b"".join(iter(self._chunk, b""))
            else:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sent.append(body)
            self._answer(b"{}")

        do_PATCH = do_POST  # noqa: N815  the server's own names

        def _chunk(self):
            size = int(self.rfile.readline(), 16)
            chunk = self.rfile.read(size)
            self.rfile.readline()
            return chunk

        def _answer(self, body):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collects)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()


def traced(limio, **more):
    """Return all that LangSmith is sent about a sale."""
    with collector() as (url, sent):
        tracing = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_ENDPOINT": url,
            "LANGSMITH_API_KEY": "no-key",
            "LANGSMITH_DISABLE_RUN_COMPRESSION": "true",
        }
        command = [sys.executable, str(HERE.parent / "hunting" / "traced_sale.py"), *SAID]
        env = environment(limio.settings()) | tracing | more
        played = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert played.returncode == 0, played.stderr
    assert limio.baskets[0].id in played.stdout
    assert len(sent) >= 1
    return b"".join(sent)


def test_a_trace_never_holds_the_client_secret_a_token_or_a_card_number(limio):
    told = traced(limio)
    assert b"limio_find_offers" in told
    secret = limio.settings().client_secret.get_secret_value()
    assert found([secret, "Bearer ", CARD, CARD.replace(" ", "")], told) == []


def test_with_inputs_and_outputs_hidden_a_trace_holds_nothing_of_the_customer_s(limio):
    told = traced(limio, LANGSMITH_HIDE_INPUTS="true", LANGSMITH_HIDE_OUTPUTS="true")
    assert b"limio_find_offers" in told
    assert found([*secrets_of(limio), *PERSONAL], told) == []


# Consoles and pages ------------------------------------------------------------------------------------------------


def test_the_sandbox_s_console_tells_no_secret_and_nothing_of_a_customer_s(tmp_path):
    command = [sys.executable, "-m", "limio_langchain.sandbox", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as console:
        printed = ""
        while "LIMIO_CLIENT_SECRET" not in printed or "LIMIO_API_URL" not in printed:
            line = console.stdout.readline()
            assert line, printed
            printed += line
        url = re.search(r"LIMIO_API_URL=(\S+)", printed)[1]
        with Sandbox() as other:
            settings = other.settings(api_url=url, shop_url=url)
        with LimioToolkit.from_settings(settings) as toolkit:
            checkout = toolkit.get_tools(include=["limio_create_checkout"])[0]
            made = checkout.invoke({"type": "tool_call", "id": "1", "name": checkout.name, "args": ORDER})
        console.terminate()
        printed = console.stdout.read()
    assert "/api/admin/checkout/initiate" in printed
    assert found([*PERSONAL, made.artifact["url"].rpartition("=")[2], "Bearer"], printed) == []


def test_the_notebooks_outputs_hold_no_secret_and_no_signed_link():
    for path in (HERE.parents[1] / "notebooks").glob("*.ipynb"):
        outputs = json.dumps([cell.get("outputs", []) for cell in json.loads(path.read_text())["cells"]])
        signed = [one for one in re.findall(r"recover=([0-9a-f]+)", outputs) if set(one) != {"0"} and len(one) > 20]
        assert "sandbox-demo-secret" not in outputs, path.name
        assert "Bearer " not in outputs, path.name
        assert signed == [], path.name
