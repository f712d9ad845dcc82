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

AWAY = "postgresql://limio:hush@127.0.0.1:1/conversations"
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

    def keep_anew(self, found, **settings):
        self.forget_facts()
        self.keep(found, **settings)

    def set(self, **settings):
        self.settings = self.settings.model_copy(update=settings)

    def sell_by(self, text):
        self.playbook = text and Path(self.store).parent / "playbook.yaml"
        if text:
            self.playbook.write_text(text)

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


AGAINST = {
    "on this machine": (lambda tenant, _: tenant.set(shop_url="http://127.0.0.1:8765"), "tenant", "this machine"),
    "never looked at": (lambda tenant, _: tenant.forget_facts(), "conform", "not seen yet"),
    "looked at elsewhere alone": (lambda tenant, _: tenant.keep_anew(EVERYTHING, api_url="https://test.acme.example"), "conform", "not seen yet"),
    "does otherwise": (lambda tenant, _: tenant.keep({"same_external_id": "differs"}), "conform", "differs here: same_external_id"),
    "stores in clear": (lambda _, env: env.delenv("LANGGRAPH_AES_KEY"), "encryption", "in clear"),
    "a short key": (lambda _, env: env.setenv("LANGGRAPH_AES_KEY", "short"), "encryption", "LANGGRAPH_AES_KEY"),
    "a token one can guess": (lambda _, env: env.setenv("LIMIO_AGENT_TOKEN", "hunter2"), "token of colleagues", "fewer than"),
    "a colleague's token one can guess": (lambda _, env: env.setenv("LIMIO_AGENT_DESK_TOKENS", "ann:hunter2"), "token of colleagues", "LIMIO_AGENT_DESK_TOKENS: entry 1"),
    "a webhook one can guess": (lambda tenant, _: tenant.set(webhook_password=SecretStr("hunter2")), "paid orders", "fewer than"),
    "no playbook": (lambda tenant, _: tenant.sell_by(None), "privacy", "no playbook"),
    "no privacy notice": (lambda tenant, _: tenant.sell_by("title: Ours\n"), "privacy", "no privacy notice"),
    "paused": (lambda tenant, _: set_paused(tenant.store, paused=True), "store", "paused"),
    "no database": (lambda tenant, _: setattr(tenant, "store", AWAY), "store", "does not answer"),
}  # fmt: skip


@pytest.mark.parametrize("what", AGAINST)
def test_what_stands_against_it_is_the_only_reason_named(tenant, monkeypatch, what):
    change, name, found = AGAINST[what]
    change(tenant, monkeypatch)
    goes, words = verdict(tenant.checks)
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
    tenant.set(webhook_password=None)
    assert verdict(tenant.checks) == (True, "GO, with an eye on: store, paid orders, catalogue file")


def test_what_was_written_on_a_test_tenant_counts_for_the_real_one(tenant):
    reading = {fact.id: "as assumed" for fact in read_facts() if fact.look == "reading"}
    writing = {fact: verdict for fact, verdict in EVERYTHING.items() if fact not in reading}
    tenant.keep_anew(reading)
    tenant.keep(writing, api_url="https://test.acme.example")
    assert verdict(tenant.checks)[0]


def test_what_was_seen_long_ago_is_to_be_looked_at_again(tenant):
    tenant.keep(EVERYTHING, now=datetime.now(UTC) - timedelta(days=91))
    assert "conform" in verdict(tenant.checks)[1]


@pytest.mark.parametrize(("name", "goes"), [("token", False), ("catalogue", False), ("model", True)])
def test_credentials_and_the_api_s_own_catalogue_are_needed_and_a_model_is_not(name, goes):
    assert verdict([Check(name, "warn", "away")])[0] is goes
