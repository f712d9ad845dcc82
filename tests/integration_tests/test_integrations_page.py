"""The tables of docs/integrations.md: each client, provider and renderer is there, and nothing in them went wrong."""

import pytest
from link_texts_more import HOSTILE, ORDINARY

from clients.page import TABLES, held, rows_of


@pytest.mark.parametrize("name", TABLES)
def test_nothing_in_a_table_went_wrong(name):
    assert rows_of(name)
    assert "**no**" not in held(name)


def test_every_client_was_seen_on_every_transport_in_every_era_it_speaks():
    seen = {(row["client"].split(" ")[0], row["transport"], row["era"]) for row in rows_of("clients")}
    both = {
        (client, where, era)
        for client in ("mcp", "langchain.mcp")
        for where in ("stdio", "HTTP")
        for era in ("handshake", "stateless")
    }
    assert seen == both | {("langchain-mcp-adapters", where, "handshake") for where in ("stdio", "HTTP")}


def test_each_provider_has_a_form_that_loses_nothing():
    whole = {row["provider"] for row in rows_of("providers") if row["nothing lost"] == "yes"}
    assert whole == {"OpenAI", "OpenAI, strict", "Anthropic", "Gemini", "Mistral"}


def test_the_guard_was_held_against_sixty_texts_of_each_kind_in_three_renderers():
    for row in rows_of("guard"):
        assert (int(row["hostile texts"]), int(row["ordinary texts"])) == (len(set(HOSTILE)), len(set(ORDINARY)))
        assert (row["lead elsewhere guarded"], row["changed by the guard"]) == ("0", "0")
        assert int(row["lead elsewhere unguarded"]) > 40
    assert len(rows_of("guard")) == 3
