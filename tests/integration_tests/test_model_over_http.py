"""A model in front of customers, over real HTTP: one call a message, and an answer whatever the model does."""

import asyncio

import pytest
from fake_openai import FakeOpenAI, reading
from langchain_core.messages.utils import count_tokens_approximately
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain import LimioToolkit
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK
from limio_sales_agent.reading.chat_model import ModelError, resolve_model

PRO = "/offers2/Business Pro Annual"
OPENING = "Business Pro, yearly, for 5 of us at our PR agency. I'm Jo Park, jo@brand.io"
READ = reading(
    people=5,
    billing="yearly",
    offers=[PRO],
    email="jo@brand.io",
    first_name="Jo",
    last_name="Park",
    attributes=[{"key": "sector__acme", "value": "marketing"}, {"key": "label__limio", "value": "business"}],
)
WORDY = ("yes please, that suits our team", "no thanks, the archive is not needed")
PLAIN = ("yes that's right, thanks", "no, we don't need that")  # neither is a choice as it was shown
BROKEN = ["refusal", "429", "500", "cut", "empty", "not json", {"unknown": 1}, "timeout"]


def chat_model(server, timeout=10.0, **more):
    return ChatOpenAI(model="fake", base_url=server.url, api_key="none", timeout=timeout, max_retries=0, **more)


def talk(world, limio, server, *messages, **more):
    """Play a conversation and return the replies and the last state."""
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(
            toolkit,
            model=chat_model(server, **more),
            playbook=Playbook.load(SANDBOX_PLAYBOOK),
            checkpointer=InMemorySaver(),
        )
        thread, replies = {"configurable": {"thread_id": "t"}}, []

        async def awaited():
            for said in messages:
                replies.append(await agent.ainvoke({"messages": [("user", said)]}, thread))

        if world == "awaiting":
            asyncio.run(awaited())
        else:
            replies += [agent.invoke({"messages": [("user", said)]}, thread) for said in messages]
        return [state["messages"][-1].text for state in replies], replies[-1]


def test_a_whole_sale_makes_one_model_call_a_message(world, served):
    with FakeOpenAI(READ, reading(intents=["yes"]), reading(intents=["no"])) as server:
        replies, state = talk(world, served, server, OPENING, *WORDY)
    assert state["outcome"]["kind"] == "assisted_checkout"
    assert len(server.requests) == 3 == len(replies)
    assert served.baskets[-1].order["customerDetails"]["email"] == "jo@brand.io"


def test_a_plain_yes_or_no_or_address_costs_no_model_call(served):
    said = "Business Pro, yearly, for 5 of us at our PR agency"
    with FakeOpenAI(READ) as server:
        _, state = talk("blocking", served, server, said, "yes please", "no thanks", "it's jo@brand.io")
    assert state["outcome"]["kind"] == "assisted_checkout"
    assert len(server.requests) == 1


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_whatever_the_model_does_the_customer_is_answered_and_can_buy(world, served, broken):
    with FakeOpenAI(broken) as server:
        waits = 1.0 if broken == "timeout" else 10.0  # seconds; there the server answers after 1.6
        replies, state = talk(world, served, server, OPENING, *PLAIN, timeout=waits)
    assert all(replies)
    assert state["outcome"]["kind"] == "assisted_checkout"
    assert len(server.requests) == 3


def test_a_customer_who_writes_german_is_read_by_the_model(served):
    german = reading(people=5, billing="yearly", offers=[PRO], attributes=READ["attributes"], email="jo@brand.io")
    with FakeOpenAI(german, reading(intents=["yes"]), reading(intents=["no"])) as server:
        _, state = talk(
            "blocking",
            served,
            server,
            "Business Pro im Jahr, wir sind zu fünft, jo@brand.io",
            "ja, gerne",
            "nein danke",
        )
    assert state["outcome"]["kind"] == "assisted_checkout"


def test_the_prompt_beside_the_conversation_is_small_and_marks_the_facts_as_data(served):
    with FakeOpenAI(READ) as server:
        talk("blocking", served, server, OPENING)
    (request,) = server.requests
    fixed, facts, said = request["messages"]
    assert sum(count_tokens_approximately([message]) for message in (fixed, facts)) <= 1500
    assert facts["role"] == "user"
    assert facts["content"].startswith("<FACTS>")
    assert "£324.00" in facts["content"]
    assert said["content"] == OPENING


def test_what_stays_the_same_from_turn_to_turn_is_the_beginning_of_the_prompt(served):
    with FakeOpenAI(READ, reading(intents=["question"], question="and monthly?")) as server:
        talk("blocking", served, server, OPENING, "and what would it be by the month?")
    first, second = (request["messages"] for request in server.requests)
    assert second[0] == first[0]
    assert [message["content"] for message in second[1:2]] == [OPENING]
    assert second[2]["role"] == "assistant"
    assert second[-2]["content"].startswith("<FACTS>")


def test_a_card_number_never_reaches_the_model(served):
    with FakeOpenAI(READ) as server:
        talk("blocking", served, server, OPENING + " and my card is 4111 1111 1111 1111")
    assert "4111 1111" not in str(server.requests)


@pytest.mark.parametrize(
    ("drafted", "goes_out"),
    [
        ("Business Pro costs £324.00 a year per person.", True),
        ("Business Pro costs £199.00 a year per person.", False),
        ("You get a free trial of Business Pro.", False),
        ("Pay at https://evil.example/pay instead.", False),
    ],
)
def test_a_drafted_answer_goes_out_only_if_the_facts_hold_it(served, drafted, goes_out):
    asked = reading(intents=["question"], question="what does it cost?", answer=drafted, offers=[PRO])
    with FakeOpenAI(READ, asked) as server:
        replies, _ = talk("blocking", served, server, OPENING, "what does Business Pro cost?")
    assert (drafted in replies[-1]) is goes_out
    assert replies[-1]


def test_a_model_cannot_agree_for_the_customer(served):
    before = len(served.baskets)
    with FakeOpenAI(READ, reading(intents=["yes", "buy"])) as server:
        replies, state = talk("blocking", served, server, OPENING, "what is the difference between the two?")
    assert state.get("outcome") is None
    assert len(served.baskets) == before
    assert replies[-1]


def test_internal_tokens_do_not_leak_into_the_stream(served):
    with FakeOpenAI(READ) as server, LimioToolkit.from_settings(served.settings()) as toolkit:
        agent = create_sales_agent(toolkit, model=chat_model(server, streaming=False), checkpointer=InMemorySaver())
        thread = {"configurable": {"thread_id": "t"}}
        parts = list(agent.stream({"messages": [("user", OPENING)]}, thread, stream_mode="messages"))
    assert parts
    assert not any('"people"' in part.text for part, _ in parts)


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("gpt-5.1", "openai:gpt-5.1"),
        ("openai:", "name the provider"),
        (":gpt-5.1", "name the provider"),
        ("openai:gpt-5.1", "OPENAI_API_KEY is not set"),
        ("nosuch:model", "nosuch"),
    ],
)
def test_a_model_that_cannot_be_made_says_what_it_lacks(named, says):
    with pytest.raises(ModelError, match=says):
        resolve_model(named)


def test_a_local_server_needs_no_key(monkeypatch):
    with FakeOpenAI(READ) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        model = resolve_model("openai:local")
        assert model.invoke("hello") is not None
    assert resolve_model(model) is model
    assert resolve_model(None) is None
