"""The short form of `make chaos`: conversations while Limio fails and the processes are killed, on each store."""

from pathlib import Path

import pytest

from chaos.report import summary
from chaos.run import Plan, play
from lacking import lacking
from postgres_cluster import HOW, binaries, cluster

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
    monkeypatch.setenv("PYTHONPATH", str(TESTS))


def holds(plan):
    run = play(plan)
    assert run.happened["kills"] >= 3
    assert run.happened["interrupted"] >= 10
    assert sum(fault.hits for fault in run.faults) >= 10
    assert sum(bool(told.baskets) for told in run.told) >= CONVERSATIONS / 4
    assert not any(run.failures.values()), summary(run)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_is_lost_and_nothing_is_made_twice_on_sqlite(tmp_path):
    holds(Plan("SQLite", str(tmp_path / "conversations.sqlite"), CONVERSATIONS, killed_every=20))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_is_lost_and_nothing_is_made_twice_on_postgresql(database):
    holds(Plan("PostgreSQL", database, CONVERSATIONS, servers=2, killed_every=20, seed=1))
