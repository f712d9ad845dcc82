"""Every conversation that must go well, on the sandbox over HTTP: all pass, four times over, faults included."""

from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console

from limio_langchain.errors import FallbackReason
from limio_sales_agent.evaluation import EXAMPLES, load, run, run_command

FOLDERS = [EXAMPLES, Path(__file__).parents[1] / "scenarios"]  # those of the package, and of a shop of the tests
TWO_TURNS = """
scenarios:
  - name: a sale
    about: The plainest sale there is.
    context: {country: GB}
    turns:
      - {say: "Tidewell Home yearly for me at home, lee@post.co.uk", expect: {asks: confirm}}
      - {say: "yes", expect: {outcome: assisted_checkout}}
    sandbox: {baskets: BASKETS}
"""


@pytest.fixture
def written(tmp_path):
    """Writes a file with one sale that expects so many baskets."""

    def write(baskets):
        (tmp_path / "sale.yaml").write_text(TWO_TURNS.replace("BASKETS", str(baskets)))
        return tmp_path

    return write


def played(folder, **options):
    out = StringIO()
    code = run_command(folder, workers=1, console=Console(file=out, width=120), **options)
    return code, out.getvalue()


@pytest.mark.timeout(300)
def test_every_conversation_passes():
    report = run(FOLDERS, repeat=1, workers=1)
    assert report.passed, report.describe()


@pytest.mark.load
@pytest.mark.timeout(600)
def test_every_conversation_passes_four_times_over():
    report = run(FOLDERS, repeat=4, workers=2)
    assert report.passed, report.describe()


def test_there_are_sixty_conversations_and_a_third_is_made_up():
    found = load(FOLDERS)
    made_up = [one for one in found if one.name.startswith("made up")]
    assert len(found) >= 60
    assert len(made_up) * 3 >= len(found)


def test_every_fallback_reason_has_a_conversation():
    told = {turn.expect.reason for one in load(FOLDERS) for turn in one.turns if turn.expect}
    assert told >= {*get_args(FallbackReason)} - {"paused"}  # of which test_paused.py is


def test_the_command_prints_the_table_and_exits_with_0_when_all_passed(written):
    code, told = played(written(1), repeat=2)
    assert code == 0
    assert "2/2" in told
    assert "pass^2 100.0%" in told


def test_the_command_says_what_failed_where_and_exits_with_1(written):
    code, told = played(written(2))
    assert code == 1
    assert "a sale (time 1), the whole: 1 baskets, expected 2" in told


def test_the_command_exits_with_2_when_the_scenarios_cannot_be_read(tmp_path, capsys):
    assert played(tmp_path)[0] == 2
    assert "holds no scenarios" in capsys.readouterr().err


@pytest.mark.slow
def test_two_workers_play_the_same_as_one(written):
    report = run([written(1)], repeat=2, workers=2)
    assert report.passed, report.describe()
    assert [result.repeat for result in report.results] == [0, 1]
