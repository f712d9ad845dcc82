"""The short form of `make chaos`: conversations while Limio fails and the processes are killed, on each store."""

import os
from pathlib import Path

import pytest
from lacking import lacking
from postgres_cluster import HOW, binaries, cluster

from chaos.report import summary
from chaos.run import Plan, play

CONVERSATIONS = 48  # four of each path through a sale
TESTS = Path(__file__).parents[1]


@pytest.fixture
def database():
    if binaries() is None:
        lacking(HOW)
    with cluster() as url:
        yield url


@pytest.fixture(autouse=True)
def workers_find_their_modules(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TESTS), str(TESTS / "support")]))


def holds(plan):
    run = play(plan)
    assert run.happened["kills"] - run.happened["died"] >= 3
    assert run.happened["died"] >= 3
    assert run.happened["interrupted"] >= 10
    assert sum(fault.hits for fault in run.faults) >= 10
    assert sum(bool(told.baskets) for told in run.told) >= CONVERSATIONS / 4
    assert not any(run.failures.values()), summary(run)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_is_lost_and_nothing_is_made_twice_on_sqlite(tmp_path):
    first, second = (str(tmp_path / f"{name}.sqlite") for name in ("first", "second"))
    holds(Plan("SQLite", first, CONVERSATIONS, killed_every=20, fatal=0.005, second=second, repeated="first"))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_is_lost_and_nothing_is_made_twice_on_postgresql(database):
    holds(Plan("PostgreSQL", database, CONVERSATIONS, killed_every=20, fatal=0.005, seed=1))
