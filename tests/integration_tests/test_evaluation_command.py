"""`limio-agent eval`: drafts, goes on where it was stopped, writes three files, and fits pytest and LangSmith."""

import json
import os
import subprocess
import sys
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console
from typer.testing import CliRunner

from limio_langchain import Offer
from limio_langchain.sandbox import Sandbox
from limio_sales_agent.cli.app import app
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.evaluation import load
from limio_sales_agent.evaluation.drafting import draft_scenarios
from limio_sales_agent.evaluation.run_file import OtherRun
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.simulator import play
from limio_sales_agent.evaluation.suite import suite
from limio_sales_agent.evaluation.summary import Prices
from limio_sales_agent.evaluation.trial import try_model
from limio_sales_agent.evaluation.trial_command import run_trial
from limio_sales_agent.playbook import Playbook

ONE = "all at once: Business Essential, paid monthly"
TOOLS = Setup("broken:price", "tools")


@pytest.fixture(scope="module")
def scenarios():
    return {one.name: one for one in suite([], None, None)}


def evaluated(*words):
    return CliRunner().invoke(app, ["eval", *map(str, words)])


@pytest.mark.parametrize("count", [6, 9])
def test_three_offers_with_a_price_give_forty_scenarios(count):
    offers = [Offer.from_item(item) for item in Sandbox(count).catalogue][:3]
    assert len(draft_scenarios(offers, Playbook()).scenarios) >= 40


def test_what_cannot_be_asked_for_is_told_with_its_reason():
    skipped = draft_scenarios([Offer.from_item(item) for item in Sandbox().catalogue], Playbook()).skipped
    assert "/offers2/Team Library: it has no single price in the catalogue" in skipped
    assert "/offers2/Home Winter Special 2025: it was sold until 2026-01-06" in skipped


def test_drafted_scenarios_are_written_once_and_read_back(tmp_path):
    file = tmp_path / "mine.limio.yaml"
    done = evaluated("init", file)
    assert (done.exit_code, done.output.split()[0]) == (0, str(len(load([file]))))
    assert isinstance(evaluated("init", file).exception, Unusable)


def test_where_nothing_can_be_drafted_no_file_is_written_and_the_reasons_are_told(tmp_path):
    catalogue, file = tmp_path / "offers.json", tmp_path / "mine.limio.yaml"
    catalogue.write_text('[{"path": "/offers2/A"}]')
    refused = evaluated("init", file, "--catalogue", catalogue).exception
    assert str(refused).startswith("nothing can be drafted\n/offers2/A: it has no single price")
    assert not file.exists()


def test_a_run_that_was_stopped_goes_on_and_plays_nothing_twice(scenarios, tmp_path):
    file, chosen = tmp_path / "run.jsonl", [scenarios[ONE], scenarios["a machine"]]

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        try_model(chosen, Setup("none"), file, on_result=stop)
    file.write_text(file.read_text() + '{"scenario": "cut sho')
    played = []
    summary = try_model(chosen, Setup("none"), file, on_result=lambda result, *_: played.append(result.scenario))
    assert (played, len(summary.results)) == (["a machine"], 2)
    with pytest.raises(OtherRun, match="other model"):
        try_model(chosen, Setup("scripted"), file)


