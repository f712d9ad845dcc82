"""What rests on an inferred fact is off until it was seen on that very tenant, or a setting turns it on."""

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from limio_langchain import LimioSettings, seen_facts
from limio_langchain.conformance import read_facts
from limio_langchain.errors import NotSeenHere
from limio_langchain.tools.envelope import envelope_of

ACME = {"shop_url": "https://shop.acme.example", "api_url": "https://acme.example"}
NOW = datetime(2026, 11, 25, 23, 59, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return LimioSettings(**ACME, client_id="id", client_secret="hush", cache_dir=tmp_path / "cache")


def test_nothing_is_on_that_nobody_saw(settings):
    assert [fact for fact in seen_facts.INFERRED if seen_facts.is_on(fact, settings)] == []
    with pytest.raises(NotSeenHere, match="LIMIO_ASSUME=order_preview"):
        seen_facts.require("order_preview", settings)


def test_a_setting_turns_one_on_and_no_other(settings, monkeypatch):
    monkeypatch.setenv("LIMIO_ASSUME", "order_preview, subscription_link")
    told = LimioSettings(**ACME)
    assert [fact for fact in seen_facts.INFERRED if seen_facts.is_on(fact, told)] == [
        "order_preview",
        "subscription_link",
    ]


def test_a_fact_that_is_none_is_refused_by_name(settings):
    with pytest.raises(ValidationError, match="assume"):
        LimioSettings(**ACME, assume="order_preview,telepathy")


def test_what_was_seen_is_on_for_that_tenant_alone(settings):
    place = seen_facts.keep(settings, {"order_preview": "as assumed", "subscription_change": "differs"}, NOW)
    assert place == settings.cache_dir / "facts.json"
    assert seen_facts.is_on("order_preview", settings)
    assert not seen_facts.is_on("subscription_change", settings)
    other = settings.model_copy(update={"api_url": "https://other.example"})
    assert not seen_facts.is_on("order_preview", other)
    assert seen_facts.seen(settings)["order_preview"] == seen_facts.Seen("as assumed", "2026-11-25")


def test_what_was_not_seen_again_stays_and_what_differs_now_is_off(settings):
    seen_facts.keep(settings, {"order_preview": "as assumed", "subscription_link": "as assumed"}, NOW)
    seen_facts.keep(settings, {"subscription_link": "differs"}, NOW)
    assert seen_facts.is_on("order_preview", settings)
    assert not seen_facts.is_on("subscription_link", settings)


def test_other_tenants_in_the_file_stay(settings):
    seen_facts.keep(settings, {"order_preview": "as assumed"}, NOW)
    seen_facts.keep(settings.model_copy(update={"api_url": "https://other.example"}), {"token": "as assumed"}, NOW)
    assert seen_facts.is_on("order_preview", settings)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"tenants": 7}', '{"tenants": {"https://acme.example": [1]}}', "[" * 100_000]
)
def test_a_file_that_cannot_be_read_turns_nothing_on(settings, content):
    settings.cache_dir.mkdir()
    (settings.cache_dir / "facts.json").write_text(content)
    assert not seen_facts.is_on("order_preview", settings)
    seen_facts.keep(settings, {"order_preview": "as assumed"}, NOW)
    assert seen_facts.is_on("order_preview", settings)


def test_the_file_can_be_named_and_shipped_with_a_deployment(settings, tmp_path):
    named = settings.model_copy(update={"facts_file": tmp_path / "shipped" / "facts.json", "cache_dir": None})
    assert seen_facts.keep(named, {"order_preview": "as assumed"}, NOW) == named.facts_file
    assert seen_facts.is_on("order_preview", named)
    told = json.loads(named.facts_file.read_text())
    assert set(told["tenants"]) == {"https://acme.example"}
    assert "hush" not in named.facts_file.read_text()


def test_without_a_place_nothing_is_kept(settings):
    nowhere = settings.model_copy(update={"cache_dir": None})
    assert seen_facts.keep(nowhere, {"order_preview": "as assumed"}, NOW) is None
    assert not seen_facts.is_on("order_preview", nowhere)


def test_each_of_them_is_among_the_facts_and_nobody_s_word():
    facts = {fact.id: fact for fact in read_facts()}
    for fact in seen_facts.INFERRED:
        assert facts[fact].confidence in {"inferred", "unknown"}, fact
        assert facts[fact].setting == f"LIMIO_ASSUME={fact}"


def test_a_model_reads_that_it_is_not_available_and_not_to_try_again():
    told = envelope_of(NotSeenHere("order_preview"))
    assert (told.code, told.retry, told.who) == ("not_available", False, "operator")
