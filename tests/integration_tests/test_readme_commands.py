"""The pages' conversations, commands and snippets are true too: each is played, run or looked up, and none is left out."""

import json
import re
import shlex
import shutil
import sys
import time
import tomllib
from io import StringIO
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from mcp import Client, StdioServerParameters
from packaging.requirements import Requirement
from pages import BLOCK, PAGES, README, blocks
from rich.console import Console
from warm_command import WarmCommand, finished
from web_server import TIDEWELL, environment, free_port

from limio_langchain import LimioToolkit
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.cli.catalogue import show_file

BIN = Path(sys.executable).parent
HELD_ELSEWHERE = {"python", "mermaid", "js"}  # test_readme.py, and the browser's test of the embedded page
EXTRAS = tomllib.loads((README.parent / "pyproject.toml").read_text())["project"]["optional-dependencies"]


def commands(first):
    """Return the pages' shell commands that begin with a word, without their comments."""
    lines = [shlex.split(line, comments=True) for text in blocks("sh") for line in text.splitlines()]
    return [words for words in lines if first in words[:2]]


def test_every_block_is_of_a_kind_that_a_test_plays():
    found = [language for page in PAGES for language, _ in BLOCK.findall(page.read_text())]
    assert set(found) == {"text", "sh", "json", "html"} | HELD_ELSEWHERE
    assert sum(len(re.findall(r"^```", page.read_text(), re.MULTILINE)) for page in PAGES) == 2 * len(found)


def test_every_command_begins_with_a_word_that_a_test_runs():
    known = [words for first in ("make", "pip", "limio-agent", "curl") for words in commands(first)]
    assert len(known) == sum(len(text.splitlines()) for text in blocks("sh"))


# Conversations -----------------------------------------------------------------------------------------------------


def replies(limio):
    """Return what the agent says to the README's customer, with the links on the README's shop."""
    said = [line.removeprefix("Customer").strip() for line in blocks("text")[0].splitlines() if "Customer" in line]
    thread = {"configurable": {"thread_id": "readme"}}
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(toolkit, playbook=Playbook.load(TIDEWELL), checkpointer=InMemorySaver())
        told = [agent.invoke({"messages": [HumanMessage(words)]}, thread)["messages"][-1].text for words in said]
    shop = limio.settings().shop_url
    return [" ".join(reply.replace(shop, "https://shop.example.com").split()) for reply in told]


def told_in(block):
    """Return what the agent says in a block, a list of pieces a reply: three dots stand for what is left out."""
    turns = re.findall(r"^Agent\s+(.*?)(?=^Customer|\Z)", block, re.DOTALL | re.MULTILINE)
    return [[piece.strip() for piece in " ".join(turn.split()).split("...")] for turn in turns]


def in_order(pieces, reply):
    return re.search(".*".join(re.escape(piece) for piece in pieces if piece), reply)


def test_the_first_conversation_goes_as_it_is_shown(limio):
    shown, said = told_in(blocks("text")[0]), replies(limio)
    assert len(shown) == len(said)
    assert [reply for pieces, reply in zip(shown, said, strict=True) if not in_order(pieces, reply)] == []


def test_the_second_conversation_s_end_is_what_the_customer_gets_while_the_api_is_down(limio):
    limio.faults.add("checkout", "status", status=503)
    (pieces,) = told_in(blocks("text")[1])
    assert in_order(pieces, replies(limio)[-1])


# Commands ----------------------------------------------------------------------------------------------------------


def test_every_make_target_is_there():
    targets = re.findall(r"^([a-z-]+):", (README.parent / "Makefile").read_text(), re.MULTILINE)
    assert {words[1] for words in commands("make")} <= set(targets)


def test_everything_to_install_is_an_extra_of_this_package():
    for words in commands("pip"):
        asked = Requirement(words[-1])
        assert asked.name == "limio-langchain"
        assert asked.extras <= set(EXTRAS)


