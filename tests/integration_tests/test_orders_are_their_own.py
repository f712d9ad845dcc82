"""Every order is its own, at each way_in, whether Limio keeps the first or the last order of an ``external_id``."""

import asyncio
import json
from contextlib import asynccontextmanager, nullcontext

import pytest
from langchain.agents import create_agent
from langgraph.checkpoint.memory import InMemorySaver
from mcp import Client
from mcp_clients import over_http, over_stdio
from scripted_model import ScriptedModel, last_link

from limio_langchain import (
    AsyncLimioClient,
    CheckoutRequest,
    CustomerDetails,
    LimioClient,
    LimioToolkit,
    OrderItem,
    SalesContext,
    Tracking,
)
from limio_langchain.sandbox import Sandbox
from limio_sales_agent.integrations.actions.action import Action
from limio_sales_agent.integrations.mcp import mcp_server

PRO = "/offers2/Business Pro Annual"
ADA = {"email": "jo@brand.io", "first_name": "Ada", "last_name": "Byron", "company": "Byron Ltd"}
BEA = {"email": "jo@brand.io", "first_name": "Bea", "last_name": "Smith", "company": "Smith GmbH"}
CHANGES = [{"first_name": "Adam"}, {"last_name": "King"}, {"company": "King plc"}, {"email": "ada@king.io"}]
THREAD = {"configurable": {"thread_id": "customer-1"}}


@pytest.fixture(scope="module", params=["first", "last"])
def running(request):
    with Sandbox(repeated=request.param) as limio:
        yield limio


@pytest.fixture
def limio(running):
    running.reset()
    yield running
    # Whatever a test did: no basket was ever asked for under another order's key.
    assert [one.history + one.ignored for one in running.baskets if one.history or one.ignored] == []


class Killed(BaseException):
    """What ends a process, where a test cannot."""


@pytest.fixture
def toolkit(limio):
    with LimioToolkit.from_settings(limio.settings()) as made:
        yield made


def order(details, **more):
    return {"items": [{"offer": PRO, "quantity": 12}], **details, **more}


def kept(limio):
    """Whose the baskets are, by what is in them."""
    names = ("email", "firstName", "lastName", "companyName")
    return [tuple(basket.customer.get(name) for name in names) for basket in limio.baskets]


def as_kept(*customers):
    names = ("email", "first_name", "last_name", "company")
    return [tuple(one.get(name) for name in names) for one in customers]


class Tools:
    """The tools, called as a host's own code calls them."""

    def __init__(self, limio, world):
        self.world, self.settings = world, limio.settings()

    async def buy(self, tool="limio_create_checkout", **given):
        with LimioToolkit.from_settings(self.settings) as toolkit:
            (made,) = toolkit.get_tools(include=[tool])
            asked = {"type": "tool_call", "id": "1", "name": tool, "args": given}
            told = made.invoke(asked) if self.world == "blocking" else await made.ainvoke(asked)
        return told.artifact or json.loads(told.content)["error"]


class Mcp:
    """The tools over MCP; what a caller reads is the structured answer, or the envelope. Ids stay with the shop, who is asked."""

    def __init__(self, limio, _):
        self.limio, self.settings = limio, limio.settings()

    async def buy(self, tool="limio_create_checkout", **given):
        async with self.client() as client:
            told = await client.call_tool(tool, given)
        if told.is_error:
            return json.loads(told.content[0].text)["error"]
        return {**self.kept(told.structured_content), **told.structured_content}

    @asynccontextmanager
    async def client(self):
        async with (
            LimioToolkit.from_settings(self.settings) as toolkit,
            Client(mcp_server(toolkit.get_tools())) as client,
        ):
            yield client

    def kept(self, told):
        """The basket behind an answer."""
        of_link = (one for one in self.limio.baskets if told.get("url", "-").partition("?")[2] in str(one.links))
        of_quote = (one for one in self.limio.baskets if one.external_id == told.get("reference"))
        basket = next(of_quote, None) or next(of_link, None)
        return {"basket_id": basket.id, "external_id": basket.external_id} if basket else {}


class McpOverHttp(Mcp):
    """The tools in a process of their own, another one for each call."""

    def client(self):
        return over_http(self.limio)


class Actions:
    """The tools as HTTP actions; each call is another server's."""

    def __init__(self, limio, _):
        self.settings = limio.settings()

    async def buy(self, tool="limio_create_checkout", items=(), **given):
        async with LimioToolkit.from_settings(self.settings) as toolkit:
            (made,) = toolkit.get_tools(include=[tool])
            answer = await Action(made).call({**items[0], **given})
        return answer.body.get("error") or answer.body


WAYS_IN = {
    "tools, blocking": (Tools, "blocking"),
    "tools": (Tools, ""),
    "mcp": (Mcp, ""),
    "mcp over HTTP": (McpOverHttp, ""),
    "actions": (Actions, ""),
}
PARAMS = [
    pytest.param(one, id=name, marks=pytest.mark.slow if one[0] is McpOverHttp else ()) for name, one in WAYS_IN.items()
]


