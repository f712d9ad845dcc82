"""Limio's own figure: asked only where it is turned on, read only under the names that are set."""

import json
from datetime import date
from decimal import Decimal

import pytest

from limio_langchain import AsyncLimioClient, CheckoutRequest, CustomerDetails, LimioClient, LimioToolkit, OrderItem
from limio_langchain.api.preview import PREVIEW, preview_body, preview_order
from limio_langchain.errors import InputError, NotSeenHere, OrderRefused, ServerError
from limio_langchain.models.periods import Period
from limio_langchain.models.preview import PreviewedCharge, preview_in
from limio_langchain.operation import Operation
from limio_langchain.recommendation import Cost
from limio_langchain.sandbox import Sandbox
from limio_langchain.tools.previews import Previews, compared

NAMES = {"charges": "futureCharges", "amount": "amount", "currency": "currency", "date": "date"}
ON = {"assume": {"order_preview"}, "preview_fields": NAMES}
LIBRARY = "/offers2/Team Library"
JO = CustomerDetails(email="jo@example.com", company="Acme")


def order(*lines, **more):
    return CheckoutRequest(items=tuple(OrderItem(offer=path, quantity=count) for path, count in lines), **more)


@pytest.fixture(params=["blocking", "awaiting"])
async def preview(request, served):
    """What either client says of an order."""

    async def asked(one, **settings):
        known = served.settings(**(ON | settings))
        if request.param == "blocking":
            with LimioClient(known) as client:
                return client.preview_order(one)
        async with AsyncLimioClient(known) as client:
            return await client.preview_order(one)

    return asked


async def test_an_order_s_first_charge_is_told_with_its_currency_and_day(preview):
    told = await preview(order((LIBRARY, 12), customer=JO))
    assert told.complete
    assert (told.first.amount, told.first.currency) == (Decimal(1495), "GBP")


async def test_charges_of_one_day_are_added_up_and_later_ones_are_not(preview):
    told = await preview(order(("/offers2/Home £1 for 1 month then £8.99 monthly", 1)))
    assert [charge.amount for charge in told.charges] == [Decimal("1.00"), Decimal("8.99")]
    assert told.first.amount == Decimal("1.00")


def test_nothing_of_the_customer_is_sent(served):
    known = served.settings(**ON)
    one = CheckoutRequest(
        items=(OrderItem(id="a", version="b"),), customer=JO, country="GB", custom_fields={"note": "for Jo"}
    )
    steps = preview_order(one, known)
    asked = next(steps)
    while not isinstance(asked, Operation):
        asked = steps.send(asked.work())
    assert set(asked.body) == {"order_type", "source", "country", "orderItems"}


async def test_a_price_that_is_not_told_leaves_no_sum(preview):
    told = await preview(order(("/offers2/Market Data API", 5), (LIBRARY, 5)))
    assert (told.complete, told.first) == (False, None)
    assert [charge.amount for charge in told.charges] == [Decimal(495)]


async def test_it_is_off_until_it_is_turned_on(preview, served):
    before = len(served.requests)
    with pytest.raises(NotSeenHere):
        await preview(order((LIBRARY, 1)), assume=set())
    with pytest.raises(InputError, match="preview_fields"):
        await preview(order((LIBRARY, 1)), preview_fields=None)
    assert len(served.requests) == before


async def test_it_is_asked_once_whatever_comes_of_it(preview, served):
    served.faults.add("preview", "status", status=503)
    before = served.calls("preview")
    with pytest.raises(ServerError):
        await preview(order((LIBRARY, 1)))
    served.faults.clear()
    assert served.calls("preview") == before + 1


async def test_an_offer_that_is_not_on_sale_is_refused(preview):
    line = OrderItem(id="0" * 40, version="0" * 40)
    with pytest.raises(OrderRefused):
        await preview(CheckoutRequest(items=(line,)))


