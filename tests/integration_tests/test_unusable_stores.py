"""Whatever is wrong with the store that a command was named, it ends in one line, and makes nothing."""

import pytest
from typer.testing import CliRunner

from limio_sales_agent.cli.app import app
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.storage.serializer import KEY
from limio_sales_agent.storage.sqlite import shown

READS = {
    "pause": ["pause"],
    "resume": ["resume"],
    "report": ["report"],
    "forget": ["forget", "somebody"],
    "forget a person": ["forget", "--email", "ann@example.com"],
    "export": ["export", "--email", "ann@example.com"],
    "receipts": ["receipts", "somebody"],
    "decisions": ["decisions"],
    "reconcile": ["baskets", "--reconcile", "--sandbox"],
}
OPENS = {"web": ["web", "--sandbox", "--port", "0"], "chat": ["chat", "--sandbox"]}
AWAY = "postgresql://nobody:hush@127.0.0.1:1/chats"


@pytest.fixture
def said(tmp_path, monkeypatch):
    """Runs a command on a store, and returns the one line that it ends in."""
    monkeypatch.chdir(tmp_path)

    def run(words, store):
        done = CliRunner().invoke(app, [*words, "--database", store], input="/quit\n")
        assert isinstance(done.exception, Unusable), done.exception
        told = str(done.exception)
        assert (told.count("\n"), "hush" in told, shown(store) in told) == (0, False, True)
        return told

    return run


@pytest.mark.parametrize("command", READS)
def test_a_store_that_is_not_there_is_said_to_be_none_and_is_not_made(said, tmp_path, command):
    assert "there is nothing in typo.sqlite yet; name the servers' store with --database" in said(
        READS[command], "typo.sqlite"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [*READS, *OPENS])
def test_a_file_that_is_no_store_is_said_to_be_none_and_is_left_as_it_is(said, tmp_path, command):
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam,\n" * 500)
    assert "name the servers' store with --database" in said((READS | OPENS)[command], "letter.txt")
    assert [(one.name, one.stat().st_size) for one in tmp_path.iterdir()] == [("letter.txt", 9_500)]


@pytest.mark.parametrize("command", [*READS, "web"])
def test_a_database_that_is_away_is_said_to_be_without_its_password(said, command):
    assert "(OperationalError)" in said((READS | OPENS)[command], AWAY)


def test_a_conversation_on_the_terminal_is_in_no_database(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["chat", "--sandbox", "--database", AWAY], input="/quit\n")
    assert (
        str(done.exception) == "--database: a conversation on the terminal is kept in a file; `web` shares a database"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["web", "chat", "export", "forget a person", "receipts"])
def test_a_key_that_is_none_is_told_by_its_name(tmp_path, monkeypatch, command):
    monkeypatch.setenv(KEY, "short")
    (tmp_path / "one.sqlite").touch()
    words = [*(READS | OPENS)[command], "--database", str(tmp_path / "one.sqlite")]
    done = CliRunner().invoke(app, words, input="/quit\n")
    assert isinstance(done.exception, Unusable)
    assert str(done.exception) == f"{KEY} must be 16, 24 or 32 characters long"


def test_scenarios_for_a_model_that_is_none_are_not_begun():
    done = CliRunner().invoke(app, ["scenarios", "--model", "foo"])
    assert str(done.exception) == "--model foo: name the provider and the model, such as openai:foo"
