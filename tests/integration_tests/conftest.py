"""A sandbox, for whole flows over HTTP."""

import pytest
from web_server import variables

from limio_langchain.sandbox import Sandbox


@pytest.fixture
def limio():
    """One of each test's own."""
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def served():
    """One for all tests of a file."""
    with Sandbox() as running:
        yield running


@pytest.fixture
def tenant(limio, monkeypatch):
    """A tenant in the environment, as a user has it."""
    for name, value in variables(limio.settings()).items():
        monkeypatch.setenv(name, value)
    return limio
