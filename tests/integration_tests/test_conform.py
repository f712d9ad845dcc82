"""`limio-agent conform` finds each thing a tenant does otherwise, and nothing on one that does as documented."""

import json
import re

import pytest
from facts_table import PAGE, PLACE, shown
from warm_command import finished
from web_server import environment

from limio_langchain import LimioSettings, seen_facts
from limio_langchain.conformance import conform, read_facts
from limio_langchain.conformance.reading import LOOKS as READING
from limio_langchain.conformance.showing import as_json, report
from limio_langchain.conformance.writing import LOOKS as WRITING
from limio_langchain.sandbox import BEHAVIOURS, Sandbox

# What each behaviour of the sandbox's differs in, and whether selling would be wrong there.
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

# What the others change is looked at by tests of their own, or no look can tell: a tax is as good an amount as any.
ELSEWHERE = {"change_links", "wrapped_webhooks", "plural_objects", "orders_stay_submitted", "preview_with_tax"}


def differing(limio, *, write=True):
    rows = conform(limio.settings(), write=write)
    return {row.fact.id for row in rows if row.differs}, any(row.stops for row in rows)


@pytest.mark.parametrize("write", [False, True], ids=["reading", "writing"])
def test_nothing_is_found_on_the_plain_sandbox(write):
    with Sandbox() as limio:
        assert differing(limio, write=write) == (set(), False)


def test_every_behaviour_of_the_sandbox_s_is_planted_here():
    assert set(PLANTED) | ELSEWHERE == set(BEHAVIOURS)


@pytest.mark.parametrize(("behaviour", "found"), PLANTED.items(), ids=PLANTED)
def test_what_a_tenant_does_otherwise_is_found_and_nothing_else(behaviour, found):
    with Sandbox(behaviours=[behaviour]) as limio:
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
    with Sandbox(behaviours=["strict_order"]) as limio:
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
    with Sandbox(behaviours=["no_links"]) as limio:
        limio.faults.add("offers", "status", status=403, body={"message": "denied for ada@example.com"}, times=1)
        rows = conform(limio.settings(), write=True)
        told = report(rows, write=True) + json.dumps([as_json(row) for row in rows])
        secret, basket = limio.settings().client_secret.get_secret_value(), limio.baskets
        needles = [secret, "127.0.0.1", "@", *(one.id for one in basket), *(item["id"] for item in limio.catalogue)]
    assert [needle for needle in needles if needle in told] == []
    assert "denied" not in told
    assert re.search(r"\b[0-9a-f]{32,}\b", told) is None


def test_the_report_has_every_fact_with_what_a_difference_means():
    with Sandbox(behaviours=["not_listed"]) as limio:
        told = report(conform(limio.settings(), write=True), write=True)
    for fact in read_facts():
        assert f"| {fact.fact} |" in told
    assert "quotes are collected later" in told


@pytest.mark.slow
def test_the_command_prints_the_table_writes_the_report_and_exits_with_whether_selling_would_be_wrong(tmp_path):
    written = tmp_path / "report.md"
    for behaviours, status in (((), 0), (("no_journey",), 0), (("baskets_not_reused",), 1)):
        with Sandbox(behaviours=behaviours) as limio:
            args = ["conform", "--write", "--report", str(written)]
            ended, told = finished(args, environment(limio.settings()))
        assert ended == status, told
        assert "abandoned list" in told
        assert ("selling would be wrong" in told) is bool(status)
        assert written.read_text().startswith("# What a Limio tenant does")


def test_without_credentials_it_says_what_to_set():
    env = environment(LimioSettings(shop_url="https://shop.example.com", client_id="a", client_secret="b", api_url="https://a.example.com"))  # fmt: skip
    for name in ("LIMIO_API_URL", "LIMIO_CLIENT_ID", "LIMIO_CLIENT_SECRET"):
        env.pop(name)
    status, told = finished(["conform"], env)
    assert status == 1
    assert "LIMIO_CLIENT_SECRET" in told


def test_what_was_seen_is_kept_for_the_tenant_and_what_was_not_is_not(tmp_path):
    with Sandbox() as limio:
        settings = limio.settings(facts_file=tmp_path / "facts.json")
        env = environment(settings) | {"LIMIO_FACTS_FILE": str(settings.facts_file)}
        status, told = finished(["conform"], env)
    assert status == 0, told
    kept = seen_facts.seen(settings)
    assert kept["token"].verdict == "as assumed"
    assert "checkout" not in kept


def test_a_place_that_cannot_be_written_is_told_with_its_variable(tmp_path):
    (tmp_path / "file").write_text("")
    with Sandbox() as limio:
        env = environment(limio.settings()) | {"LIMIO_FACTS_FILE": str(tmp_path / "file" / "facts.json")}
        status, told = finished(["conform"], env)
    assert status == 1
    assert "LIMIO_FACTS_FILE" in told


@pytest.mark.parametrize(("accepted", "verdict"), [(["endsAt"], "as assumed"), ([], "differs")])
def test_the_expiry_s_name_is_tried_where_one_is_set(accepted, verdict):
    with Sandbox(order_fields=accepted) as limio:
        rows = {row.fact.id: row.found for row in conform(limio.settings(expiry_field="endsAt"), write=True)}
        assert rows["expiry_field"].verdict == verdict


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
    assert PLACE.search(PAGE.read_text()).group() == shown(), "run `make facts`"


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        (None, "not seen"),
        ({"charges": "futureCharges", "amount": "amount", "currency": "currency", "date": "date"}, "as assumed"),
        ({"charges": "futureCharges", "amount": "total", "currency": "currency", "date": "date"}, "differs"),
    ],
)
def test_a_preview_and_the_names_of_its_fields_are_looked_at(fields, verdict):
    with Sandbox() as limio:
        rows = {row.fact.id: row.found for row in conform(limio.settings(preview_fields=fields), write=True)}
        assert rows["order_preview"].what == "200 with effectiveDate, futureCharges, invented"
        assert rows["preview_fields"].verdict == verdict


CHANGING = ("change_preview", "subscription_change", "subscription_link")


def looked(limio, subscription):
    rows = conform(limio.settings(), write=True, subscription_id=subscription)
    return {row.fact.id: row.found.verdict for row in rows if row.fact.id in CHANGING}


@pytest.mark.parametrize("link", [False, True], ids=["without a link", "with one"])
def test_a_change_of_a_subscription_its_link_and_its_preview_are_looked_at(link):
    with Sandbox(behaviours={"change_links"} if link else ()) as limio:
        held = limio.subscriptions.add("cus-1", next(iter(limio.catalogue))["path"])
        assert looked(limio, held.id) == {
            "change_preview": "as assumed",
            "subscription_change": "as assumed",
            "subscription_link": "as assumed" if link else "differs",
        }


@pytest.mark.parametrize("pending", [False, True])
def test_a_subscription_there_is_not_or_with_a_pending_change_says_nothing_of_the_facts(pending):
    with Sandbox() as limio:
        held = limio.subscriptions.add("cus-1", next(iter(limio.catalogue))["path"])
        held.pending = True
        assert set(looked(limio, held.id if pending else "sub-nobodys").values()) == {"not seen"}


def test_without_a_subscription_no_change_is_begun():
    with Sandbox() as limio:
        assert set(looked(limio, None).values()) == {"not seen"}
        assert limio.calls("change") == 0
