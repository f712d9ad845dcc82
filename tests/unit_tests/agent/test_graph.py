"""The graph as a whole: what it is made of, what it loads, what it lets in."""

import json
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pydantic import ValidationError

import limio_sales_agent
from limio_langchain import LimioSettings, LimioToolkit, SalesContext, Tracking
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.graph import NODES, agent_graph, for_playbook
from limio_sales_agent.integrations.langgraph_server import served, trusted_context
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK


@pytest.fixture
def toolkit():
    return LimioToolkit.from_settings(LimioSettings(shop_url="https://shop.example.com", cache_dir=None))


def test_each_node_is_in_the_picture_and_every_way_leads_to_the_end(toolkit):
    graph = create_sales_agent(toolkit).get_graph()
    ways = {}
    for edge in graph.edges:
        ways.setdefault(edge.source, set()).add(edge.target)
    assert set(graph.nodes) == {"__start__", "__end__", *(node.__name__ for node in NODES)}
    ends = {"__end__"}
    while more := {name for name, targets in ways.items() if name not in ends and targets & ends}:
        ends |= more
    assert ends == set(graph.nodes)


def test_the_picture_can_be_drawn(toolkit):
    drawn = create_sales_agent(toolkit).get_graph().draw_mermaid()
    assert "assisted_checkout -.-> purchase_link" in drawn
    assert "confirm -.-> approve" in drawn


def test_importing_the_package_loads_neither_langgraph_nor_a_model_client():
    code = "import sys, limio_sales_agent; print([m for m in ('langgraph', 'langchain_openai', 'openai') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_missing_extra_is_named():
    code = (
        "import sys; sys.modules['langgraph'] = None\n"
        "try:\n    from limio_sales_agent import create_sales_agent\n"
        "except ImportError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "limio-langchain[agent]"' in done.stdout


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        limio_sales_agent.nonsense  # noqa: B018


def test_callers_can_hand_in_messages_only(toolkit):
    agent = create_sales_agent(toolkit)
    assert set(agent.get_input_jsonschema()["properties"]) == {"messages"}
    assert set(agent.get_output_jsonschema()["properties"]) == {"messages", "outcome", "refused_context"}
    result = agent.invoke({"messages": [("user", "hi")], "order_number": 7, "outcome": {"kind": "quote"}})
    assert "outcome" not in result


def test_without_any_context_it_still_answers(toolkit):
    assert create_sales_agent(toolkit).invoke({"messages": [("user", "hi")]})["messages"][-1].type == "ai"


def test_a_context_can_be_a_mapping_and_a_wrong_one_is_refused(toolkit):
    agent = create_sales_agent(toolkit)
    assert agent.invoke({"messages": [("user", "hi")]}, context={"country": "GB"})
    with pytest.raises(ValueError, match="nonsense"):
        agent.invoke({"messages": [("user", "hi")]}, context={"nonsense": 1})


def test_nothing_is_waiting_for_a_resume_that_nobody_asked_for(toolkit):
    agent, config = create_sales_agent(toolkit, checkpointer=InMemorySaver()), {"configurable": {"thread_id": "t"}}
    agent.invoke({"messages": [("user", "hi")]}, config)
    before = len(agent.get_state(config).values["messages"])
    agent.invoke(Command(resume={"decisions": [{"type": "approve"}]}), config)
    assert len(agent.get_state(config).values["messages"]) == before


def test_the_channels_and_the_page_of_the_playbook_reach_the_tools(toolkit):
    made = for_playbook(toolkit, Playbook(offers={"channels": ["ai"]}, checkout={"page": "uk/checkout"}))
    assert (made.scope.channels, made.settings.checkout_page) == (("ai",), "uk/checkout")


def test_on_a_server_approval_and_tracking_come_from_its_authentication_alone(make_run):
    trusted = trusted_context({"sales_context": {"approval": "required", "tracking": {"account_id": "001"}}})
    run = replace(make_run(), trusted=trusted)
    asked = SalesContext(tracking=Tracking(account_id="forged"), order_key="forged", country="GB")
    known = run.in_run(asked, "t").context
    assert (known.approval, known.tracking.account_id) == ("required", "001")
    assert (known.order_key, known.country) == (None, "GB")
    assert run.in_run(asked, "t").refused == ("order_key", "tracking")
    assert run.in_run(SalesContext(country="GB", approval="required"), "t").refused == ()  # as the server says itself


def test_a_refused_context_is_said_in_the_answer_and_the_log_by_name_alone(toolkit, caplog):
    agent = agent_graph(toolkit, Playbook(), trusted=SalesContext(), checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "t"}}
    told = agent.invoke({"messages": [("user", "hi")]}, thread, context={"order_key": "forged-4711", "country": "GB"})
    assert told["refused_context"] == ["order_key"]
    assert told["messages"][-1].type == "ai"
    assert ["order_key" in record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [True]
    assert "forged-4711" not in caplog.text
    assert agent.invoke({"messages": [("user", "hi")]}, thread, context={"country": "GB"})["refused_context"] == []


@pytest.mark.parametrize("said", ["required", ["approval"], {"approval": "perhaps"}, {"colour": "red"}])
def test_what_an_authentication_says_wrongly_is_no_sale_without_approval(said):
    with pytest.raises(ValidationError):
        trusted_context({"sales_context": said})


def test_langgraph_json_names_what_a_server_finds_in_an_installed_package():
    """A server looks a graph up in the module's own names, where nothing is resolved when it is first used."""
    (told,) = json.loads((Path(__file__).parents[3] / "langgraph.json").read_text())["graphs"].values()
    module, _, name = told["path"].partition(":")
    assert callable(vars(import_module(module))[name])


@pytest.mark.parametrize(
    ("shop", "client", "title"),
    [
        ("http://127.0.0.1:8765", "sandbox", Playbook.load(SANDBOX_PLAYBOOK).title),
        ("https://shop.example.com", "sandbox", Playbook().title),
        ("http://127.0.0.1:8765", "acme", Playbook().title),
    ],
)
def test_a_server_on_a_sandbox_sells_with_the_sandbox_s_playbook(monkeypatch, shop, client, title):
    monkeypatch.setenv("LIMIO_SHOP_URL", shop)
    monkeypatch.setenv("LIMIO_API_URL", shop)
    monkeypatch.setenv("LIMIO_CLIENT_ID", client)
    monkeypatch.setenv("LIMIO_CLIENT_SECRET", "secret")
    served.cache_clear()
    playbook, _ = served()
    assert playbook.title == title
    served.cache_clear()


@pytest.mark.parametrize("user", [None, {}, {"sales_context": None}, object()])
def test_without_authentication_nothing_is_trusted(user):
    assert trusted_context(user) == SalesContext()
