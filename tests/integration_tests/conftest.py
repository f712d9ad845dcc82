"""A sandbox of each test's own, for whole flows over HTTP."""

import pytest

from limio_langchain.sandbox import Sandbox


@pytest.fixture
def limio():
    with Sandbox() as running:
        yield running