def test_the_sandbox_says_that_its_answer_is_invented(served):
    with LimioClient(served.settings()) as client:
        found = client.get_offer(LIBRARY)
        line = {"offer": {"id": found.id, "version": found.version}, "quantity": 12}
        told = client.run(Operation("POST", PREVIEW, json.loads, body={"orderItems": [line]}))
    assert "Limio publishes none" in told["invented"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"futureCharges": None},
        {"futureCharges": []},
        {"futureCharges": [{"amount": "1", "currency": "GBP"}]},
        {"futureCharges": [{"amount": "1", "date": "2026-01-01"}]},
        {"futureCharges": [{"amount": True, "currency": "GBP", "date": "2026-01-01"}]},
        {"futureCharges": [{"amount": "1", "currency": "pounds", "date": "2026-01-01"}]},
        {
            "futureCharges": [
                {"amount": "1", "currency": "GBP", "date": "soon"},
                {"amount": "2", "currency": "GBP", "date": "2026-01-01"},
            ]
        },
        {"futureCharges": ["1"]},
        {"total": "9.99"},
    ],
)
def test_an_amount_counts_only_with_its_currency_and_its_date(told):
    assert preview_in(told, NAMES).first is None


def test_names_may_lie_deeper_and_the_answer_may_be_the_one_charge():
    names = {"amount": "total.value", "currency": "total.code", "date": "on"}
    told = preview_in({"total": {"value": 12.5, "code": "EUR"}, "on": "2026-01-01T00:00:00Z"}, names)
    assert (told.first.amount, told.first.currency) == (Decimal("12.5"), "EUR")


def test_the_names_can_be_set_in_the_environment(monkeypatch, served):
    monkeypatch.setenv("LIMIO_PREVIEW_FIELDS", "charges=a.b, amount=value,currency=code,date=on")
    assert served.settings().preview_fields == {"charges": "a.b", "amount": "value", "currency": "code", "date": "on"}
    monkeypatch.setenv("LIMIO_PREVIEW_FIELDS", "amount=value")
    with pytest.raises(ValueError, match="preview_fields"):
        served.settings()


def sold(limio, **options):
    """The answer of a checkout for twelve, by a toolkit that asks for Limio's own figure."""
    with LimioToolkit.from_settings(limio.settings(**ON), preview_orders=True, **options) as toolkit:
        (tool,) = toolkit.get_tools(include=["limio_create_checkout"])
        call = {"items": [{"offer": LIBRARY, "quantity": 12}]}
        return [tool.invoke({"type": "tool_call", "id": str(n), "name": tool.name, "args": call}) for n in range(2)]


def test_a_checkout_asks_for_limio_s_figure_once_an_order():
    with Sandbox() as limio:
        first, again = sold(limio)
        assert "Limio says GBP 1495 is paid first" in first.content
        assert again.artifact["limio"] == first.artifact["limio"]
        assert (first.artifact["limio"]["differs"], limio.calls("preview"), limio.calls("checkout")) == (False, 1, 2)


def test_each_order_and_each_country_has_a_figure_of_its_own():
    with Sandbox() as limio:
        known = limio.settings(**ON)
        previews, orders = (
            Previews(known),
            [order((LIBRARY, 12)), order((LIBRARY, 60)), order((LIBRARY, 12), country="FR")],
        )
        with LimioClient(known) as client:
            told = [client.run(previews.first_charge(one)) for one in [*orders, *orders]]
    assert [charge.amount for charge in told[:2]] == [Decimal(1495), Decimal(3950)]
    assert limio.calls("preview") == len(orders)


def test_where_the_figures_differ_limio_s_is_told_and_the_host_learns_of_it(caplog):
    with Sandbox(behaviours=["preview_with_tax"]) as limio:
        first, _ = sold(limio)
    assert "Limio says GBP 1794.00 is paid first" in first.content
    assert "tell the customer Limio's" in first.content
    assert (first.artifact["limio"]["differs"], first.artifact["limio"]["ours"]) == (True, "1495")
    assert "Limio's preview is GBP 1794.00" in caplog.text


