"""The architecture: who may import whom, and what a bare import loads."""

import subprocess
import sys
from graphlib import TopologicalSorter
from importlib import import_module

import pytest
from layers import LAYERS, between_children, child, files, imported, imports, level

import limio_langchain

HTTPX_ROOMS = {"auth", "client", "conformance"}  # conformance looks at answers that a client would not hand on
LANGCHAIN_ROOMS = {"tools", "middleware"}
PACKAGES = sorted(LAYERS)
TOOLKIT = files("limio_langchain")
LIBRARY = {
    name: path for name, path in TOOLKIT.items() if child("limio_langchain", name) not in {"__init__", "sandbox"}
}


@pytest.mark.parametrize("package", PACKAGES)
def test_files_import_only_from_earlier_layers(package):
    wrong = [
        f"{name} imports {other}"
        for name, others in imports(package).items()
        for other in others
        if (here := child(package, name)) != (there := child(package, other))
        and not level(package, there) < level(package, here)
    ]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_each_file_and_folder_has_its_layer_and_each_name_of_a_layer_is_there(package):
    there = {child(package, name) for name in files(package)}
    assert there == set().union(*LAYERS[package])
    assert sum(map(len, LAYERS[package])) == len(there)


@pytest.mark.parametrize("package", PACKAGES)
def test_what_is_in_a_folder_imports_what_is_beside_it_in_one_direction(package):
    for folder in {name for name, path in files(package).items() if path.name == "__init__.py"}:
        TopologicalSorter(between_children(folder)).prepare()  # CycleError names the circle


def test_the_toolkit_knows_nothing_of_the_agent():
    assert not [name for name, path in TOOLKIT.items() if any("limio_sales_agent" in one for one in imported(path))]


def test_httpx_and_langchain_stay_in_their_rooms():
    allowed = {room: {"httpx", "httpcore"} for room in HTTPX_ROOMS}
    allowed |= {room: {"langchain_core"} for room in LANGCHAIN_ROOMS}
    allowed["middleware"] = {"langchain_core", "langchain"}
    kept = {"httpx", "httpcore", "langchain_core", "langchain", "langgraph", "langchain_openai"}
    wrong = {
        name: strangers
        for name, path in LIBRARY.items()
        if (
            strangers := kept
            & {one.split(".")[0] for one in imported(path)} - allowed.get(child("limio_langchain", name), set())
        )
    }
    assert not wrong


def test_the_sandbox_speaks_json_and_imports_nothing_of_ours_but_settings():
    assert between_children("limio_langchain")["sandbox"] == {"settings"}


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
