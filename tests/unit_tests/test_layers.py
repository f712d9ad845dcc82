"""The architecture: who may import whom, and what a bare import loads."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import limio_langchain

ROOT = Path(__file__).parents[2]
LAYERS = (
    {"errors", "redaction"},
    {"answer"},
    {"models", "operation", "settings"},
    {"retry", "links", "told_links", "deadline", "health"},
    {"api", "auth"},
    {"client"},
    {"stored_offers", "catalog", "recommendation"},
    {"tools"},
    {"middleware"},  # guards what an agent says with the tools' answers, so it may know all of them
)
# Beside the layers, because one and only one neighbour needs it.
SIBLINGS = {("catalog", "stored_offers"), ("links", "settings")}
HTTPX_ROOMS = {"auth", "client"}
LANGCHAIN_ROOMS = {"tools", "middleware"}


def modules(folder):
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts]


def imported(path):
    """Yield every absolute module a file imports, those for type checking included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def room(path):
    parts = path.relative_to(ROOT / "limio_langchain").with_suffix("").parts
    return parts[0]


def level(name):
    return next((number for number, names in enumerate(LAYERS) if name in names), None)


LIBRARY = [path for path in modules("limio_langchain") if room(path) not in {"__init__", "sandbox"}]


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_earlier_layers(path):
    here = room(path)
    assert level(here) is not None, f"{here} has no layer"
    for name in imported(path):
        head, *rest = name.split(".")
        if head == "limio_langchain" and rest and rest[0] != here:
            assert level(rest[0]) < level(here) or (here, rest[0]) in SIBLINGS, f"{path} imports {name}"
        assert head != "limio_sales_agent", f"{path} imports the agent"


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_httpx_and_langchain_stay_in_their_rooms(path):
    heads = {name.split(".")[0] for name in imported(path)}
    if room(path) not in HTTPX_ROOMS:
        assert not heads & {"httpx", "httpcore"}
    if room(path) not in LANGCHAIN_ROOMS:
        assert "langchain_core" not in heads
    if room(path) != "middleware":
        assert "langchain" not in heads
    assert not heads & {"langgraph", "langchain_openai"}


@pytest.mark.parametrize("path", modules("limio_langchain/sandbox"), ids=lambda path: path.name)
def test_the_sandbox_speaks_json_and_imports_nothing_of_ours_but_settings(path):
    ours = {name for name in imported(path) if name.startswith("limio_langchain")}
    allowed = {name for name in ours if name.startswith("limio_langchain.sandbox")} | {"limio_langchain.settings"}
    assert ours <= allowed


def test_the_public_names_are_sorted_complete_and_there():
    assert limio_langchain.__all__ == sorted(limio_langchain.__all__, key=lambda name: (name.islower(), name))
    assert set(limio_langchain.__all__) == set(limio_langchain._HOMES)
    for name in limio_langchain.__all__:
        assert getattr(limio_langchain, name) is not None


def test_recommend_is_the_function_even_after_its_module_was_imported():
    import_module("limio_langchain.recommendation")
    assert callable(limio_langchain.recommend)


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import limio_langchain, limio_sales_agent", {"httpx", "langchain_core", "langgraph", "pydantic"}),
        (
            "from limio_langchain import LimioToolkit",
            {"langchain", "langgraph", "openai", "langchain_openai", "starlette"},
        ),
        ("from limio_langchain import LimioClient", {"langchain_core", "langgraph"}),
    ],
)
def test_an_import_loads_no_more_than_it_needs(statement, absent):
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not absent & set(loaded)
