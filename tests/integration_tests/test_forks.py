"""A client or toolkit made before a fork: each child has connections, locks and fetches of its own."""

import asyncio
import json
import os
import sys
import threading
import traceback
import warnings
from contextlib import ExitStack

import pytest

from limio_langchain import AsyncLimioClient, CheckoutRequest, CustomerDetails, LimioClient, LimioToolkit, OrderItem
from limio_langchain.client import names
from limio_langchain.sandbox import Sandbox

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
PRO = "/offers2/Business Pro Annual"
CHILDREN, CHECKOUTS, TRIALS = 3, 6, 20
SECONDS = 60  # within which a child must be done, or it hangs


def in_child(work):
    """Fork, do `work` in the child, and return what ends the wait for its JSON."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of a fork beside threads: that is the test
        child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            code = 0
        except BaseException:  # noqa: BLE001  told by the exit status
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(code)
    os.close(writing)

    def result():
        too_long = threading.Timer(SECONDS, os.kill, (child, 9))
        too_long.start()
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        too_long.cancel()
        assert os.waitpid(child, 0)[1] == 0, "the child failed or hung"
        return json.loads(told)

    return result


def order(name):
    return CheckoutRequest(items=[OrderItem(offer=PRO)], customer=CustomerDetails(email=f"{name}@example.com"))


def bought(client, who):
    """Make checkouts one after the other and return who each was for, with the basket it came to."""
    orders = [order(f"{who}-{number}") for number in range(CHECKOUTS)]
    if isinstance(client, LimioClient):
        sold = [client.checkout_or_link(one) for one in orders]
    else:
        sold = asyncio.run(_bought_awaiting(client, orders))
    return [[one.customer.email, result.basket_id] for one, result in zip(orders, sold, strict=True)]


async def _bought_awaiting(client, orders):
    async with client:
        return await asyncio.gather(*(client.checkout_or_link(one) for one in orders))


def children_of(client, trial):
    return [in_child(lambda child=child: bought(client, f"trial{trial}-child{child}")) for child in range(CHILDREN)]


def trial_of(world, limio, trial):
    """Make a client, use it, fork, and return what the children bought; the parent goes on buying meanwhile."""
    if world == "blocking":
        with LimioClient(limio.settings()) as client:
            client.checkout_or_link(order(f"trial{trial}-before"))
            children = children_of(client, trial)
            own = [["", client.checkout_or_link(order(f"trial{trial}-parent")).basket_id]]
            return own, [child() for child in children]

    async def parent():
        async with AsyncLimioClient(limio.settings()) as client:
            await client.checkout_or_link(order(f"trial{trial}-before"))
            children = children_of(client, trial)
            own = [["", (await client.checkout_or_link(order(f"trial{trial}-parent"))).basket_id]]
            return own, [await asyncio.to_thread(child) for child in children]

    return asyncio.run(parent())


@pytest.mark.parametrize("trials", [1, pytest.param(TRIALS, marks=pytest.mark.slow)])
def test_children_of_a_client_that_was_used_have_baskets_of_their_own(world, trials):
    with Sandbox() as limio:
        for trial in range(trials):
            own, sold = trial_of(world, limio, trial)
            everyone = [line for child in sold for line in child]
            baskets = {basket.id: basket for basket in limio.baskets}
            assert len({basket for _, basket in [*own, *everyone]}) == 1 + CHILDREN * CHECKOUTS
            for email, basket in everyone:
                assert baskets[basket].order["customerDetails"]["email"] == email


def holding(*locks):
    """Hold locks in another thread, as threads that a child does not have would; the stack's end lets them go."""
    held, done = threading.Event(), threading.Event()

    def hold():
        with ExitStack() as stack:
            for lock in locks:
                stack.enter_context(lock)
            held.set()
            done.wait(SECONDS)

    threading.Thread(target=hold, daemon=True).start()
    held.wait(SECONDS)
    stack = ExitStack()
    stack.callback(done.set)
    return stack


def test_a_lock_or_fetch_of_the_parent_s_holds_no_child():
    with Sandbox() as limio, LimioToolkit.from_settings(limio.settings(deadline=5)) as toolkit:
        auth, catalog = toolkit._connections._client.auth, toolkit.catalog

        def offers():
            catalog._copies.clear()
            return [offer.path for offer in toolkit.run(catalog.offers()).offers]

        known = offers()
        with holding(auth._lock, toolkit._connections._client.health._lock, catalog._lock, names.resolver._lock):
            assert in_child(offers)() == known
        auth._token = None
        limio.faults.add("token", "delay", seconds=1.0, times=1)
        asking = threading.Thread(target=offers)
        asking.start()
        while auth._flight is None:
            pass
        assert in_child(offers)() == known  # while the parent's fetches of token and list are under way
        asking.join(SECONDS)


def test_what_a_child_knows_of_its_parent_s_sales_is_the_token_alone():
    with Sandbox() as limio, LimioClient(limio.settings()) as client:
        client.list_offers()
        asked = len(limio.requests)
        in_child(lambda: len(client.list_offers().offers))()
        assert [request["path"] for request in limio.requests][asked:] == ["/api/offers/v2"]