@pytest.mark.parametrize("kind", [{"kind": "status", "status": 500}, {"kind": "not_json"}])
def test_a_preview_that_fails_is_never_in_a_sale_s_way(kind):
    with Sandbox(faults=[{"on": "preview", **kind}]) as limio:
        first, _ = sold(limio)
        assert (first.artifact["kind"], len(limio.baskets) > 0) == ("assisted", True)
        assert "the total is the catalogue's" in first.content


@pytest.mark.parametrize("world", ["blocking", "awaiting"])
async def test_previews_that_fail_do_not_count_as_the_api_being_down(world):
    with Sandbox(faults=[{"on": "preview", "kind": "status", "status": 503}]) as limio:
        known, item = limio.settings(**ON), limio.catalogue.by_path(LIBRARY)
        # By its id nothing else is asked in between, whose answer would say that the API is up.
        one = CheckoutRequest(items=(OrderItem(id=item["id"], version=item["version"]),), customer=JO)
        if world == "blocking":
            with LimioClient(known) as client:
                for _ in range(2):
                    with pytest.raises(ServerError):
                        client.preview_order(one)
                client.initiate_checkout(one)
        else:
            async with AsyncLimioClient(known) as client:
                for _ in range(2):
                    with pytest.raises(ServerError):
                        await client.preview_order(one)
                await client.initiate_checkout(one)
        assert len(limio.baskets) == 1


def test_without_it_a_checkout_is_one_request():
    with Sandbox() as limio, LimioToolkit.from_settings(limio.settings(**ON)) as toolkit:
        (tool,) = toolkit.get_tools(include=["limio_create_checkout"])
        tool.invoke({"items": [{"offer": LIBRARY, "quantity": 12}]})
        assert limio.calls("preview") == 0


MONTH = Period(1, "months")
PAID = Cost(total=Decimal(12), first=Decimal(12), currency="GBP", every=MONTH)
TRIAL = Cost(total=Decimal(12), first=Decimal(0), currency="GBP", every=MONTH, delay=MONTH)
RHYTHMS = Cost(unknown="charges", first=Decimal(12), currency="GBP")
LATE_RHYTHMS = Cost(unknown="charges", first=Decimal(0), currency="GBP")


@pytest.mark.parametrize(
    ("ours", "theirs", "differs"),
    [
        (PAID, "12", False),
        (PAID, "12.01", True),
        (TRIAL, "12", False),  # nothing is paid until it ends, and Limio tells what is charged then
        (TRIAL, "15", True),
        (RHYTHMS, "12", False),
        (RHYTHMS, "15", True),
        (LATE_RHYTHMS, "12", False),  # which of them comes first is not known
        (Cost(unknown="outside"), "12", False),
    ],
)
def test_limio_s_figure_is_held_against_the_first_sum_that_is_charged_at_all(ours, theirs, differs):
    charge = PreviewedCharge(Decimal(theirs), "GBP", date(2026, 5, 1))
    assert compared(charge, ours)["differs"] is differs


def test_a_change_of_a_subscription_is_asked_for_as_one_and_names_nothing_else(served):
    line = {"offer": {"id": "1", "version": "2"}, "quantity": 3}
    assert preview_body([line], None, served.settings(), "sub-1") == {
        "order_type": "update_subscription",
        "forSubscription": {"id": "sub-1"},
        "source": served.settings().source,
        "orderItems": [line],
    }


@pytest.mark.parametrize("fact", ["order_preview", "change_preview"])
async def test_each_kind_of_preview_is_turned_on_by_its_own_fact(served, fact):
    held = served.subscriptions.add("cus-1", LIBRARY)
    with LimioClient(served.settings(assume={fact}, preview_fields=NAMES)) as client:
        for one, subscription in (("order_preview", None), ("change_preview", held.id)):
            if one == fact:
                assert client.preview_order(order((LIBRARY, 1)), subscription).complete
            else:
                with pytest.raises(NotSeenHere, match=one):
                    client.preview_order(order((LIBRARY, 1)), subscription)