@pytest.fixture(params=PARAMS)
def way_in(request, limio):
    kind, world = request.param
    return kind(limio, world)


async def test_two_callers_without_a_conversation_who_name_the_same_address_have_two_baskets(limio, way_in):
    links = [(await way_in.buy(**order(who)))["url"] for who in (ADA, BEA, ADA)]
    assert kept(limio) == as_kept(ADA, BEA, ADA)
    assert len(set(links)) == 3


@pytest.mark.slow
async def test_over_standard_input_two_orders_are_two_baskets_and_a_lost_one_sent_again_is_one(limio):
    way_in = Mcp(limio, "")
    async with over_stdio(limio) as standing:
        way_in.client = lambda: nullcontext(standing)
        links = [(await way_in.buy(**order(who)))["url"] for who in (ADA, BEA)]
        limio.faults.add("checkout", "answer_lost", times=2)
        lost = await way_in.buy(**order(ADA))
        again = await way_in.buy(**order(ADA, repeat_of=lost["repeat_of"]))
    assert kept(limio) == as_kept(ADA, BEA, ADA)
    assert len({*links, again["url"]}) == 3


async def test_two_callers_who_name_nobody_have_two_baskets(limio, way_in):
    links = [(await way_in.buy(**order({})))["url"] for _ in range(2)]
    assert len(limio.baskets) == len(set(links)) == 2


async def test_after_a_lost_answer_the_same_order_sent_with_repeat_of_is_one_basket(limio, way_in):
    limio.faults.add("checkout", "answer_lost", times=2)
    lost = await way_in.buy(**order(ADA))
    again = await way_in.buy(**order(ADA, repeat_of=lost["repeat_of"]))
    assert (lost["kind"], lost["reason"], again["kind"]) == ("purchase_link", "unreachable", "assisted")
    assert again.get("replaces") is None
    assert kept(limio) == as_kept(ADA)
    assert again["basket_id"] == limio.baskets[0].id


async def test_a_lost_quote_sent_with_repeat_of_is_one_basket(limio, way_in):
    limio.faults.add("checkout", "answer_lost", times=2)
    lost = await way_in.buy("limio_create_quote", **order(ADA))
    again = await way_in.buy("limio_create_quote", **order(ADA, repeat_of=lost["repeat_of"]))
    assert (lost["code"], again["basket_id"]) == ("unreachable", limio.baskets[0].id)
    assert kept(limio) == as_kept(ADA)


async def test_a_quote_and_a_checkout_of_the_same_are_two_baskets(limio, way_in):
    first = await way_in.buy(**order(ADA))
    await way_in.buy("limio_create_quote", **order(ADA, repeat_of=first["repeat_of"]))
    assert [basket.order["tracking"].get("tag") for basket in limio.baskets] == [None, "quote"]


async def test_a_changed_detail_is_a_new_basket_that_says_which_one_it_replaces(limio, way_in):
    first = await way_in.buy(**order(ADA))
    told = [await way_in.buy(**order(ADA | change, repeat_of=first["repeat_of"])) for change in CHANGES]
    assert {one["replaces"] for one in told} == {first["external_id"]}
    assert kept(limio) == as_kept(ADA, *(ADA | change for change in CHANGES))
    assert len({one["url"] for one in (first, *told)}) == len(limio.baskets)


async def test_an_order_sent_again_when_its_offer_is_another_version_is_another_one_and_says_so(limio, way_in):
    first = await way_in.buy(**order(ADA))
    limio.publish(limio.catalogue.by_path(PRO))
    second = await way_in.buy(**order(ADA, repeat_of=first["repeat_of"]))
    assert second["replaces"] == first["external_id"]
    assert len(limio.baskets) == 2


async def test_an_action_sent_again_in_its_conversation_is_one_basket_on_any_server_and_after_a_restart(limio):
    servers = [Actions(limio, None) for _ in range(2)]  # nothing in common but the credentials
    told = [await server.buy(**order(ADA), conversation="flow-1") for server in servers]
    assert told[0]["url"] == told[1]["url"]
    other = await servers[0].buy(**order(BEA), conversation="flow-1")
    assert other["url"] != told[0]["url"]
    assert kept(limio) == as_kept(ADA, BEA)


async def test_an_action_sent_again_while_the_first_is_under_way_is_one_basket(limio):
    way_in = Actions(limio, None)
    told = await asyncio.gather(*(way_in.buy(**order(ADA), conversation="flow-1") for _ in range(4)))
    assert len({one["url"] for one in told}) == len(limio.baskets) == 1


CONTEXTS = [
    {"country": "FR"},
    {"country": None},
    {"tracking": Tracking(account_id="001B")},
    {"tracking": Tracking(account_id="001A", campaign="mail")},
    {"customer": CustomerDetails(email="jo@brand.io", phone="+441")},
]


