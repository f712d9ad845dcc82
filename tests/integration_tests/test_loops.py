"""One toolkit, one client or one agent, from any number of event loops and threads."""

import asyncio
import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from limio_langchain import AsyncLimioClient, LimioClient, LimioToolkit
from limio_sales_agent import create_sales_agent

PRO = "/offers2/Business Pro Annual"


@pytest.fixture(params=["made here", "the caller's"])
def toolkit(served, request):
    """A toolkit that makes its awaiting client itself, or is given one."""
    settings = served.settings(catalog_ttl=0)  # so that every call asks
    given = {"async_client": AsyncLimioClient(settings)} if request.param == "the caller's" else {}
    with LimioToolkit(settings=settings, **given) as made:
        yield made


async def found(toolkit):
    (tool,) = toolkit.get_tools(include=["limio_get_offer"])
    assert "Business Pro" in await tool.ainvoke({"offer": PRO})
    return True


async def found_inside(toolkit):
    async with toolkit:
        return all([await found(toolkit), await found(toolkit)])


def in_a_loop_left_open(work):
    """Run in a loop that is closed without a word to what it opened, as some workers do."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


RUNS = {
    "asyncio.run": lambda toolkit: asyncio.run(found(toolkit)),
    "asyncio.run, entered": lambda toolkit: asyncio.run(found_inside(toolkit)),
    "a bare loop": lambda toolkit: in_a_loop_left_open(found(toolkit)),
    "a bare loop, entered": lambda toolkit: in_a_loop_left_open(found_inside(toolkit)),
}


def test_one_loop_after_the_other(toolkit):
    for first, then in product(RUNS.values(), repeat=2):
        assert first(toolkit)
        assert then(toolkit)
    gc.collect()  # what was left open would be warned of here, and a warning is an error


def test_loops_and_threads_at_the_same_time(toolkit):
    (tool,) = toolkit.get_tools(include=["limio_get_offer"])

    def blocking(_):
        return "Business Pro" in tool.invoke({"offer": PRO})

    with ThreadPoolExecutor(12) as pool:
        jobs = [pool.submit(RUNS[name], toolkit) for name in RUNS for _ in range(3)]
        jobs += [pool.submit(blocking, number) for number in range(12)]
        assert all(job.result() for job in jobs)


def test_a_loop_that_leaves_does_not_close_another_s_connections(served, toolkit):
    entered, left = threading.Barrier(2), threading.Event()

    async def stays():
        async with toolkit:
            await found(toolkit)
            await asyncio.to_thread(entered.wait)
            await asyncio.to_thread(left.wait)
            opened = len(served.requests)
            await found(toolkit)
            return opened

    async def leaves():
        async with toolkit:
            await found(toolkit)
            await asyncio.to_thread(entered.wait)
        left.set()

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(lambda work=work: asyncio.run(work())) for work in (stays, leaves)]
        assert all(job.result() is None or job.result() for job in jobs)


async def test_the_last_to_leave_a_loop_closes_its_connections(served):
    client = AsyncLimioClient(served.settings())
    async with client:
        async with client:
            await client.list_offers()
        open_still = list(client._transport._loops.values())
        await client.list_offers()
        assert [len(connections.open) for connections in open_still] == [1]
    assert client._transport._loops == {}


def blocking_connections(toolkit):
    return toolkit._connections._client._transport._open


async def test_who_leaves_async_with_leaves_no_connection_of_blocking_calls(served):
    async with LimioToolkit.from_settings(served.settings()) as toolkit:
        (tool,) = toolkit.get_tools(include=["limio_get_offer"])
        await asyncio.to_thread(tool.invoke, {"offer": PRO})
        assert blocking_connections(toolkit)
    assert not blocking_connections(toolkit)


async def test_a_blocking_call_on_its_way_is_not_cut_off_by_who_leaves_async_with(served):
    with LimioToolkit.from_settings(served.settings()) as toolkit:
        (tool,) = toolkit.get_tools(include=["limio_get_offer"])
        fault = served.faults.add("offers", "delay", seconds=0.2, times=1)
        async with toolkit:
            asking = asyncio.create_task(asyncio.to_thread(tool.invoke, {"offer": PRO}))
            await asyncio.to_thread(until, lambda: fault.hits)
            asked = len(served.requests)
        assert "Business Pro" in await asking
        assert len(served.requests) == asked
        assert not blocking_connections(toolkit)


async def test_a_blocking_call_between_two_requests_leaves_no_connection_either(served):
    with LimioToolkit.from_settings(served.settings()) as toolkit:
        (tool,) = toolkit.get_tools(include=["limio_get_offer"])
        fault = served.faults.add("offers", "status", status=503, times=1)
        async with toolkit:
            asking = asyncio.create_task(asyncio.to_thread(tool.invoke, {"offer": PRO}))
            await asyncio.to_thread(until, lambda: fault.hits)
        assert "Business Pro" in await asking
        assert not blocking_connections(toolkit)


async def test_a_blocking_tool_works_inside_a_running_loop(toolkit):
    (tool,) = toolkit.get_tools(include=["limio_get_offer"])
    assert "Business Pro" in tool.invoke({"offer": PRO})


async def test_calls_side_by_side_outside_async_with_share_connections_and_leave_none(served):
    client = AsyncLimioClient(served.settings())
    await asyncio.gather(*(client.get_offer(PRO) for _ in range(10)))
    assert client._transport._loops == {}


def test_a_client_that_was_closed_opens_again(served):
    with LimioClient(served.settings()) as client:
        client.list_offers()
        client.close()
        assert client.list_offers().offers

    async def again():
        async with AsyncLimioClient(served.settings()) as awaiting:
            await awaiting.aclose()
            return (await awaiting.list_offers()).offers

    assert asyncio.run(again())


def until(happened):
    while not happened():
        time.sleep(0.01)


def test_a_cancelled_call_leaves_nothing_open(served):
    async def cancelled():
        client = AsyncLimioClient(served.settings())
        fault = served.faults.add("offers", "hang", times=1)
        asking = asyncio.create_task(client.list_offers())
        await asyncio.to_thread(until, lambda: fault.hits)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        return client._transport._loops

    assert asyncio.run(cancelled()) == {}
    served.faults.clear()
    gc.collect()


def test_one_agent_goes_on_in_another_loop(served):
    with LimioToolkit.from_settings(served.settings()) as toolkit:
        agent = create_sales_agent(toolkit)

        def said(text):
            told = asyncio.run(agent.ainvoke({"messages": [("user", text)]}, {"configurable": {"thread_id": "1"}}))
            return told["messages"][-1].content

        assert said("Hi, we are a team of 12")
        assert said("What do you have?")
