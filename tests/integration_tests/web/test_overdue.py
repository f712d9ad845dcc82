"""An order or a customer no colleague takes is told of once: to the customer, in the log, to the host, at the desk."""

import json
import logging
import sqlite3
import time
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta

import pytest
from web_server import Visitor

from limio_langchain import LimioToolkit
from limio_sales_agent.cli.setup import read_playbook
from limio_sales_agent.context import RunContext
from limio_sales_agent.graph import create_sales_agent
from limio_sales_agent.outcomes.desk import HELD_FOR, Desk
from limio_sales_agent.outcomes.feed import Feed
from limio_sales_agent.services import Resources
from limio_sales_agent.web.call_cards import CallCards
from limio_sales_agent.web.chat_service import Conversations
from limio_sales_agent.web.order_card import OrderCards
from limio_sales_agent.web.overdue import Overdue
from limio_sales_agent.web.storage import open_storage
from limio_sales_agent.web.taken_over import TakenOver
from limio_sales_agent.web.turn_stream import Turn, Turns

BUYS = ("Business Pro, yearly, for 3 people. I'm Jo Park, jo@brand.io", "yes", "no thanks")
ASKS = ("Can I speak to a person please?", "Jo Park, jo@brand.io, Brand Ltd")
THREAD = "web-1"
LINE = {"offer": "/offers2/Business Pro Annual", "quantity": 3, "kind": "offer"}
HALF_AN_HOUR = timedelta(minutes=30)


class Shop:
    """A server's parts, its customer's order that waits, and a clock that is moved by hand."""

    def __init__(self, storage, toolkit):
        self.storage, self.late, self.heard = storage, 0.0, []
        storage.outcomes.clock = lambda: time.time() + self.late
        playbook = read_playbook(None, sandbox=True)
        agent = create_sales_agent(toolkit, playbook=playbook, checkpointer=storage.saver, outcomes=storage.outcomes)
        self.talk = Conversations(agent, playbook, storage, approval=True)
        self.cards = OrderCards(self.talk, Resources(toolkit, RunContext(playbook, toolkit.settings)), HALF_AN_HOUR)
        self.alarm = Overdue(self.cards, Turns(), HALF_AN_HOUR)
        self.taken_over = TakenOver(self.cards, self.alarm.turns)

    async def say(self, *texts, locale=None):
        for text in texts:
            number = len(await self.storage.transcript.read(THREAD))
            await self.talk.answer(THREAD, f"message-{number}", text, Turn().tell, locale)

    async def look(self, **later):
        """Look after so much more time, tell the host, and return what was said to the customer and to the host."""
        self.late += timedelta(**later).total_seconds()
        said = len(await self.storage.transcript.read(THREAD))
        heard = len(self.heard)
        await self.alarm.look()
        await Feed(self.storage.outcomes, self.heard.append).tell()
        return [one["text"] for one in await self.storage.transcript.read(THREAD, said)], self.heard[heard:]


@asynccontextmanager
async def opened(limio, tmp_path, *said):
    toolkit = LimioToolkit.from_settings(limio.settings())
    async with toolkit, open_storage(str(tmp_path / "chat.sqlite")) as storage:
        made = Shop(storage, toolkit)
        await made.say(*said)
        yield made


@pytest.fixture
async def shop(limio, tmp_path):
    async with opened(limio, tmp_path, *BUYS) as made:
        yield made


@pytest.fixture
async def waits(limio, tmp_path):
    """The same shop, whose customer was promised a person and orders nothing."""
    async with opened(limio, tmp_path, *ASKS) as made:
        yield made


async def test_the_customer_and_the_host_are_told_once_when_the_time_is_over(shop):
    assert await shop.look(minutes=29) == ([], [])
    (said,), (heard,) = await shop.look(minutes=2)
    assert "No colleague has got to your order yet" in said
    assert (heard["kind"], heard["items"]) == ("approval_overdue", [LINE])
    assert await shop.look(hours=5) == ([], [])


async def test_the_log_says_that_an_order_waits_and_nothing_of_whose_or_what(shop, caplog):
    with caplog.at_level(logging.DEBUG, "limio_sales_agent"):
        await shop.look(minutes=31)
    (line,) = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert line == "an order has waited longer than 0:30:00 for a colleague; none has it"
    assert [word for word in ("jo@", "Park", "Business", THREAD) if word in caplog.text] == []


async def test_neither_is_a_customer_s_name_in_what_the_host_hears(shop):
    _, (heard,) = await shop.look(minutes=31)
    assert [word for word in ("jo@brand.io", "Park", THREAD) if word in json.dumps(heard)] == []


async def test_a_server_that_starts_anew_tells_nothing_twice(shop, limio, tmp_path):
    await shop.look(minutes=31)
    async with opened(limio, tmp_path) as again:
        assert await again.look(hours=1) == ([], [])


async def test_a_server_killed_between_the_customer_and_the_record_goes_on_there_without_saying_it_twice(
    shop, monkeypatch
):
    with monkeypatch.context() as broken:
        broken.setattr(shop.storage.outcomes, "record", lambda _: 1 / 0)
        shop.late += HALF_AN_HOUR.total_seconds()
        with pytest.raises(ZeroDivisionError):
            await shop.alarm.look()
    said, heard = await shop.look()
    assert (said, [one["kind"] for one in heard]) == ([], ["approval_overdue"])


async def test_an_order_that_a_colleague_has_is_not_told_of_until_they_let_go_of_it(shop):
    shop.late += timedelta(minutes=29).total_seconds()
    Desk(shop.storage.outcomes).claim(THREAD, "ann")
    assert await shop.look(minutes=2) == ([], [])
    said, heard = await shop.look(seconds=HELD_FOR)
    assert (len(said), len(heard)) == (1, 1)


