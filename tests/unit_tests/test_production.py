"""`limio-agent doctor --production`: one go or no-go, and each thing that stands against it is named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from limio_langchain import LimioSettings, seen_facts
from limio_langchain.conformance import read_facts
from limio_sales_agent.cli.check import Check
from limio_sales_agent.cli.production import production_checks, verdict
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK
from limio_sales_agent.storage.pausing import set_paused
from limio_sales_agent.storage.sqlite import conversations

SHOP, API = "https://shop.acme.example", "https://acme.example"
EVERYTHING = {fact.id: "as assumed" for fact in read_facts()}


class Tenant:
    """A tenant whose servers are ready for strangers, until something about it is changed."""

    def __init__(self, folder):
        self.settings = LimioSettings(
            shop_url=SHOP,
            api_url=API,
            facts_file=folder / "facts.json",
            cache_dir=None,
            webhook_username="limio",
            webhook_password="w" * 32,
        )
        self.store, self.playbook = str(folder / "conversations.sqlite"), Path(SANDBOX_PLAYBOOK)
        seen_facts.keep(self.settings, EVERYTHING)
        with conversations(Path(self.store)):
            pass

    def keep(self, found, now=None, **settings):
        seen_facts.keep(self.settings.model_copy(update=settings), found, now)

    def forget_facts(self):
        self.settings.facts_file.unlink()

    @property
    def checks(self):
        return list(production_checks(self.settings, self.store, self.playbook, sandbox=False))


@pytest.fixture
def tenant(tmp_path, monkeypatch):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "k" * 32)
    monkeypatch.setenv("LIMIO_AGENT_TOKEN", "t" * 32)
    return Tenant(tmp_path)


def test_where_all_is_well_it_goes_with_what_to_keep_an_eye_on(tenant):
    goes, words = verdict(tenant.checks)
    assert goes
    assert words == "GO, with an eye on: store, catalogue file"


def is_on_this_machine(tenant, _):
    tenant.settings = tenant.settings.model_copy(update={"shop_url": "http://127.0.0.1:8765"})


def was_never_looked_at(tenant, _):
    tenant.forget_facts()


def was_looked_at_elsewhere_alone(tenant, _):
    tenant.forget_facts()
    tenant.keep(EVERYTHING, api_url="https://test.acme.example")


def does_otherwise(tenant, _):
    tenant.keep({"same_external_id": "differs"})


def stores_in_clear(_, monkeypatch):
    monkeypatch.delenv("LANGGRAPH_AES_KEY")


def has_a_short_key(_, monkeypatch):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "short")


def has_a_token_one_can_guess(_, monkeypatch):
    monkeypatch.setenv("LIMIO_AGENT_TOKEN", "hunter2")


def has_a_colleague_s_token_one_can_guess(_, monkeypatch):
    monkeypatch.setenv("LIMIO_AGENT_DESK_TOKENS", "ann:hunter2")


def has_a_webhook_one_can_guess(tenant, _):
    tenant.settings = tenant.settings.model_copy(update={"webhook_password": SecretStr("hunter2")})


def has_no_playbook(tenant, _):
    tenant.playbook = None


def shows_no_privacy_notice(tenant, _):
    tenant.playbook = Path(tenant.store).parent / "playbook.yaml"
    tenant.playbook.write_text("title: Ours\n")


def is_paused(tenant, _):
    set_paused(tenant.store, paused=True)


def has_no_database(tenant, _):
    tenant.store = "postgresql://limio:hush@127.0.0.1:1/conversations"


AGAINST = {
    is_on_this_machine: ("tenant", "this machine"),
    was_never_looked_at: ("conform", "not seen yet"),
    was_looked_at_elsewhere_alone: ("conform", "not seen yet"),
    does_otherwise: ("conform", "differs here: same_external_id"),
    stores_in_clear: ("encryption", "in clear"),
    has_a_short_key: ("encryption", "LANGGRAPH_AES_KEY"),
    has_a_token_one_can_guess: ("token of colleagues", "fewer than"),
    has_a_colleague_s_token_one_can_guess: ("token of colleagues", "LIMIO_AGENT_DESK_TOKENS: entry 1"),
    has_a_webhook_one_can_guess: ("paid orders", "fewer than"),
    has_no_playbook: ("privacy", "no playbook"),
    shows_no_privacy_notice: ("privacy", "no privacy notice"),
    is_paused: ("store", "paused"),
    has_no_database: ("store", "does not answer"),
}


@pytest.mark.parametrize(("change", "reason"), AGAINST.items(), ids=[one.__name__ for one in AGAINST])
def test_what_stands_against_it_is_the_only_reason_named(tenant, monkeypatch, change, reason):
    change(tenant, monkeypatch)
    goes, words = verdict(tenant.checks)
    name, found = reason
    assert not goes
    assert words.startswith(f"NO GO: {name} (")
    assert found in words
    assert ";" not in words.replace("; --database", "")
    assert "hush" not in words


@pytest.mark.parametrize(
    ("variable", "value"),
    [("LIMIO_AGENT_DESK_TOKENS", f"ann:{'a' * 20},ben:{'b' * 20}"), ("LIMIO_AGENT_DESK_HEADER", "X-Forwarded-Email")],
)
def test_colleagues_known_by_name_alone_have_an_open_desk_and_closed_actions(tenant, monkeypatch, variable, value):
    monkeypatch.delenv("LIMIO_AGENT_TOKEN")
    monkeypatch.setenv(variable, value)
    (check,) = (one for one in tenant.checks if one.name == "token of colleagues")
    assert check.state == "ok"
    assert check.found == f"colleagues are known by {variable}; /actions is closed without LIMIO_AGENT_TOKEN"


def test_without_the_webhook_s_password_nobody_knows_what_was_paid_which_is_to_keep_an_eye_on(tenant):
    tenant.settings = tenant.settings.model_copy(update={"webhook_password": None})
    assert verdict(tenant.checks) == (True, "GO, with an eye on: store, paid orders, catalogue file")


def test_what_was_written_on_a_test_tenant_counts_for_the_real_one(tenant):
    reading = {fact.id: "as assumed" for fact in read_facts() if fact.look == "reading"}
    writing = {fact: verdict for fact, verdict in EVERYTHING.items() if fact not in reading}
    tenant.forget_facts()
    tenant.keep(reading)
    tenant.keep(writing, api_url="https://test.acme.example")
    assert verdict(tenant.checks)[0]


def test_what_was_seen_long_ago_is_to_be_looked_at_again(tenant):
    tenant.keep(EVERYTHING, now=datetime.now(UTC) - timedelta(days=91))
    assert "conform" in verdict(tenant.checks)[1]


@pytest.mark.parametrize(("name", "goes"), [("token", False), ("catalogue", False), ("model", True)])
def test_credentials_and_the_api_s_own_catalogue_are_needed_and_a_model_is_not(name, goes):
    assert verdict([Check(name, "warn", "away")])[0] is goes
