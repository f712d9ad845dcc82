"""A hunt for secrets and customers' words in what people see of a sale: logs at every level, reprs, errors, the console."""

import logging
import traceback

import pytest
from fake_openai import FakeOpenAI, reading
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain import (
    CheckoutRequest,
    CustomerDetails,
    LimioClient,
    LimioError,
    LimioToolkit,
    OrderItem,
    SalesContext,
)
from limio_sales_agent import create_sales_agent

PRO = "/offers2/Business Pro Annual"
PRIVATE = ("zelda.quince@example.org", "Zelda", "Quince", "020 7946 0958", "7946 0958", "79460958")
ORDER = CheckoutRequest(
    items=[OrderItem(offer=PRO, quantity=2)],
    customer=CustomerDetails(email=PRIVATE[0], first_name="Zelda", last_name="Quince", phone="020 7946 0958"),
    custom_fields={"note": "call Zelda"},
)


@pytest.fixture
def everything_logged(caplog):
    """Every logger there is, at its most talkative."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def secrets_of(limio):
    settings = limio.settings()
    links = [signed for basket in limio.baskets for signed in (basket.recovery_link.rpartition("=")[2],)]
    return {settings.client_secret.get_secret_value(), *links}


def leaks(text, limio):
    return [word for word in {*PRIVATE, *secrets_of(limio)} if word in text]


def test_a_whole_sale_logs_no_secret_and_nothing_of_the_customer_s(limio, everything_logged, capfd):
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(toolkit, checkpointer=InMemorySaver())
        thread = {"configurable": {"thread_id": "t"}}
        for said in (
            f"Business Pro yearly for 2, I'm Zelda Quince, {PRIVATE[0]}, {PRIVATE[3]}",
            "yes please",
            "no thanks",
        ):
            state = agent.invoke({"messages": [("user", said)]}, thread)
        shown = repr(toolkit) + repr(toolkit.get_tools()) + repr(limio) + repr(limio.baskets) + repr(limio.requests)
    assert state["outcome"]["kind"] == "assisted_checkout"
    assert everything_logged.records
    console = capfd.readouterr()
    assert leaks(everything_logged.text + shown + console.out + console.err, limio) == []
    assert "Bearer " not in everything_logged.text


def test_a_model_s_client_logs_neither_its_key_nor_what_the_customer_said(limio, everything_logged):
    said = f"Business Pro yearly for 2, I'm Zelda Quince, {PRIVATE[0]}, {PRIVATE[3]}"
    with LimioToolkit.from_settings(limio.settings()) as toolkit, FakeOpenAI(reading(question="is it good?")) as server:
        model = ChatOpenAI(model="fake", base_url=server.url, api_key="sk-key-of-the-model", timeout=5, max_retries=0)
        agent = create_sales_agent(toolkit, model=model)
        agent.invoke({"messages": [("user", said)]})
        assert PRIVATE[0] in str(server.requests)
    told = everything_logged.text
    assert "openai" in told
    assert [word for word in (*PRIVATE, "sk-key-of-the-model") if word in told] == []


@pytest.mark.parametrize("operation", ["checkout", "token", "offers"])
@pytest.mark.parametrize("kind", ["hang", "drop", "not_json", "status", "redirect", "cut_off", "big_body"])
def test_a_failure_s_traceback_and_chain_hold_none_of_it(limio, everything_logged, operation, kind):
    limio.faults.add(operation, kind)
    with LimioClient(limio.settings(deadline=0.6)) as client, pytest.raises(LimioError) as failed:
        client.initiate_checkout(ORDER)
    told, error = [], failed.value
    while error is not None:
        told += [repr(error), str(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        error = error.__cause__ or error.__context__
    assert leaks("".join(told) + everything_logged.text, limio) == []


def test_models_and_results_show_nothing_of_it(limio):
    with LimioClient(limio.settings()) as client:
        session = client.initiate_checkout(ORDER)
        result = client.checkout_or_link(ORDER)
        shown = repr(
            [ORDER, session, result, client, client.auth, client.settings, SalesContext(customer=ORDER.customer)]
        )
    assert leaks(shown, limio) == []
