"""Each promise in SECURITY.md and each row of the hunt's list names a test that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [(ROOT / page).read_text() for page in ("SECURITY.md", "docs/evidence/hunt.md")]
NAMED = sorted({named for page in PAGES for named in re.findall(r"`([\w/]*test_\w+\.py(?:::\w+)?)`", page)})


def test_there_are_promises():
    assert len(NAMED) >= 12


@pytest.mark.parametrize("named", NAMED)
def test_the_test_that_holds_a_promise_is_there(named):
    file, _, test = named.partition("::")
    found = [path for path in (ROOT / "tests").rglob("*.py") if path.as_posix().endswith(f"/{file}")]
    assert found, f"there is no {file}"
    assert not test or any(f"def {test}(" in path.read_text() for path in found)
