"""What all tests share: a clean environment, and each client truth tried blocking and awaiting."""

import gc
import os
import ssl
from functools import cache

import certifi
import pytest
from hypothesis import settings

# The same examples on every run, so that a change is judged by what it changed; `make fuzz` looks for new ones.
settings.register_profile("same", max_examples=50, derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=5_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


_made = ssl.create_default_context
_kept = cache(_made)


def _certificates(*args, **given):
    return (_kept if given == {"cafile": certifi.where()} and not args else _made)(*args, **given)


# Each `httpx.get` and each client of a model reads certifi's certificates anew, for 40 ms of processor time.
ssl.create_default_context = _certificates


def pytest_collection():
    """All that is loaded here stays to the end: no collection of garbage looks through it, now or later."""
    gc.disable()


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    """No test depends on, or leaks into, the machine it runs on."""
    for name in list(os.environ):
        if name.startswith(
            ("LIMIO_", "LANGSMITH_", "LANGCHAIN_", "OPENAI_", "LANGGRAPH_", "SSL_CERT_")
        ) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LANGSMITH_TRACING", "false")


@pytest.fixture(params=["blocking", "awaiting"])
def world(request):
    """Which of the two clients a truth is tried with."""
    return request.param
