"""What an operator's OpenTelemetry sees of sales, and that it sees nothing of a customer's."""

import asyncio
import subprocess
import sys

import pytest
from fake_openai import FakeOpenAI, reading
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver
from measured import Measured

from limio_langchain import (
    AsyncLimioClient,
    CheckoutRequest,
    CustomerDetails,
    LimioClient,
    LimioError,
    LimioToolkit,
    OrderItem,
    SalesContext,
    telemetry,
)
from limio_sales_agent import create_sales_agent

PRO = "/offers2/Business Pro Annual"
PRIVATE = ("zelda.quince@example.org", "Zelda", "Quince", "020 7946 0958", "call Zelda")
ORDER = CheckoutRequest(
    items=[OrderItem(offer=PRO, quantity=2)],
    customer=CustomerDetails(email=PRIVATE[0], first_name=PRIVATE[1], last_name=PRIVATE[2], phone=PRIVATE[3]),
    custom_fields={"note": PRIVATE[4]},
)
LABELS = {"http.request.method", "url.template", "http.response.status_code", "error.type", "kind", "reason"}
INITIATE = {"http.request.method": "POST", "url.template": "/api/admin/checkout/initiate"}


@pytest.fixture
def measured(monkeypatch):
    return Measured(monkeypatch)


def sold(world, limio, **settings):
    """Sell once by either client."""
    settings = limio.settings(**settings)
    if world == "blocking":
        with LimioClient(settings) as client:
            return client.checkout_or_link(ORDER)

    async def main():
        async with AsyncLimioClient(settings) as client:
            return await client.checkout_or_link(ORDER)

    return asyncio.run(main())


def test_each_request_is_timed_and_traced_by_its_route(world, limio, measured):
    sold(world, limio)
    timed = [labels for labels, count in measured.points("limio.request.duration") if count == 1]
    assert INITIATE in timed
    assert {"http.request.method": "GET", "url.template": "/api/offers/v2"} in timed
    assert {span.name for span in measured.spans} == {"GET /api/offers/v2", "POST /api/admin/checkout/initiate"}


def test_an_error_is_told_by_its_class_and_status(world, limio, measured):
    limio.faults.add("checkout", "status", status=503)
    sold(world, limio)
    failed = INITIATE | {"error.type": "ServerError", "http.response.status_code": 503}
    assert failed in [labels for labels, _ in measured.points("limio.request.duration")]
    assert [span.status.status_code.name for span in measured.spans if "initiate" in span.name] == ["ERROR", "ERROR"]
    assert [event for span in measured.spans for event in span.events] == []


def test_a_checkout_is_counted_with_the_reason_it_fell_back_for(world, limio, measured):
    sold(world, limio)
    limio.faults.add("checkout", "status", status=503)
    sold(world, limio)
    assert sorted(measured.points("limio.checkouts"), key=str) == [
        ({"kind": "assisted", "reason": "none"}, 1),
        ({"kind": "purchase_link", "reason": "server_error"}, 1),
    ]


def test_the_breaker_s_opening_is_counted_once_and_requests_not_made_are_not_timed(limio, measured):
    limio.faults.add("offers", "status", status=503)
    with LimioClient(limio.settings()) as client:
        for _ in range(3):
            with pytest.raises(LimioError):
                client.list_offers()
    assert measured.points("limio.breaker.opened") == [({"reason": "server_error"}, 1)]
    assert sum(count for _, count in measured.points("limio.request.duration")) == limio.calls("offers")


def test_what_leaves_the_process_holds_nothing_of_the_customer_and_no_secret(world, limio, measured):
    for operation in ("checkout", "offers", "token"):
        for kind in ("status", "not_json", "drop"):
            fault = limio.faults.add(operation, kind)
            sold(world, limio, deadline=1)
            limio.faults.remove(fault)
    sold(world, limio)
    secrets = [limio.settings().client_secret.get_secret_value(), *(basket.id for basket in limio.baskets)]
    secrets += [basket.recovery_link.rpartition("=")[2] for basket in limio.baskets]
    told = measured.everything()
    assert "limio.request.duration" in told
    assert [word for word in (*PRIVATE, *secrets) if word in told] == []
    assert {name for span in measured.spans for name in span.attributes} <= LABELS


