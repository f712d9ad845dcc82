"""The report counts what there is, and names nobody."""

import csv
import io
import json
import re
import tracemalloc
from datetime import timedelta
from decimal import Decimal
from time import perf_counter

import pytest
from reported import FIRST, Filled

from limio_sales_agent.outcomes.events import Event
from limio_sales_agent.outcomes.page import as_csv, as_json, as_page
from limio_sales_agent.outcomes.report import Period, make_report
from limio_sales_agent.outcomes.store import OutcomeStore


def counted(found):
    return {one.code: one.count for one in found}


def holds(report, filled):
    """Whether a report says what was counted beside it."""
    assert report.funnel == dict(filled.funnel)
    assert (report.paid, report.taken_back) == (filled.paid, filled.taken_back)
    assert report.unverified == filled.unverified
    assert report.revenue == dict(filled.revenue)
    for currency, amount in filled.revenue.items():
        assert sum(one.amount for one in report.by_offer if one.currency == currency) == amount
        assert sum(day.revenue.get(currency, 0) for day in report.days) == amount
    assert sum(one.orders for one in report.by_offer) == filled.paid - filled.taken_back
    assert counted(report.reasons_for_no) == dict(filled.no)
    assert counted(report.topics) == dict(filled.topics)
    assert sum(day.paid for day in report.days) == filled.paid
    return True


def test_it_says_what_was_counted_beside_it(store):
    filled = Filled(store, 1_000)
    assert holds(make_report(store), filled)


def test_the_rows_for_a_spreadsheet_and_the_page_say_what_the_json_says(store):
    Filled(store, 1_000)
    report = make_report(store)
    rows, told, page = list(csv.DictReader(io.StringIO(as_csv(report)))), as_json(report), as_page(report)
    for step, count in told["funnel"].items():
        assert sum(int(row[step]) for row in rows) == count
        assert f"{count:,} (" in page
    assert sum(int(row["orders_paid"]) for row in rows) == told["paid"]
    assert sum(int(row["orders_taken_back"]) for row in rows) == told["taken_back"]
    assert f"{told['paid'] - told['taken_back']:,}</strong>orders paid ({told['taken_back']:,} taken back)" in page
    for currency, amount in told["revenue"].items():
        assert sum(Decimal(row[f"revenue_{currency}"]) for row in rows) == Decimal(amount)
        assert f"{Decimal(amount):,.2f} {currency}" in page
    for book in ("Playbook 0", "Playbook 1"):
        assert f"<td>{book}</td>" in page


def test_what_is_too_much_for_the_page_is_summed_up_on_it(store):
    store.record(Event(f"id-{number}", "not_buying", "one", f"reason {number}") for number in range(20))
    assert re.search(r"\(all others\)</text>.*?>8</text>", as_page(make_report(store)), re.DOTALL)


def test_periods_add_up_to_the_whole_and_so_do_playbooks(store):
    Filled(store, 600)
    whole, half = make_report(store), FIRST + timedelta(days=45)
    parts = [make_report(store, Period(until=half)), make_report(store, Period(since=half + timedelta(days=1)))]
    books = [make_report(store, Period(playbook=f"Playbook {number}")) for number in range(2)]
    for two in (parts, books):
        assert {step: sum(one.funnel[step] for one in two) for step in whole.funnel} == whole.funnel
        assert sum(one.paid for one in two) == whole.paid


def test_of_nothing_there_is_a_report_too(store):
    report = make_report(store)
    assert set(report.funnel.values()) == {0}
    assert "<" in as_page(report)
    json.dumps(as_json(report))


def test_nothing_that_tells_one_conversation_from_another_is_in_any_form_of_it(store):
    Filled(store, 300)
    report = make_report(store)
    for form in (json.dumps(as_json(report)), as_csv(report), as_page(report)):
        assert not any(word in form for word in ("key-", "order-0", f"{7:032x}"))


@pytest.mark.load
@pytest.mark.timeout(120)
def test_100_000_conversations_take_less_than_two_seconds_and_no_more_memory_than_a_few(tmp_path):
    peaks, took = [], []
    for conversations in (1_000, 100_000):
        with OutcomeStore.open(str(tmp_path / f"{conversations}.sqlite")) as store:
            filled = Filled(store, conversations)
            make_report(store)
            tracemalloc.start()
            report = make_report(store)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            began = perf_counter()
            make_report(store)
            took.append(perf_counter() - began)
            assert holds(report, filled)
    print(f"{took[-1]:.2f} s, {peaks[0] / 1e6:.1f} and {peaks[1] / 1e6:.1f} MB")
    assert took[-1] < 2
    assert peaks[1] < 2 * peaks[0] + 1_000_000
