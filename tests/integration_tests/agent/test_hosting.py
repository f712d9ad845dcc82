"""The agent inside other things: a supervisor's graph, an encrypted store, many customers at once."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import START, MessagesState, StateGraph

from limio_langchain import LimioToolkit
from limio_sales_agent import Playbook, create_sales_agent

BUSINESS = Playbook(offers={"attributes": {"label__limio": ["business"]}}, add_ons="never", lead_with="yearly")
SALE = ("Business Pro, yearly, for 3 people, jo@brand.io", "yes")


@pytest.fixture
def toolkit(limio):
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        yield toolkit


def supervisor(toolkit, told):
    """Somebody's supervisor: greets by itself, and leaves whatever is about buying to the sales agent."""

    def greet(state):
        return {"messages": [AIMessage("This is Acme. Sales or support?")]}

    def route(state):
        return "greet" if len(state["messages"]) == 1 else "sales"

    sales = create_sales_agent(toolkit, playbook=BUSINESS, checkpointer=True, on_outcome=told.append)
    graph = StateGraph(MessagesState)
    graph.add_node("greet", greet)
    graph.add_node("sales", sales)
    graph.add_conditional_edges(START, route, ["greet", "sales"])
    return graph.compile(checkpointer=InMemorySaver())


def test_it_sells_as_a_subgraph_of_a_supervisor(toolkit, world):
    told = []
    team, config = supervisor(toolkit, told), {"configurable": {"thread_id": f"supervised {world}"}}
    for message in ("hello", *SALE, *["thanks"] * 8):
        given = {"messages": [("user", message)]}
        result = team.invoke(given, config) if world == "blocking" else asyncio.run(team.ainvoke(given, config))
    assert [one["kind"] for one in told] == ["assisted_checkout"]
    texts = [message.text for message in result["messages"]]
    assert len(texts) == 22
    assert sum(told[0]["url"] in text for text in texts) == 1


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_stored_conversation_can_be_encrypted(toolkit, tmp_path, encrypted):
    file = tmp_path / "conversations.sqlite"
    connection = sqlite3.connect(file, check_same_thread=False)
    serde = EncryptedSerializer.from_pycryptodome_aes(key=b"0123456789abcdef0123456789abcdef") if encrypted else None
    agent = create_sales_agent(toolkit, playbook=BUSINESS, checkpointer=SqliteSaver(connection, serde=serde))
    config = {"configurable": {"thread_id": f"stored {encrypted}"}}
    for message in SALE:
        result = agent.invoke({"messages": [("user", message)]}, config)
    connection.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert result["outcome"]["kind"] == "assisted_checkout"
    assert (b"jo@brand.io" in stored) is not encrypted


def test_many_customers_at_once_keep_apart(toolkit, limio):
    agent = create_sales_agent(toolkit, playbook=BUSINESS, checkpointer=InMemorySaver())

    def sale(number):
        config = {"configurable": {"thread_id": f"crowd {number}"}}
        words = (f"Business Pro, yearly, for {number} people, c{number}@brand.io", "yes")
        for message in words:
            result = agent.invoke({"messages": [("user", message)]}, config)
        return number, result["outcome"]

    before = len(limio.baskets)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(sale, range(2, 18)))
    assert all(outcome["items"][0]["quantity"] == number for number, outcome in done)
    assert len({outcome["external_id"] for _, outcome in done}) == len(limio.baskets) - before == 16


async def test_many_customers_at_once_in_one_event_loop(limio):
    async with LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(toolkit, playbook=BUSINESS, checkpointer=InMemorySaver())

        async def sale(number):
            config = {"configurable": {"thread_id": f"async crowd {number}"}}
            for message in (f"Business Pro, yearly, for {number} people, c{number}@brand.io", "yes"):
                result = await agent.ainvoke({"messages": [("user", message)]}, config)
            return result["outcome"]["items"][0]["quantity"] == number

        assert all(await asyncio.gather(*map(sale, range(2, 18))))


def test_what_is_going_on_is_streamed_without_details(toolkit):
    agent = create_sales_agent(toolkit, playbook=BUSINESS, checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "streamed"}}
    doing = [
        part
        for message in SALE
        for part in agent.stream({"messages": [("user", message)]}, config, stream_mode="custom")
    ]
    assert doing[-1] == {"doing": "limio_create_checkout"}
    assert "brand.io" not in str(doing)
