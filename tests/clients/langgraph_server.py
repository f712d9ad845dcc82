"""A LangGraph server from an installed package, by its SDK: a whole sale, and what Agent Chat UI sends to decide on it."""

import asyncio
import json
import subprocess
import time
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import httpx
from langgraph_sdk import get_client
from web_server import environment, free_port

CONFIG = Path(__file__).parents[2] / "langgraph.json"
# As a shop's own authentication: whoever it lets in, a colleague decides on their order.
AUTH = """
from langgraph_sdk import Auth

auth = Auth()


@auth.authenticate
async def caller(headers: dict) -> dict:
    return {"identity": "shop", "sales_context": {"approval": "required"}}
"""
SAID = ("12 of us want Tidewell Business Pro, paid yearly", "jo@brand.io", "yes", "yes", "yes")
STARTS_WITHIN = 120  # seconds


@contextmanager
def server(command, limio, folder):
    """Serve the sales agent in an empty folder, with nothing of this project's but its configuration."""
    told = json.loads(CONFIG.read_text()) | {"auth": {"path": "./auth.py:auth"}}
    (folder / "langgraph.json").write_text(json.dumps(told))
    (folder / "auth.py").write_text(AUTH)
    port, more = free_port(), {"LANGSMITH_TRACING": "false", "LANGGRAPH_CLI_NO_ANALYTICS": "1"}
    args = [command, "dev", "--no-browser", "--no-reload", "--host", "127.0.0.1", "--port", str(port)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(args, cwd=folder, env=environment(limio.settings()) | more, stdout=log, stderr=log) as process,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/ok", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url, process):
    for _ in range(STARTS_WITHIN * 2):
        if process.poll() is not None:
            break
        try:
            httpx.get(url, trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the server did not start")


async def run(client, thread, **sent):
    """Play a run as Agent Chat UI does, by its last values."""
    values = None
    how = {"stream_mode": ["values"], "stream_subgraphs": True, "stream_resumable": True}
    async for part in client.runs.stream(thread, "sales", **how, **sent):
        if part.event == "error":
            raise AssertionError(part.data)
        values = part.data if part.event == "values" else values  # not a subgraph's, whose event names it
    return values


async def say(client, thread, words, **more):
    """Say something in blocks, as Agent Chat UI does."""
    message = {"type": "human", "content": [{"type": "text", "text": words}]}
    return await run(client, thread, input={"messages": [message]}, **more)


async def decide(client, thread, decision):
    """Decide as Agent Chat UI does: by the kind alone, without the order's name."""
    return await run(client, thread, input={}, command={"resume": {"decisions": [decision]}})


async def up_to_the_card(client):
    """Return a conversation that waits for a colleague, and its last values."""
    thread = (await client.threads.create())["thread_id"]
    for words in SAID:
        values = await say(client, thread, words)
        if "__interrupt__" in values:
            break
    return thread, values


def edited(card, quantity):
    """Return an edit of a card, with all of the card in it and the edited field as text, as Agent Chat UI sends it."""
    action = deepcopy(card["action_requests"][0])
    action["args"]["items"][0]["quantity"] = quantity
    action["args"]["items"] = json.dumps(action["args"]["items"], separators=(",", ":"))
    return {"type": "edit", "edited_action": {"name": action["name"], "args": action["args"]}}


async def runs_from_the_package(client, command, folder):
    """Whether the server has the graph, from a folder with nothing else in it and code that lies in `site-packages`."""
    served = {one["graph_id"] for one in await client.assistants.search()}
    found = [str(Path(command).with_name("python")), "-c", "import limio_sales_agent as it; print(it.__file__)"]
    place = (
        await asyncio.to_thread(subprocess.run, found, cwd=folder, capture_output=True, text=True, check=True)
    ).stdout
    own = {"langgraph.json", "auth.py", "__pycache__", "log", ".langgraph_api"}
    beside = {one.name for one in folder.iterdir()} - own
    return "sales" in served and "site-packages" in place and not beside


def answered(values):
    """Return the last message's text."""
    return values["messages"][-1]["content"]


async def played(command, limio, folder):
    """Return a row for each thing that a LangGraph server's client must be able to do."""
    with server(command, limio, folder) as url:
        client = get_client(url=url)
        packaged = await runs_from_the_package(client, command, folder)
        thread, values = await up_to_the_card(client)
        card = values["__interrupt__"][0]["value"]
        before = len(limio.baskets)
        approved = await decide(client, thread, {"type": "approve"})
        made = [line.quantity for line in limio.baskets[-1].lines] if limio.baskets else []
        limio.pay(next(word for word in answered(approved).split() if word.startswith("http")))
        paid = [basket.completed for basket in limio.baskets]
        proposed, other_card = await up_to_the_card(client)
        proposal = await decide(client, proposed, edited(other_card["__interrupt__"][0]["value"], 10))
        rejected, _ = await up_to_the_card(client)
        refusal = await decide(client, rejected, {"type": "reject", "message": "not now"})
        resolved, _ = await up_to_the_card(client)
        await run(client, resolved, input={}, command={"goto": "__end__"})
        after = await say(client, resolved, "are you there?")
        strange = (await client.threads.create())["thread_id"]
        forged = await say(client, strange, "hello", context={"order_key": "forged-4711", "country": "GB"})
    blocks = values["messages"][-1]["additional_kwargs"]["limio"]["blocks"]
    log = (folder / "log").read_text()
    seen = {
        "langgraph.json runs from an installed package, in an empty folder": packaged,
        "the sandbox's own playbook is used": "tidewell.example" in card["action_requests"][0]["description"].lower(),
        "messages carry their blocks": [block["type"] for block in blocks] != [],
        "a card is shown before any basket, behind a message of the agent's": before == 0
        and values["messages"][-1]["type"] == "ai",
        'bare `{"type": "approve"}`: one basket and its link, which is then paid': (made[:1], paid) == ([12], [True]),
        "an edit with the whole card: a proposal to the customer, no basket": "10" in answered(proposal)
        and len(limio.baskets) == 1,
        "a rejection: no basket": "http" not in answered(refusal) and len(limio.baskets) == 1,
        "`goto: __end__` (mark as resolved): the conversation goes on": after["messages"][-1]["type"] == "ai",
        "a refused context: said in the answer": forged["refused_context"] == ["order_key"],
        "a refused context: said in the log, without its value": "order_key" in log and "forged-4711" not in log,
    }
    return [
        {"LangGraph server, by its SDK and as Agent Chat UI sends": name, "seen": went} for name, went in seen.items()
    ]