@pytest.fixture
def run(limio, tmp_path):
    """Run one of the README's commands as it stands, on a free port, until it serves; return its address."""
    shutil.copy(TIDEWELL, tmp_path / "yours.yaml")
    shutil.copytree(TIDEWELL.with_suffix(""), tmp_path / "tidewell")
    more = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "OPENAI_API_KEY": "no-key"}
    started = []

    def begin(words):
        settings = dict(word.split("=", 1) for word in words if re.fullmatch(r"[A-Z_]+=.*", word))
        rest = [word for word in words if word not in {f"{name}={value}" for name, value in settings.items()}]
        if "--port" in rest:
            del rest[rest.index("--port") : rest.index("--port") + 2]
        port = free_port()
        assert rest[0] == "limio-agent"
        env = environment(limio.settings()) | more | settings
        server = WarmCommand([*rest[1:], "--port", str(port)], env, tmp_path)
        started.append(server)
        return wait_for(server, f"http://127.0.0.1:{port}")

    yield begin
    for server in started:
        server.terminate()
        server.communicate(timeout=20)


def wait_for(server, url):
    for _ in range(300):
        assert server.poll() is None, server.communicate()[0]
        try:
            httpx.get(f"{url}/health", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return url
    raise AssertionError("it did not serve")


@pytest.mark.slow
@pytest.mark.parametrize("words", [w for w in commands("limio-agent") if "web" in w or "--http" in w], ids=" ".join)
def test_each_command_that_serves_over_http_does(run, words):
    assert run(words)


def test_mcp_over_standard_input_ends_with_its_input(limio):
    words, *_ = [words for words in commands("limio-agent") if "mcp" in words and "--http" not in words]
    status, _ = finished(words[1:], environment(limio.settings()))  # whose input is empty
    assert status == 0


def test_the_calls_of_the_actions_find_and_sell(run):
    (serving,) = [words for words in commands("limio-agent") if "web" in words and words[0].startswith("LIMIO_")]
    url = run(serving)
    answers = [posted(words, url) for words in commands("curl")]
    assert "/offers2/Business Pro Annual" in answers[0]["text"]
    assert answers[1]["kind"] == "assisted"


def posted(words, url):
    """Send what a curl command would send."""
    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    body = json.loads(words[words.index("-d") + 1])
    answer = httpx.post(words[1].replace("http://127.0.0.1:8080", url), json=body, headers=headers, trust_env=False)
    return answer.raise_for_status().json()


# Snippets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [w for w in commands("limio-agent") if "conform" in w], ids=" ".join)
def test_the_tenant_is_held_against_the_facts(limio, tmp_path, words):
    status, told = finished(words[1:], environment(limio.settings()), tmp_path)
    assert status == 0, told
    assert "0 differ" in told


def test_the_catalogue_file_on_its_page_is_one(tmp_path):
    (block,) = [block for block in blocks("json") if "/offers2/" in block]
    file = tmp_path / "offers.json"
    file.write_text(block)
    shown = StringIO()
    assert show_file(Console(file=shown, width=120), file) == 0
    assert "GBP 324.00/year per seat" in shown.getvalue()
    assert "1 offers and add-ons; 0 remarks" in shown.getvalue()


@pytest.mark.slow
async def test_the_desktop_client_s_configuration_starts_the_tools(limio):
    (block,) = [block for block in blocks("json") if "mcpServers" in block]
    (server,) = json.loads(block)["mcpServers"].values()
    env = environment(limio.settings()) | server["env"]
    told = StdioServerParameters(command=str(BIN / server["command"]), args=server["args"], env=env)
    async with Client(told) as client:
        assert (await client.list_tools()).tools


@pytest.mark.slow
def test_the_shop_s_one_line_names_a_script_that_is_served(run):
    lines = [
        re.fullmatch(r'<script src="https://chat\.\w+\.\w+(/[a-z.]+)"[^<>]* async></script>\n', block)
        for block in blocks("html")
    ]
    (path,) = {line.group(1) for line in lines}
    (embedding,) = [words for words in commands("limio-agent") if "--allow-origin" in words]
    answer = httpx.get(run(embedding) + path, headers={"Host": "chat.shop.example"}, trust_env=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
