"""Every order of a conversation is its own, on a Limio that keeps the first body of a repeated key and on one that keeps the last."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from limio_langchain import CustomerDetails, SalesContext, Tracking
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook

PRO = "/offers2/Business Pro Annual"
PLAYBOOK = Playbook(offers={"attributes": {"label__limio": ["business"]}}, add_ons="never", lead_with="yearly")
ORDER = ("Business Pro, yearly, for 3 people. I'm Jo Park of Brand, jo@brand.io", "yes")


@pytest.fixture(scope="module", params=["first", "last"])
def served(request):
    with Sandbox(repeated=request.param) as sandbox:
        yield sandbox


@pytest.fixture
def chat(talk):
    return talk(PLAYBOOK)


def ordered(chat):
    return [[(line.path, line.quantity) for line in basket.lines] for basket in chat.baskets]


def whose(basket):
    return basket.order["customerDetails"]


def test_two_customers_on_one_thread_get_two_baskets_each_its_own(talk):
    one, other = talk(PLAYBOOK, thread="customer-1"), talk(PLAYBOOK, thread="customer-1")
    one.say(*ORDER)
    said = other.say("Business Pro, yearly, for 3 people. I'm Ann Lee of Other, ann@other.io", "yes")
    mine, theirs = one.baskets
    assert (whose(mine)["email"], whose(theirs)["email"]) == ("jo@brand.io", "ann@other.io")
    assert one.outcome["url"] not in said


def test_two_customers_on_one_thread_who_say_the_very_same_get_two_baskets(talk):
    for _ in range(2):
        chat = talk(PLAYBOOK, thread="customer-1")
        chat.say(*ORDER)
    assert len({basket.id for basket in chat.limio.baskets if whose(basket)["email"] == "jo@brand.io"}) >= 2


def test_the_same_message_sent_again_after_the_link_makes_no_other_basket(chat):
    chat.say(*ORDER)
    chat.say("yes")
    assert ordered(chat) == [[(PRO, 3)]]


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [("my name is Jo Smith", "lastName", "Smith"), ("send it to jo@new.io", "email", "jo@new.io")],
)
def test_a_correction_after_the_link_makes_a_new_basket_and_says_that_the_old_one_is_void(chat, said, field, value):
    chat.say(*ORDER)
    first = chat.outcome
    reply = chat.say(said)
    assert [whose(basket)[field] == value for basket in chat.baskets] == [False, True]
    assert chat.outcome["url"] in reply
    assert "This link replaces the earlier one; please don't use that any more." in reply
    assert chat.outcome["supersedes"] == first["external_id"]


def test_back_to_the_first_number_after_a_change_is_a_fresh_basket(chat):
    chat.say(*ORDER, "make it 7", "yes", "make it 3", "yes")
    assert ordered(chat) == [[(PRO, 3)], [(PRO, 7)], [(PRO, 3)]]
    assert len({basket.id for basket in chat.baskets}) == 3


@pytest.mark.parametrize("paid", [False, True], ids=["not paid", "paid"])
def test_another_order_of_the_very_same_is_a_fresh_basket_that_can_be_paid(chat, paid):
    chat.say(*ORDER)
    first = chat.outcome["url"]
    if paid:
        chat.limio.pay(first)
    chat.say("I'd like to place another order: Business Pro yearly for 3 people", "yes")
    assert ordered(chat) == [[(PRO, 3)]] * 2
    assert chat.outcome["url"] != first
    assert chat.outcome["supersedes"] is None
    chat.limio.pay(chat.outcome["url"])
    assert [basket.completed for basket in chat.baskets] == [paid, True]


def test_only_the_link_again_gives_the_old_one(chat):
    chat.say(*ORDER)
    first = chat.outcome["url"]
    assert first in chat.say("can I have the link again?")
    assert len(chat.baskets) == 1


def test_a_checkout_and_a_quote_of_the_same_are_two_baskets(chat):
    chat.say(*ORDER)
    chat.say("could I have a quote for it as well?")
    assert [basket.order["tracking"].get("tag") for basket in chat.baskets] == [None, "quote"]


def test_what_the_host_tracks_makes_another_order(talk, world):
    made = []
    for account in ("001A", "001B"):
        context = SalesContext(order_key=f"one {world}", tracking=Tracking(account_id=account))
        chat = talk(PLAYBOOK, thread=f"tracked {account}", context=context)
        chat.say(*ORDER)
        made += [basket.order["tracking"]["accountId"] for basket in chat.baskets]
    assert made == ["001A", "001B"]


# Reported once, and kept ------------------------------------------------------------------------------------------------


def test_a_sale_keeps_what_was_shown_what_was_said_when_and_for_which_order(chat):
    chat.say(*ORDER)
    (receipt,) = chat.state["receipts"]
    assert receipt == chat.told[-1]["consent"] == chat.outcome["consent"]
    assert receipt["order_key"] == chat.baskets[0].external_id == chat.outcome["external_id"]
    assert [yes["words"] for yes in receipt["yes"]] == ["yes"]
    assert receipt["shown_at"] <= receipt["yes"][0]["at"]
    assert "£972.00" in receipt["terms"]
    assert set(receipt["versions"]) == {PRO}
    assert receipt["outcome_id"] == chat.outcome["outcome_id"]


def test_an_add_on_s_yes_and_terms_are_part_of_the_receipt(talk, tidewell):
    chat = talk(tidewell)
    chat.say(
        "hi, we're a 12 person PR agency and want to pay yearly. i'm Jo Park, jo@brand.io", "yes please", "yes please"
    )
    (receipt,) = chat.state["receipts"]
    assert [yes["words"] for yes in receipt["yes"]] == ["yes please", "yes please"]
    assert [line["kind"] for line in receipt["items"]] == ["offer", "add_on"]
    assert set(receipt["versions"]) == {line["offer"] for line in receipt["items"]}


def test_each_outcome_has_an_id_of_its_own(chat):
    chat.say(*ORDER, "make it 7", "yes")
    ids = [outcome["outcome_id"] for outcome in chat.told]
    assert len(ids) == len(set(ids)) == 2


def test_however_many_resume_at_once_one_basket_is_made_and_the_host_is_told_once(talk):
    context = SalesContext(approval="required", customer=CustomerDetails(email="jo@brand.io"))
    chat = talk(PLAYBOOK, context=context, checkpointer=InMemorySaver())
    chat.say("Business Pro, yearly, for 3 people", "yes")
    given = Command(resume={"decisions": [{"type": "approve"}]})
    if chat.world == "blocking":
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: chat.run(given), range(8)))
    else:

        async def all_at_once():
            work = (chat.agent.ainvoke(given, chat.config, context=context, durability="sync") for _ in range(8))
            await asyncio.gather(*work)

        asyncio.run(all_at_once())
    assert len(chat.baskets) == 1
    assert len(chat.told) == 1