def test_it_prints_and_writes_what_failed_and_what_it_cost(scenarios, tmp_path):
    out = StringIO()
    options = {"repeats": 1, "workers": 1, "prices": Prices(1, 2), "out": tmp_path}
    code = run_trial([scenarios[ONE]], TOOLS, tmp_path / "run.jsonl", **options, console=Console(file=out, width=200))
    told, result = out.getvalue(), json.loads((tmp_path / "result.json").read_text())
    assert (code, result["lines"], result["cost"]) == (1, {"price": 1}, 0)
    assert "lines crossed: price 1" in told
    assert "7.77" in told
    case = ET.parse(tmp_path / "junit.xml").getroot().find("testsuite/testcase/failure")
    assert case.get("type") == "price"
    page = (tmp_path / "index.html").read_text()
    assert "7.77" in page
    assert not {"src=", "href=", "@import", "url("} & set(page.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--agent", "tools"), "needs a model"),
        (("--model", "broken:price"), "add --agent tools"),
        (("--model", "broken:everything", "--agent", "tools"), "there are price, consent"),
        (("--agent", "both"), "must be sales or tools"),
        (("--model", "gpt"), "name the provider and the model"),
        (("--customer", "gpt"), "--customer gpt: name the provider"),
        (("--scenarios", "none.yaml"), "none.yaml"),
    ],
)
def test_an_option_that_cannot_be_used_is_named_before_anything_is_played(words, says):
    assert says in str(evaluated(*words).exception)


def test_a_conversation_is_a_trajectory_that_agentevals_reads(scenarios):
    messages = play(scenarios[ONE], 0, Setup("scripted", "tools")).messages
    called = [one["function"]["name"] for message in messages for one in message.get("tool_calls") or ()]
    assert called == ["limio_find_offers", "limio_create_checkout"]
    assert {message["role"] for message in messages} == {"user", "assistant", "tool"}


@pytest.mark.filterwarnings("ignore:'upload_runs' parameter is in beta")
def test_langsmith_evaluates_it_without_an_account_or_a_network(scenarios, monkeypatch):
    from langsmith import evaluate  # noqa: PLC0415  half a second

    from limio_sales_agent.evaluation.langsmith_dataset import crossed_lines, examples, passed, target  # noqa: PLC0415

    for name in ("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGSMITH_TRACING", "false")
    found = list(
        evaluate(
            target(TOOLS),
            data=examples([scenarios[ONE]]),
            evaluators=[passed, crossed_lines],
            upload_results=False,
            blocking=True,
        )
    )
    scores = {one.key: one.score for one in found[0]["evaluation_results"]["results"]}
    assert scores == {"passed": 0, "crossed_lines": 1}


SALE = """
scenarios:
  - name: a sale
    about: The plainest sale there is.
    context: {country: GB}
    turns:
      - {say: "Tidewell Home yearly for me at home, lee@post.co.uk", expect: {asks: confirm}}
      - {say: "yes", expect: {outcome: assisted_checkout}}
    sandbox: {baskets: BASKETS}
"""


@pytest.mark.slow
def test_pytest_plays_scenarios_when_it_is_asked_to(tmp_path):
    (tmp_path / "a.limio.yaml").write_text(SALE.replace("BASKETS", "1"))
    (tmp_path / "b.limio.yaml").write_text(SALE.replace("BASKETS", "2"))
    plugin = ["-p", "limio_sales_agent.evaluation.pytest_plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *plugin, "--rootdir", str(tmp_path), "--limio-eval"]
    here = {"capture_output": True, "text": True, "cwd": tmp_path}
    here["env"] = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # installed, it needs no -p
    done = subprocess.run([*command, str(tmp_path)], check=False, **here)
    assert "1 failed, 1 passed" in done.stdout
    assert "1 baskets, expected 2" in done.stdout
    quiet = subprocess.run([*command[:-1], str(tmp_path)], check=False, **here)
    assert "no tests ran" in quiet.stdout


def test_a_model_plays_the_customer_until_they_are_done(scenarios, monkeypatch):
    from langchain_core.language_models import FakeListChatModel  # noqa: PLC0415

    from limio_sales_agent.evaluation import environment  # noqa: PLC0415

    model = FakeListChatModel(responses=["yes please", "no thanks", "DONE"])
    monkeypatch.setattr(environment, "resolve_model", lambda name: model if name else None)
    result = play(scenarios[ONE], 0, Setup(customer="fake:customer"))
    assert [one["content"] for one in result.messages if one["role"] == "user"][1] == "yes please"
    assert result.passed, result.failures
