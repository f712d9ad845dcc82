"""What all benchmarks share: sizes, a machine that is named, and servers in processes of their own."""

import importlib.metadata
import platform

import psutil
import pytest

from benchmarks.elsewhere import served

LIBRARIES = ("langchain-core", "langgraph", "langgraph-checkpoint-sqlite", "httpx", "pydantic", "langchain", "openai")


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="small sizes: to see that all works, not to quote")


def pytest_benchmark_update_machine_info(config, machine_info):
    machine_info["quick"] = config.getoption("--quick")
    machine_info["cores"] = psutil.cpu_count()
    machine_info["memory"] = psutil.virtual_memory().total
    machine_info["platform"] = platform.platform()
    machine_info["libraries"] = {name: importlib.metadata.version(name) for name in LIBRARIES}


@pytest.fixture(scope="session")
def size(pytestconfig):
    """Picks the full size, or the small one."""
    quick = pytestconfig.getoption("--quick")
    return lambda full, small: small if quick else full


@pytest.fixture(scope="session")
def page_server():
    with served("page") as url:
        yield url


@pytest.fixture(scope="session")
def far_sandbox():
    with served("sandbox") as url:
        yield url