def talked(world, limio, *messages, model=None, thread="zelda-s-thread"):
    """Have a customer talk to the agent."""
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(toolkit, model=model, checkpointer=InMemorySaver())
        config = {"configurable": {"thread_id": thread}}
        given = [{"messages": [("user", said)]} for said in messages]
        if world == "blocking":
            return [agent.invoke(one, config) for one in given][-1]

        async def main():
            return [await agent.ainvoke(one, config) for one in given][-1]

        return asyncio.run(main())


SAYS = (f"Business Pro yearly for 2, I'm Zelda Quince, {PRIVATE[0]}, {PRIVATE[3]}", "yes please", "no thanks")


def test_a_conversation_is_traced_step_by_step_and_its_outcome_counted(world, limio, measured):
    state = talked(world, limio, *SAYS)
    assert state["outcome"]["kind"] == "assisted_checkout"
    assert {"limio.agent.read", "limio.agent.confirm", "limio.agent.hand_over"} <= {
        span.name for span in measured.spans
    }
    assert measured.points("limio.checkouts") == [({"kind": "assisted", "reason": "none"}, 1)]
    requests = [span for span in measured.spans if span.name.startswith("POST /api/admin")]
    steps = {span.context.span_id: span.name for span in measured.spans}
    assert [steps[span.parent.span_id] for span in requests] == ["limio.agent.assisted_checkout"]


def test_a_conversation_s_fallback_is_counted_by_its_reason(limio, measured):
    limio.faults.add("checkout", "status", status=503)
    talked("blocking", limio, *SAYS)
    assert measured.points("limio.checkouts") == [({"kind": "purchase_link", "reason": "server_error"}, 1)]


def test_a_model_that_fails_is_counted_by_its_error_s_class(limio, measured):
    with FakeOpenAI("500") as server:
        model = ChatOpenAI(model="fake", base_url=server.url, api_key="sk-key-of-the-model", timeout=5, max_retries=0)
        talked("blocking", limio, SAYS[0], model=model)
    ((labels, count),) = measured.points("limio.agent.model.failures")
    assert (set(labels), count) == ({"error.type"}, 1)
    assert labels["error.type"].isidentifier()


def test_a_question_to_a_colleague_is_no_failed_step(limio, measured):
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(toolkit, checkpointer=InMemorySaver())
        for said in SAYS:
            agent.invoke(
                {"messages": [("user", said)]},
                {"configurable": {"thread_id": "t"}},
                context=SalesContext(approval="required"),
            )
    assert "limio.agent.approve" in {span.name for span in measured.spans}
    assert [span.name for span in measured.spans if span.status.status_code.name == "ERROR"] == []


def test_of_a_whole_conversation_nothing_of_the_customer_s_leaves_the_process(world, limio, measured):
    with FakeOpenAI(reading(question="is it good?")) as server:
        model = ChatOpenAI(model="fake", base_url=server.url, api_key="sk-key-of-the-model", timeout=5, max_retries=0)
        talked("blocking", limio, SAYS[0], "does Zelda get a discount?", model=model)
    talked(world, limio, *SAYS)
    limio.faults.add("checkout", "status", status=503)
    talked(world, limio, *SAYS, "a quote please, and call me")
    told = measured.everything()
    needles = (*PRIVATE, "zelda-s-thread", "sk-key-of-the-model", "Business Pro", *(one.id for one in limio.baskets))
    assert "limio.agent.read" in told
    assert [word for word in needles if word in told] == []
    assert {name for span in measured.spans for name in span.attributes} <= LABELS


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/offers/v2", "/api/offers/v2"),
        ("/oauth2/token", "/oauth2/token"),
        ("/api/objects/limio/order/order-8cf72b2a", "/api/objects/limio/order/{id}"),
        ("/api/objects/limio/order/9/related", "/api/objects/limio/order/{id}/related"),
    ],
)
def test_an_object_s_id_is_no_label(path, route):
    assert telemetry.route_of(path) == route


def test_without_opentelemetry_a_sale_is_made_and_nothing_of_it_is_loaded():
    program = f"""
import sys
sys.modules["opentelemetry"] = None
from limio_langchain import CheckoutRequest, LimioClient, OrderItem
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import create_sales_agent
with Sandbox() as limio, LimioClient(limio.settings()) as client:
    print(client.checkout_or_link(CheckoutRequest(items=[OrderItem(offer={PRO!r})])).kind)
print([name for name in sys.modules if name.startswith("opentelemetry.")])
"""
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert told.split("\n")[:2] == ["assisted", "[]"]
