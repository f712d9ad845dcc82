"""One whole sale, as every benchmark of the agent plays it, and the same customer before a `create_agent` loop."""

import json
from dataclasses import dataclass, field

import httpx
from fake_openai import reading
from langchain.agents import create_agent
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver

from benchmarks.payload import compact, tokens
from limio_langchain import LimioToolkit
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK

PRO = "/offers2/Business Pro Annual"
SALE = ("Business Pro, yearly, for 5 of us at our PR agency. I'm Jo Park, jo@brand.io", "yes please", "no thanks")
# What a customer who takes their time says, ten turns of it; nothing is bought, so it can go on for ever.
TALK = (
    "Business Pro, yearly, for 5 of us at our PR agency. I'm Jo Park",
    "what does Business Pro include?",
    "what would 15 cost?",
    "and monthly?",
    "can I pay by invoice?",
    "what about Business Essential?",
    "how do refunds work?",
    "make it 8",
    "is there an archive?",
    "what is the difference between Essential and Pro?",
)
READINGS = (
    reading(
        people=5,
        billing="yearly",
        offers=[PRO],
        email="jo@brand.io",
        first_name="Jo",
        last_name="Park",
        attributes=[{"key": "sector__acme", "value": "marketing"}, {"key": "label__limio", "value": "business"}],
    ),
    reading(intents=["yes"]),
    reading(intents=["no"]),
)
FIND = ("limio_find_offers", {"query": "Business Pro", "billing": "yearly", "people": 5})
CREATE = (
    "limio_create_checkout",
    {"items": [{"offer": PRO, "quantity": 5}], "email": "jo@brand.io", "first_name": "Jo", "last_name": "Park"},
)
PROMPT = "You sell Tidewell's subscriptions. Use the tools; never invent a price or a link; check out after a yes."


@dataclass
class Played:
    """What a conversation came to and what it cost."""

    replies: list = field(default_factory=list)
    asked: list = field(default_factory=list)  # the bodies of the model calls
    outcome: dict | None = None

    @property
    def calls(self):
        return len(self.asked)

    @property
    def prompt_tokens(self):
        return sum(map(prompt_tokens, self.asked))


def prompt_tokens(body):
    """Return the tokens of a model call: its messages, and the tools or the answer's schema, as JSON."""
    shape = body.get("tools") or body.get("response_format") or ""
    return tokens(compact(body["messages"])) + tokens(compact(shape))


def playbook():
    """Return the shipped playbook that sells what the sandbox has."""
    return Playbook.load(SANDBOX_PLAYBOOK)


def config(thread):
    return {"configurable": {"thread_id": str(thread)}}


def say(agent, text, thread):
    """Say one thing, as the entry points do: with every step stored before the next."""
    return agent.invoke({"messages": [("user", text)]}, config(thread), durability="sync")


async def asay(agent, text, thread):
    """Say one thing, awaiting."""
    return await agent.ainvoke({"messages": [("user", text)]}, config(thread), durability="sync")


def play(agent, thread):
    """Play the whole sale without a model, and return the last state."""
    return [say(agent, text, thread) for text in SALE][-1]


def with_the_agent(settings):
    """Play the sale with the sales agent and a model that reads."""
    played = Played()
    with LimioToolkit.from_settings(settings) as toolkit:
        agent = create_sales_agent(
            toolkit, model=_model(READINGS, played), playbook=playbook(), checkpointer=InMemorySaver()
        )
        for text in SALE:
            state = say(agent, text, "sale")
            played.replies.append(state["messages"][-1].text)
    played.outcome = state["outcome"]
    return played


def with_a_loop(settings, replies):
    """Play the sale with a `create_agent` loop that has the tools and gives the same replies."""
    played = Played()
    script = [FIND, replies[0], replies[1], CREATE, replies[2]]
    with LimioToolkit.from_settings(settings) as toolkit:
        agent = create_agent(
            _model(script, played), toolkit.get_tools(), system_prompt=PROMPT, checkpointer=InMemorySaver()
        )
        for text in SALE:
            say(agent, text, "sale")
    return played


def _model(script, played):
    """Return OpenAI's client with nobody behind it: it gives the script and keeps what it was asked."""

    def answered(request):
        played.asked.append(json.loads(request.content))
        return httpx.Response(200, json=completion(script[len(played.asked) - 1]))

    return chat_model(answered)


def chat_model(answered):
    """Return OpenAI's client with a function in the network's place."""
    client = httpx.Client(transport=httpx.MockTransport(answered))
    return ChatOpenAI(model="fake", api_key="none", http_client=client, max_retries=0, use_responses_api=False)


def completion(step):
    """Return what the API would answer: a text, a form filled in, or a call of a tool."""
    message = {"role": "assistant", "content": step if isinstance(step, str) else None}
    if isinstance(step, dict):
        message["content"] = json.dumps(step)
    elif isinstance(step, tuple):
        call = {"name": step[0], "arguments": json.dumps(step[1])}
        message["tool_calls"] = [{"id": "1", "type": "function", "function": call}]
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "x", "object": "chat.completion", "created": 0, "model": "fake", "choices": [choice]}
