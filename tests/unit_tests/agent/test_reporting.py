"""Telling the host; it may fail, and never changes the reply."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from limio_sales_agent.orders import hooks as reporting
from limio_sales_agent.orders import sinks
from limio_sales_agent.orders.hooks import Reported, areport, report

OUTCOME = {"outcome_id": "one", "kind": "handoff", "url": "https://x/secret", "items": [], "not_carried": []}


@pytest.fixture
def tell(world):
    def run(hook, told=None):
        told = told or Reported()
        if world == "blocking":
            report(hook, OUTCOME, told)
        else:
            asyncio.run(areport(hook, OUTCOME, told))

    return run


@pytest.fixture(params=["sync", "async"])
def hook_for(request):
    def make(work):
        if request.param == "sync":
            return work

        async def hook(outcome):
            await asyncio.sleep(0)
            work(outcome)

        return hook

    return make


def test_a_hook_is_called_once(tell, hook_for):
    told = []
    tell(hook_for(told.append))
    assert told == [OUTCOME]


def test_a_failing_hook_is_tried_again_and_then_left(tell, hook_for, caplog):
    told = []

    def fails(outcome):
        told.append(outcome)
        raise ValueError(outcome["url"])

    tell(hook_for(fails))
    assert len(told) == reporting.TRIES
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_a_hook_that_recovers_is_not_called_again(tell, hook_for):
    told = []

    def fails_once(outcome):
        told.append(outcome)
        if len(told) == 1:
            raise OSError

    tell(hook_for(fails_once))
    assert len(told) == 2


def test_a_hook_that_hangs_is_waited_for_once_and_not_long(tell, hook_for, monkeypatch):
    monkeypatch.setattr(reporting, "PATIENCE", 0.05)
    told = []

    def hangs(outcome):
        told.append(outcome)
        time.sleep(0.3)

    started = time.monotonic()
    tell(hook_for(hangs))
    assert len(told) == 1
    assert time.monotonic() - started < 2


async def test_a_blocking_hook_does_not_need_a_loop_of_its_own_to_be_called_from_one():
    told = []

    async def hook(outcome):
        told.append(outcome)

    report(hook, OUTCOME, Reported())  # a sync graph in a notebook, whose thread runs a loop already
    assert told == [OUTCOME]


def test_a_hook_cannot_change_what_is_stored(tell, hook_for):
    tell(hook_for(lambda outcome: outcome["items"].append("x")))
    assert OUTCOME["items"] == []


def test_an_outcome_is_told_once_however_many_runs_come_to_it_at_once(tell):
    heard, told = [], Reported()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tell(heard.append, told), range(16)))
    assert len(heard) == 1


def test_an_outcome_that_was_not_taken_may_be_told_by_a_later_run(tell):
    heard, told = [], Reported()

    def fails(_outcome):
        raise OSError

    tell(fails, told)
    tell(heard.append, told)
    assert len(heard) == 1


def test_of_the_outcomes_told_only_the_latest_are_remembered():
    told = Reported(most=2)
    for identity in ("a", "b", "c", "a"):
        with told.telling({"outcome_id": identity}) as telling:
            assert telling.ours
            telling.done = True


async def test_of_a_file_and_a_webhook_both_are_told_and_the_file_once(tmp_path, monkeypatch):
    heard = []

    async def post(outcome):
        heard.append(outcome["kind"])
        if len(heard) == 1:
            raise OSError

    monkeypatch.setattr(sinks, "to_webhook", lambda _: post)
    file = tmp_path / "outcomes.jsonl"
    tell = sinks.sink(file, "https://crm.example.com")
    with pytest.raises(OSError):
        await tell({"kind": "quote"})
    await tell({"kind": "quote"})
    assert (heard, file.read_text()) == (["quote", "quote"], '{"kind": "quote"}\n')


def test_a_line_of_which_the_disk_takes_a_part_is_told_again_whole(tmp_path, monkeypatch):
    file = tmp_path / "outcomes.jsonl"
    append, write = sinks.to_file(file), os.write
    append({"kind": "quote"})
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, line: write(handle, line[:7]))
        with pytest.raises(OSError, match="No space left on device"):
            append({"kind": "handoff"})
    append({"kind": "handoff"})
    assert file.read_text() == '{"kind": "quote"}\n{"kind": "handoff"}\n'
