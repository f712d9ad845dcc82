"""The report of a PostgreSQL says the same as that of a file."""

import tracemalloc
from time import perf_counter

import pytest
from reported import Filled
from sqlalchemy import delete

from limio_sales_agent.outcomes.database import events, items, sales, writing
from limio_sales_agent.outcomes.page import as_json
from limio_sales_agent.outcomes.report import Period, make_report
from limio_sales_agent.outcomes.store import OutcomeStore

pytestmark = pytest.mark.slow


def test_both_databases_count_alike(database, tmp_path):
    with OutcomeStore.open(database) as shared, OutcomeStore.open(str(tmp_path / "one.sqlite")) as file:
        for store in (shared, file):
            Filled(store, 1_000)
        for period in (Period(), Period(playbook="Playbook 1")):
            assert as_json(make_report(shared, period)) == as_json(make_report(file, period))


@pytest.mark.load
@pytest.mark.timeout(240)
def test_100_000_conversations_in_a_database_take_less_than_two_seconds_and_flat_memory(database):
    peaks = []
    with OutcomeStore.open(database) as store:
        for conversations in (1_000, 100_000):
            with writing(store.engine) as connection:
                for table in (items, sales, events):
                    connection.execute(delete(table))
            Filled(store, conversations)
            make_report(store)
            tracemalloc.start()
            make_report(store)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        began = perf_counter()
        make_report(store)
        took = perf_counter() - began
    print(f"{took:.2f} s, {peaks[0] / 1e6:.1f} and {peaks[1] / 1e6:.1f} MB")
    assert took < 2
    assert peaks[1] < 2 * peaks[0] + 1_000_000
