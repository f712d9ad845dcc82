"""Scenario files: what can be said in them, and errors that name the file, the scenario and the key."""

import pytest
from rich.console import Console

from limio_sales_agent.evaluation import Failure, Report, Result, ScenarioError, load, run

SCENARIO = """
  - name: a sale
    about: The plainest sale.
    turns: [{say: the Pro please, expect: {asks: confirm}}]
    sandbox: {baskets: 0}
"""


@pytest.fixture
def written(tmp_path):
    """Writes a scenario file and returns its path."""

    def write(text, name="some.yaml"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def test_a_file_of_scenarios_is_read(written):
    (found,) = load([written(f"scenarios:{SCENARIO}")])
    assert (found.name, found.turns[0].expect.asks, found.sandbox.baskets) == ("a sale", ("confirm",), 0)


def test_common_keys_hold_for_every_scenario_that_does_not_say_otherwise(written):
    text = f"common: {{playbook: neutral, max_seconds: 5}}\nscenarios:{SCENARIO}    max_seconds: 9\n"
    (found,) = load([written(text)])
    assert (found.playbook, found.max_seconds) == ("neutral", 9.0)


def test_files_a_scenario_names_are_found_beside_it(written, tmp_path):
    (found,) = load([written(f"common: {{playbook: books/mine.yaml, offers: mine.json}}\nscenarios:{SCENARIO}")])
    assert (found.playbook, found.offers) == (str(tmp_path / "books/mine.yaml"), str(tmp_path / "mine.json"))


def test_a_folder_is_all_its_files(written, tmp_path):
    written(f"scenarios:{SCENARIO}", "one.yaml")
    written(f"scenarios:{SCENARIO.replace('a sale', 'another')}", "two.yaml")
    assert [found.name for found in load([tmp_path])] == ["a sale", "another"]


LINES = {"turns:": 4, "asks: confirm": 4, "say: the": 4, "about: The plainest sale.": 2, "baskets: 0": 5}


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("turns:", "turn: is not a key of a scenario; did you mean 'turns'?"),
        ("asks: confirm", "turns[0].expect.ask: is not a key of a scenario; did you mean 'asks'?"),
        ("say: the", "turns[0]: needs exactly one of say, goes_on and resume"),
        ("about: The plainest sale.", "about: is missing"),
        ("baskets: 0", "sandbox.baskets: must be a whole number"),
    ],
)
def test_a_fault_names_file_scenario_and_key(written, spoilt, told):
    instead = {
        "turns:": "turn:",
        "asks: confirm": "ask: confirm",
        "say: the": "restarts: true, expect: {asks: confirm}}, {say: the",
        "about: The plainest sale.": "max_messages: 3",
        "baskets: 0": "baskets: none",
    }
    file = written(f"scenarios:{SCENARIO.replace(spoilt, instead[spoilt])}")
    with pytest.raises(ScenarioError) as caught:
        load([file])
    assert f"{file}:{LINES[spoilt]}: a sale: {told}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("scenarios: [", "line"),
        ("scenario: []", "did you mean 'scenarios'?"),
        ("common: {}", "holds no scenario"),
        (f"scenarios:{SCENARIO}{SCENARIO}", "'a sale': two scenarios have this name"),
        (
            f"scenarios:{SCENARIO}    milestones: [{{says: '('}}]\n",
            "milestones[0].says[0]: is not a regular expression",
        ),
        (f"scenarios:{SCENARIO}    minefields: [{{}}]\n", "minefields[0]: checks nothing"),
        (f"scenarios:{SCENARIO}    context: {{country: Britain}}\n", "context.country"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(written, text, told):
    with pytest.raises(ScenarioError, match=r"\.yaml|name") as caught:
        load([written(text)])
    assert told in str(caught.value)


def test_a_folder_without_scenarios_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="holds no scenarios"):
        load([tmp_path])


@pytest.mark.parametrize("numbers", [{"repeat": 0}, {"workers": 0}])
def test_a_run_of_nothing_is_refused(written, numbers):
    with pytest.raises(ValueError, match="at least 1"):
        run([written(f"scenarios:{SCENARIO}")], **numbers)


LOST = Failure(2, "expected asks confirm", "yes", "Which [one]?")
RESULTS = (
    Result("steady", 0, turns=3, http_calls=4, seconds=0.5, outcome="quote"),
    Result("steady", 1, turns=3, http_calls=4, seconds=0.7, outcome="quote"),
    Result("shaky", 0, turns=2, model_calls=2, tokens=90),
    Result("shaky", 1, (LOST,), turns=2, model_calls=2, tokens=90),
)


def test_pass_k_counts_only_scenarios_that_passed_every_time():
    report = Report(RESULTS, repeat=2)
    assert (report.pass_all, report.pass_rate, report.passed) == (0.5, 0.75, False)


def test_the_table_says_what_failed_where():
    console = Console(record=True, width=140, file=None, quiet=False)
    with console.capture() as caught:
        Report(RESULTS, repeat=2, seconds=1.5).print(console)
    told = caught.get()
    for words in (
        "pass^2 50.0%",
        "1/2",
        "10 turns",
        "180 tokens",
        "shaky (time 2), turn 2: expected asks confirm",
        "Which [one]?",
    ):
        assert words in told