async def test_another_country_tracking_or_detail_of_the_host_s_is_a_new_basket_that_says_which_one_it_replaces(
    limio, toolkit, world
):
    known = {"country": "GB", "tracking": Tracking(account_id="001A"), "order_key": "a conversation"}
    first = await call(toolkit.with_context(SalesContext(**known)), world, order(ADA))
    again = await call(toolkit.with_context(SalesContext(**known)), world, order(ADA))
    assert (again["url"], again["replaces"]) == (first["url"], None)
    for change in CONTEXTS:
        context = SalesContext(**known | change)
        told = await call(toolkit.with_context(context), world, order(ADA, repeat_of=first["repeat_of"]))
        assert told["replaces"] == first["external_id"], change
    assert len(limio.baskets) == 1 + len(CONTEXTS)


async def call(toolkit, world, args):
    (tool,) = toolkit.get_tools(include=["limio_create_checkout"])
    asked = {"type": "tool_call", "id": "1", "name": tool.name, "args": args}
    return (tool.invoke(asked) if world == "blocking" else await tool.ainvoke(asked)).artifact


async def test_the_host_s_next_order_of_the_very_same_is_fresh_and_payable_though_the_first_is_paid(
    limio, toolkit, world
):
    first = await call(toolkit.with_context(SalesContext(order_key="k")), world, order(ADA))
    limio.pay(first["url"])
    second = await call(toolkit.with_context(SalesContext(order_key="k", order_number=2)), world, order(ADA))
    assert not limio.baskets[1].completed
    limio.pay(second["url"])
    assert [basket.completed for basket in limio.baskets] == [True, True]


# --- create_agent


def seller(limio, details, saver=None, **context):
    """Return an agent of a fresh process: its own toolkit, its own memory."""
    toolkit = LimioToolkit.from_settings(limio.settings()).with_context(SalesContext(**context))
    steps = [("limio_create_checkout", order(details)), lambda messages: f"Here: {last_link(messages)}"]
    return create_agent(ScriptedModel(steps=steps), tools=toolkit.get_tools(), checkpointer=saver or InMemorySaver())


async def say(agent, world, given="Twelve of Business Pro, please"):
    given = given and {"messages": [("user", given)]}
    state = agent.invoke(given, THREAD) if world == "blocking" else await agent.ainvoke(given, THREAD)
    return last_link(state["messages"])


@pytest.mark.parametrize("second", [BEA, ADA], ids=["another", "the same words"])
async def test_two_customers_on_one_thread_of_two_agents_have_two_baskets(limio, world, second):
    links = [await say(seller(limio, who), world) for who in (ADA, second)]
    assert kept(limio) == as_kept(ADA, second)
    assert len(set(links)) == 2


async def test_a_call_that_was_killed_after_the_basket_was_made_goes_on_to_the_same_basket(limio, world, monkeypatch):
    saver = InMemorySaver()

    def killed(*_):
        monkeypatch.undo()
        raise Killed

    monkeypatch.setattr("limio_langchain.tools.operations.rows.handed_over", killed)
    with pytest.raises(Killed):
        await say(seller(limio, ADA, saver), world)
    assert len(limio.baskets) == 1
    link = await say(resumed(limio, saver), world, given=None)
    assert len(limio.baskets) == 1
    limio.pay(link)


def resumed(limio, saver):
    """Return the agent of the process that goes on: its model has only the hand-over left to say."""
    toolkit = LimioToolkit.from_settings(limio.settings())
    model = ScriptedModel(steps=[lambda messages: f"Here: {last_link(messages)}"])
    return create_agent(model, tools=toolkit.get_tools(), checkpointer=saver)


async def test_a_double_click_is_one_basket_where_the_host_names_the_conversation(limio, world):
    agents = [seller(limio, ADA, order_key="a conversation") for _ in range(2)]
    if world == "blocking":
        clicks = [asyncio.to_thread(lambda agent=agent: asyncio.run(say(agent, world))) for agent in agents]
    else:
        clicks = [say(agent, world) for agent in agents]
    links = await asyncio.gather(*clicks)
    assert len(set(links)) == len(limio.baskets) == 1


# --- the client underneath


def client_buys(limio, world, request):
    if world == "blocking":
        with LimioClient(limio.settings()) as client:
            return client.checkout_or_link(request)

    async def awaited():
        async with AsyncLimioClient(limio.settings()) as client:
            return await client.checkout_or_link(request)

    return asyncio.run(awaited())


def request_of(**more):
    return CheckoutRequest(items=[OrderItem(offer=PRO)], customer=CustomerDetails(email="jo@brand.io"), **more)


def test_a_request_sent_again_is_one_basket_and_its_like_is_another(limio, world):
    one, like = request_of(), request_of()
    links = [client_buys(limio, world, request).url for request in (one, one, like)]
    assert links[0] == links[1] != links[2]
    assert len(limio.baskets) == 2


def test_a_request_of_unknown_fate_is_found_again_by_repeat_of(limio, world):
    limio.faults.add("checkout", "answer_lost", times=2)
    lost = client_buys(limio, world, request_of())
    again = client_buys(limio, world, request_of(repeat_of=lost.repeat_of))
    assert (again.kind, again.basket_id) == ("assisted", limio.baskets[0].id)
    assert len(limio.baskets) == 1
