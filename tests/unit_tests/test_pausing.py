"""New baskets stop at an operator's word, for all that share it, and reading goes on; the word is kept with the store."""

import sqlite3
import time

import pytest
from fake_limio import BASKET, PLAN, Either, FakeLimio, answer, page, settings

from limio_langchain import CheckoutRequest, LimioToolkit, OrderItem, SalesContext
from limio_langchain.errors import BasketsPaused
from limio_langchain.pausing import Pausing
from limio_langchain.tools.envelope import envelope_of
from limio_sales_agent.storage import pausing as stored
from limio_sales_agent.storage.pausing import StoreAway, is_paused, set_paused, watching
from limio_sales_agent.storage.sqlite import conversations

OFFERS, INITIATE = "/api/offers/v2", "/api/admin/checkout/initiate"
ORDER = CheckoutRequest(items=[OrderItem(offer="/offers2/Pro Plan")])


@pytest.fixture
def limio():
    return FakeLimio().script(OFFERS, page(PLAN)).script(INITIATE, answer(200, BASKET))


def test_nothing_that_writes_is_sent_while_paused_and_reading_goes_on(world, limio):
    either = Either(world, limio)
    either.client.pausing.is_paused = True
    assert len(either.list_offers().offers) == 1
    with pytest.raises(BasketsPaused):
        either.initiate_checkout(ORDER)
    assert limio.counts[INITIATE] == 0


def test_the_customer_gets_the_purchase_link_with_the_reason_and_later_a_basket_again(world, limio):
    either = Either(world, limio)
    either.client.pausing.is_paused = True
    result = either.checkout_or_link(ORDER)
    assert (result.kind, result.reason) == ("purchase_link", "paused")
    either.client.pausing.is_paused = False
    assert either.checkout_or_link(ORDER).kind == "assisted"


def test_a_toolkit_and_its_copies_pause_together():
    toolkit = LimioToolkit.from_settings(settings())
    copy = toolkit.with_context(SalesContext(country="GB"))
    toolkit.pausing.is_paused = True
    assert copy.pausing.is_paused


def test_a_model_reads_to_give_the_purchase_link_and_not_to_try_again():
    told = envelope_of(BasketsPaused())
    assert (told.code, told.retry, "limio_purchase_link" in told.next) == ("paused", False, True)


# The store -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path):
    place = tmp_path / "conversations.sqlite"
    with conversations(place):
        pass
    return str(place)


def test_the_word_is_kept_and_given_twice_it_changes_nothing(store):
    assert not is_paused(store)
    assert [set_paused(store, paused=True), set_paused(store, paused=True)] == [True, False]
    assert is_paused(store)
    assert [set_paused(store, paused=False), set_paused(store, paused=False)] == [True, False]
    assert not is_paused(store)


def test_a_store_that_is_not_there_is_no_store_to_pause(tmp_path):
    with pytest.raises(StoreAway, match="no such file"):
        set_paused(str(tmp_path / "typo.sqlite"), paused=True)
    assert list(tmp_path.iterdir()) == []


def until(holds, seconds=5.0):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.005)
    return holds()


def test_who_watches_knows_it_from_the_start_and_whenever_it_changes(store):
    set_paused(store, paused=True)
    pausing = Pausing()
    with watching(store, pausing, every=0.01):
        assert pausing.is_paused
        set_paused(store, paused=False)
        assert until(lambda: not pausing.is_paused)
        set_paused(store, paused=True)
        assert until(lambda: pausing.is_paused)


def test_what_was_known_last_holds_while_the_store_is_away(store, monkeypatch):
    set_paused(store, paused=True)
    pausing, asked = Pausing(), []

    def away(place, timeout):
        asked.append(place)
        raise sqlite3.OperationalError("disk I/O error")

    with watching(store, pausing, every=0.01):
        monkeypatch.setattr(stored, "connected", away)
        assert until(lambda: len(asked) > 2)
        assert pausing.is_paused


def test_a_store_away_is_told_without_its_address():
    with pytest.raises(StoreAway) as away:
        is_paused("postgresql://limio:hush@127.0.0.1:1/conversations")
    assert "hush" not in str(away.value)
    assert "does not answer" in str(away.value)
