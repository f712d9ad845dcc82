"""Arguments as models send them, by each way a call comes: the tool itself, LangChain's agent, an MCP client."""

import json

import pytest
from langchain.agents import create_agent
from langchain_core.messages import ToolMessage
from mcp import Client
from scripted_model import ScriptedModel

from limio_langchain import LimioToolkit
from limio_sales_agent.integrations.mcp import mcp_server

PRO = "/offers2/Business Pro Annual"
FIND = {"label": "business", "billing": "yearly", "people": 12, "for_whom": "work", "limit": 2}
LINE = {"offer": PRO, "quantity": 12}
SAME = [
    ("limio_find_offers", FIND, FIND | {"query": "", "budget": 0, "payment": None, "prefer": "null", "attributes": {}}),
    (
        "limio_find_offers",
        FIND,
        FIND | {"people": "12 people", "limit": "2", "billing": "Per-Year", "for_whom": "Work"},
    ),
    ("limio_find_offers", FIND, {"input": FIND}),
    ("limio_find_offers", FIND, {"kwargs": json.dumps(FIND), "config": None}),
    ("limio_find_offers", FIND, {"args": {"label": ["business"]}, **{k: v for k, v in FIND.items() if k != "label"}}),
    (
        "limio_find_offers",
        FIND,
        {"forWhom" if name == "for_whom" else name.title(): held for name, held in FIND.items()},
    ),
    ("limio_get_offer", {"offer": PRO, "people": 1200}, {"path": f" `{PRO}` ", "people": "1,200"}),
    ("limio_get_offer", {"offer": PRO}, {"offer": {"offer": PRO}, "people": "None"}),
    ("limio_purchase_link", {"offers": [PRO]}, {"offers": PRO, "promo_code": "", "label": "null"}),
    ("limio_purchase_link", {"offers": [PRO]}, {"offers": json.dumps([PRO])}),
    ("limio_purchase_link", {"offers": [PRO]}, {"offers": {"offers": [{"offer": PRO}]}}),
]
ORDERS = [
    {"items": json.dumps(LINE), "email": "jo@brand.io", "company": "undefined"},
    {"items": str([LINE]), "email": "Jo <jo@brand.io>"},
    {
        "order": {"items": [{"path": PRO, "quantity": "12 seats"}]},
        "customer": {"email": "jo@brand.io", "firstName": "Jo"},
    },
    {"items": {"item": LINE | {"quantity": 12.0}}, "email": "jo@brand.io", "repeat_of": ""},
]
REFUSED = [
    ("limio_find_offers", {"people": True}, "people"),
    ("limio_find_offers", {"people": "12.000"}, "people"),
    ("limio_find_offers", {"colour": "red"}, "colour"),
    ("limio_find_offers", {"exclude": {"label": "pro"}}, "exclude"),
    ("limio_create_checkout", {"items": [LINE | {"quantity": 1.5}]}, "items.0.quantity"),
    ("limio_create_checkout", {"items": "the blue one"}, "items.0.offer"),
    ("limio_create_quote", {"customer": {"email": "jo@brand.io"}}, "items"),
]


@pytest.fixture
def toolkit(served):
    with LimioToolkit.from_settings(served.settings()) as made:
        yield made


async def by_tool(toolkit, name, args):
    (tool,) = toolkit.get_tools(include=[name])
    message = await tool.ainvoke({"type": "tool_call", "id": "1", "name": name, "args": args})
    return message.status == "error", message.text


async def by_agent(toolkit, name, args):
    agent = create_agent(ScriptedModel(steps=[(name, args), "done"]), tools=toolkit.get_tools(include=[name]))
    state = await agent.ainvoke({"messages": [("user", "go on")]})
    (message,) = (one for one in state["messages"] if isinstance(one, ToolMessage))
    return message.status == "error", message.text


async def by_mcp(toolkit, name, args):
    async with Client(mcp_server(toolkit.get_tools(include=[name]))) as client:
        answer = await client.call_tool(name, args)
    return answer.is_error, answer.content[0].text


@pytest.fixture(params=[by_tool, by_agent, by_mcp], ids=["tool", "agent", "mcp"])
def called(toolkit, request):
    async def call(name, args):
        return await request.param(toolkit, name, args)

    return call


async def test_what_can_mean_one_thing_is_answered_like_the_right_call(called):
    wrong = [
        (name, sent, told)
        for name, right, sent in SAME
        if (told := await called(name, sent)) != await called(name, right) or told[0]
    ]
    assert wrong == []


async def test_an_order_in_any_form_is_the_same_basket_s_content(called, served):
    for sent in ORDERS:
        assert not (await called("limio_create_checkout", sent))[0]
        basket = served.baskets[-1]
        assert [(line.path, line.quantity) for line in basket.lines] == [(PRO, 12)]
        assert basket.order["customerDetails"]["email"] == "jo@brand.io"
        assert basket.order["customerDetails"].get("companyName") is None


async def test_the_rest_is_refused_by_its_name_with_a_right_call_and_never_told_the_same_way_twice(called):
    for name, sent, field in REFUSED:
        first, second = [
            json.loads(text)["error"] for is_error, text in [await called(name, sent) for _ in range(2)] if is_error
        ]
        assert (first["code"], first["what"].partition(": ")[0]) == ("bad_argument", field)
        assert first["next"].startswith(f"Call again like this: {name}(")
        assert (second["who"], second["next"][:16]) == ("customer", "Ask the customer")
