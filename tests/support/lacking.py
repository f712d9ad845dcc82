"""What a machine lacks for a test: skipped there with how to get it, and failed where everything must be there."""

import os
from typing import NoReturn

import pytest


def lacking(how: str) -> NoReturn:
    """Skip the test and say how to get what it needs; where ``LIMIO_TESTS_NEED_ALL`` is set, fail it."""
    if os.environ.get("LIMIO_TESTS_NEED_ALL"):
        pytest.fail(how)
    pytest.skip(how)