async def test_an_order_that_was_decided_on_is_not_told_of(shop):
    (card,) = await shop.cards.waiting()

    async def declined(_asked):
        return {"type": "reject", "order": card["order"]}

    await shop.talk.decide(THREAD, card["order"], declined, Turn().tell)
    assert await shop.look(hours=1) == ([], [])


async def test_the_next_order_of_a_conversation_waits_for_its_own_time(shop):
    await shop.look(minutes=31)
    shop.late = 0.0  # an order waits from the machine's own time on
    await shop.say("make it 40", "yes", "no thanks")
    assert await shop.look(minutes=29) == ([], [])
    _, (heard,) = await shop.look(minutes=2)
    assert heard["items"] == [{**LINE, "quantity": 40}]


AGO = datetime.now(UTC) - timedelta(minutes=46)


@pytest.mark.parametrize(
    ("flags", "says", "since"),
    [(("--approval",), BUYS, ("waiting", AGO.isoformat())), ((), ASKS, ("limio_calls", AGO.timestamp()))],
)
def test_a_server_that_starts_with_somebody_who_waits_too_long_tells_of_it(serve, flags, says, since):
    server, (table, ago) = serve(*flags, "--approval-within", "45"), since
    visitor = Visitor(server)
    visitor.see()
    for text in says:
        visitor.say(text)
    server.stop()
    with closing(sqlite3.connect(server.database)) as connection, connection:
        connection.execute(f"UPDATE {table} SET since = ?", (ago,))
    server.start()
    until = time.monotonic() + 30
    while "No colleague" not in (last := visitor.see()["entries"][-1]["text"]):
        assert time.monotonic() < until, last
        time.sleep(0.1)


async def test_a_card_at_the_desk_says_that_it_waits_too_long(shop):
    assert [one["overdue"] for one in await shop.cards.waiting()] == [False]
    shop.late += HALF_AN_HOUR.total_seconds()
    assert [one["overdue"] for one in await shop.cards.waiting()] == [True]


async def test_a_conversation_whose_colleague_was_called_away_is_the_agent_s_again_and_told_so_once(shop):
    taken_over = shop.taken_over
    await taken_over.take(THREAD, "ann")
    shop.late += HELD_FOR - 60
    await taken_over.write(THREAD, "ann", "written-1", "One moment.")
    shop.late += HELD_FOR - 60
    await taken_over.look()
    assert (await shop.storage.transcript.read(THREAD))[-1]["role"] == "colleague"
    shop.late += 60
    for _ in range(2):
        await taken_over.look()
    last, back = (await shop.storage.transcript.read(THREAD))[-2:]
    assert (last["role"], back["text"][:12]) == ("colleague", "You're talki")
    await shop.say("hello?")
    assert "A colleague is checking" in (await shop.storage.transcript.read(THREAD))[-1]["text"]


async def test_a_customer_who_was_promised_a_person_is_told_of_once_too(waits, caplog):
    assert await waits.look(minutes=29) == ([], [])
    (said,), (heard,) = await waits.look(minutes=2)
    assert "No colleague has got to you yet" in said
    assert (heard["kind"], heard["items"]) == ("person_overdue", [])
    assert "a customer has waited longer than 0:30:00 for a colleague; none has it" in caplog.messages
    assert await waits.look(hours=5) == ([], [])
    assert "jo@brand.io" not in json.dumps(heard) + caplog.text


async def test_of_a_customer_whom_a_colleague_has_or_answered_nothing_is_told(waits):
    waits.late += timedelta(minutes=29).total_seconds()
    await waits.taken_over.take(THREAD, "ann")
    assert await waits.look(minutes=2) == ([], [])
    await waits.taken_over.give_back(THREAD, "ann")
    assert await waits.look(hours=1) == ([], [])


async def test_a_colleague_who_forgot_a_customer_has_them_the_agent_s_again_and_told_of_and_at_the_desk_still(waits):
    await waits.taken_over.take(THREAD, "ann")
    waits.late += HELD_FOR + 1
    await waits.taken_over.look()
    assert "automated assistant again" in (await waits.storage.transcript.read(THREAD))[-1]["text"]
    await waits.say("what does Business Pro cost?")
    assert "£" in (await waits.storage.transcript.read(THREAD))[-1]["text"]
    (card,), _ = await CallCards(waits.cards).waiting(())
    assert (card["thread"], card["overdue"]) == (THREAD, False)
    _, (heard,) = await waits.look(minutes=30)
    assert heard["kind"] == "person_overdue"
    (card,), _ = await CallCards(waits.cards).waiting(())
    assert card["overdue"] is True


async def test_an_order_under_a_turn_that_does_not_end_keeps_no_other_from_being_told_of(shop, monkeypatch):
    monkeypatch.setattr("limio_sales_agent.web.overdue.PATIENCE", 0.05)
    async with shop.storage.turn_of("web-0"), shop.alarm.turns.lock("web-0"):
        await shop.storage.transcript.wait("web-0", waiting=True)
        said, _ = await shop.look(minutes=31)
    assert len(said) == 1


async def test_it_is_said_in_the_customer_s_language(shop):
    playbook = shop.talk.playbook.model_copy(update={"languages": ("de",)})
    resources = shop.cards.resources
    context = RunContext(playbook, resources.context.settings)
    cards = OrderCards(shop.talk, Resources(resources.toolkit, context), HALF_AN_HOUR)
    assert "niemand" in cards.in_words_of({"locale": "de_DE"}).say("approval_overdue")
