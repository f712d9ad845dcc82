"""`limio-agent conform` finds each thing a tenant does otherwise, and nothing on one that does as documented."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from limio_langchain import LimioSettings
from limio_langchain.sandbox import HABITS, Sandbox
from limio_sales_agent.conform import conform, read_facts
from limio_sales_agent.conform.reading import LOOKS as READING
from limio_sales_agent.conform.showing import as_json, report
from limio_sales_agent.conform.writing import LOOKS as WRITING
from readme_facts import PLACE, README, shown
from web_server import environment

COMMAND = str(Path(sys.executable).parent / "limio-agent")

# What each habit of the sandbox's differs in, and whether selling would be wrong there.
PLANTED = {
    "foreign_envelope": ({"envelope", "readable_list", "unknown_attribute", "add_ons"}, True),
    "no_cursor": ({"paging"}, False),
    "no_filters": ({"attribute_filter", "unknown_attribute"}, True),
    "short_items": ({"offer_shape", "reduced_data"}, True),
    "other_errors": ({"error_body"}, False),
    "baskets_not_reused": ({"same_external_id"}, True),
    "assisted_link_only": ({"recovery_link"}, False),
    "recovery_link_only": ({"assisted_link"}, False),
    "absolute_links": ({"recovery_link", "assisted_link"}, False),
    "no_links": ({"recovery_link", "assisted_link", "usable_link"}, True),
    "strict_order": ({"checkout"}, True),
    "no_journey": ({"journey"}, False),
    "no_custom_fields": ({"custom_fields"}, False),
    "any_version": ({"unpublished_version"}, False),
    "not_listed": ({"listed_basket"}, False),
}


def differing(limio, *, write=True):
    rows = conform(limio.settings(), write=write)
    return {row.fact.id for row in rows if row.differs}, any(row.stops for row in rows)


@pytest.mark.parametrize("write", [False, True], ids=["reading", "writing"])
def test_nothing_is_found_on_the_plain_sandbox(write):
    with Sandbox() as limio:
        assert differing(limio, write=write) == (set(), False)


def test_every_habit_of_the_sandbox_s_is_planted_here():
    assert set(PLANTED) == set(HABITS)


@pytest.mark.parametrize(("habit", "found"), PLANTED.items(), ids=PLANTED)
def test_what_a_tenant_does_otherwise_is_found_and_nothing_else(habit, found):
    with Sandbox(habits=[habit]) as limio:
        assert differing(limio) == found


def test_the_envelope_of_real_answers_is_found_and_no_reason_to_stop():
    with Sandbox(envelope="seen") as limio:
        assert differing(limio) == ({"envelope"}, False)


@pytest.mark.parametrize(
    ("operation", "kind", "given", "fact", "stops"),
    [
        ("token", "expires_in", {"value": "3600"}, "token_lifetime", False),
        ("token", "status", {"status": 503}, "token", True),
        ("checkout", "foreign_link", {}, "usable_link", True),
        ("checkout", "status", {"status": 400}, "checkout", True),
    ],
)
def test_a_fault_is_found_as_the_fact_it_breaks(operation, kind, given, fact, stops):
    with Sandbox() as limio:
        limio.faults.add(operation, kind, **given)
        found, stopped = differing(limio)
        assert fact in found
        assert stopped is stops


def test_a_field_that_is_refused_is_named_and_the_rest_is_looked_at_without_it():
    with Sandbox(habits=["strict_order"]) as limio:
        rows = {row.fact.id: row for row in conform(limio.settings(), write=True)}
    assert "order_type, source" in rows["checkout"].found.what
    assert rows["usable_link"].found.verdict == "as assumed"


def test_one_basket_is_made_and_none_by_reading():
    with Sandbox() as limio:
        conform(limio.settings())
        assert limio.baskets == []
        conform(limio.settings(), write=True)
        (basket,) = limio.baskets
        assert basket.completed is False
        assert basket.customer["email"] == "conform@example.com"


def test_an_api_that_does_not_answer_is_told_in_bounded_time():
    gone = LimioSettings(
        shop_url="http://127.0.0.1:9", api_url="http://127.0.0.1:9", client_id="a", client_secret="b", deadline=1
    )
    rows = {row.fact.id: row for row in conform(gone, write=True)}
    assert rows["token"].stops
    assert "ConnectError" in rows["token"].found.what


# What is told ------------------------------------------------------------------------------------------------------


def test_the_report_holds_no_secret_no_host_no_id_and_nobody_s_details():
    with Sandbox(habits=["no_links"]) as limio:
        limio.faults.add("offers", "status", status=403, body={"message": "denied for ada@example.com"}, times=1)
        rows = conform(limio.settings(), write=True)
        told = report(rows, write=True) + json.dumps([as_json(row) for row in rows])
        secret, basket = limio.settings().client_secret.get_secret_value(), limio.baskets
        needles = [secret, "127.0.0.1", "@", *(one.id for one in basket), *(item["id"] for item in limio.catalogue)]
    assert [needle for needle in needles if needle in told] == []
    assert "denied" not in told
    assert re.search(r"\b[0-9a-f]{32,}\b", told) is None


def test_the_report_has_every_fact_with_what_a_difference_means():
    with Sandbox(habits=["not_listed"]) as limio:
        told = report(conform(limio.settings(), write=True), write=True)
    for fact in read_facts():
        assert f"| {fact.fact} |" in told
    assert "quotes are collected later" in told


def test_the_command_prints_the_table_writes_the_report_and_exits_with_whether_selling_would_be_wrong(tmp_path):
    written = tmp_path / "report.md"
    for habits, status in (((), 0), (("no_journey",), 0), (("baskets_not_reused",), 1)):
        with Sandbox(habits=habits) as limio:
            command = [COMMAND, "conform", "--write", "--report", str(written)]
            told = subprocess.run(
                command, env=environment(limio.settings()), capture_output=True, text=True, check=False, timeout=60
            )
        assert told.returncode == status, told.stderr
        assert "abandoned list" in told.stdout
        assert ("selling would be wrong" in told.stdout) is bool(status)
        assert written.read_text().startswith("# What a Limio tenant does")


def test_without_credentials_it_says_what_to_set():
    env = environment(LimioSettings(shop_url="https://shop.example.com", client_id="a", client_secret="b", api_url="https://a.example.com"))  # fmt: skip
    for name in ("LIMIO_API_URL", "LIMIO_CLIENT_ID", "LIMIO_CLIENT_SECRET"):
        env.pop(name)
    told = subprocess.run([COMMAND, "conform"], env=env, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 1
    assert "LIMIO_CLIENT_SECRET" in told.stderr


# The facts ---------------------------------------------------------------------------------------------------------


def test_every_fact_that_can_be_looked_at_is():
    facts = {fact.id: fact.look for fact in read_facts()}
    assert {name for name, look in facts.items() if look == "reading"} == set(READING)
    assert {name for name, look in facts.items() if look == "writing"} == set(WRITING)
    assert len(facts) == len(read_facts())


def test_every_setting_a_fact_names_is_one():
    known = {f"LIMIO_{name.upper()}" for name in LimioSettings.model_fields}
    for fact in read_facts():
        assert set(re.findall(r"LIMIO_\w+", fact.setting)) <= known, fact.id


def test_the_readme_s_known_and_unknown_are_the_facts():
    assert PLACE.search(README.read_text()).group() == shown(), "run `make facts`"
