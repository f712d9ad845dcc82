"""The notebooks run from top to bottom on the sandbox, without a key, and are stored with what they print."""

import nbformat
import pytest
from notebook_outputs import NOTEBOOKS, executed, looks_like, normalised, pictures, told

pytestmark = pytest.mark.slow

NAMES = [path.stem for path in NOTEBOOKS]


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=NAMES)
def both(request):
    """A notebook as it is stored, and as it comes out now."""
    return nbformat.read(request.param, as_version=4), executed(request.param)


def test_the_five_notebooks_are_there():
    assert NAMES == ["01_tools", "02_sales_agent", "03_catalogue", "04_quotes_and_baskets", "05_your_model"]


def test_what_is_stored_is_what_a_run_prints(both):
    stored, fresh = both
    assert told(stored) == told(fresh), "run `make notebooks`"


def test_the_stored_pictures_are_those_a_run_draws(both):
    stored, fresh = (pictures(notebook) for notebook in both)
    assert stored
    assert len(stored) == len(fresh)
    assert all(map(looks_like, stored, fresh)), "run `make notebooks`"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_is_stored_normalised(path):
    stored = path.read_text(encoding="utf-8")
    assert stored == nbformat.writes(normalised(nbformat.reads(stored, as_version=4))) + "\n", "run `make notebooks`"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_tells_nothing_of_the_machine_it_ran_on(path):
    stored = path.read_text(encoding="utf-8")
    assert not [word for word in ("/home/", "/root", "/tmp", "site-packages", "Traceback", "stderr") if word in stored]


@pytest.mark.parametrize(("other", "alike"), [(1, True), (2, False)])
def test_the_same_picture_is_told_from_one_with_another_way_marked(other, alike):
    drawn = pictures(nbformat.read(NOTEBOOKS[1], as_version=4))
    assert looks_like(drawn[1], drawn[other]) is alike
