"""Every command that a message of this project's tells its reader to run, found in the code and run as printed."""

import ast
import re
import shlex
import tomllib
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

import limio_langchain
import limio_sales_agent
from limio_sales_agent.cli.app import app
from limio_sales_agent.storage.sqlite import default_place

ROOT = Path(__file__).parents[2]
CODE = [
    path for package in (limio_langchain, limio_sales_agent) for path in Path(package.__file__).parent.rglob("*.py")
]
COMMAND = re.compile(r"(?:`|: |\bRun )(limio-agent [a-z][^`]*?)(?:`|$|, )")
EXTRA = re.compile(r'pip install "limio-langchain\[([^\]]*)\]"')
FILLED_IN = {
    "{shlex.quote(file)}": "playbook.yaml",
    "FILE": "cassette.json",
}  # what the code puts into a command, and what it is here

RAN = {0, 1}  # 1 says that something was found, 2 that the command cannot be understood


def texts(path):
    """Return a file's texts as they are written in it, without docstrings; what is filled in stands in braces."""
    tree = ast.parse(path.read_text())
    documented = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documented | parts:
            yield node.value


@cache
def printed(pattern):
    return sorted({found for path in CODE for text in texts(path) for found in pattern.findall(text)})


def filled_in(command):
    for told, here in FILLED_IN.items():
        command = command.replace(told, here)
    return command


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """An empty folder to run in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_the_commands_are_found():
    assert {command.split(" ")[1] for command in printed(COMMAND)} >= {"conform", "offers", "playbook", "resume"}


def test_every_command_in_a_message_runs_as_printed(tenant):
    run = CliRunner().invoke
    assert run(app, ["playbook", "init", "playbook.yaml"]).exit_code == 0
    default_place().parent.mkdir(parents=True, exist_ok=True)
    default_place().touch()
    wrong = []
    for command in printed(COMMAND):
        _, *words = shlex.split(filled_in(command))
        done = run(app, words)
        if done.exit_code not in RAN:
            wrong.append((command, done.exit_code, done.output[-300:], repr(done.exception)))
    assert wrong == []


def test_a_drafted_playbook_names_its_own_file_in_the_command_that_checks_it(tenant, tmp_path):
    place = tmp_path / "my plans.yaml"
    CliRunner().invoke(app, ["playbook", "init", str(place)])
    (command,) = COMMAND.findall(place.read_text().splitlines()[1])
    _, *words = shlex.split(command)
    assert words[-1] == str(place)
    assert CliRunner().invoke(app, words).exit_code in RAN


def test_every_extra_in_a_message_is_one():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = printed(EXTRA)
    assert set(named) - {"{extra}"} <= set(extras)
    assert len(named) > 3
