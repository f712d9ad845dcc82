"""The wheel, installed with its extra ``eval`` in an environment of its own, drafts scenarios and scores an agent."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
MOST = 300  # seconds, where nothing that is installed was ever fetched

pytestmark = [pytest.mark.slow, pytest.mark.timeout(MOST), pytest.mark.pinned]


def run(*words, cwd=HERE, env=None):
    done = subprocess.run(
        [*map(str, words)], cwd=cwd, env=env, capture_output=True, text=True, timeout=MOST, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder of its own, with the wheel in an environment that holds nothing else but what the extra asks for."""
    place = tmp_path_factory.mktemp("wheel")
    run(BIN / "python", "-m", "build", "--wheel", "--installer=uv", "--outdir", place / "dist", ".")
    (wheel,) = (place / "dist").glob("*.whl")
    run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, place / "clean")
    install = (BIN / "uv", "pip", "install", "--quiet", "--python", place / "clean/bin/python")
    run(*install, "-c", HERE / "constraints.txt", f"{wheel}[eval]")
    return place


def command(place, *words):
    """Run the installed command away from the source tree, with nothing of this process's environment."""
    clean = {"HOME": str(place), "PATH": "/usr/bin:/bin"}
    return run(place / "clean/bin/limio-agent", *words, cwd=place, env=clean)


def test_the_wheel_holds_its_own_code_and_not_the_tree_s(place):
    where = "import limio_sales_agent; print(limio_sales_agent.__file__)"
    found = run(place / "clean/bin/python", "-c", where, cwd=place, env={"PATH": "/usr/bin:/bin"})
    assert Path(found.strip()).is_relative_to(place / "clean")


def test_the_installed_command_drafts_scenarios_that_the_agent_without_a_model_passes(place):
    drafted = command(place, "eval", "init", "mine.limio.yaml")
    assert int(drafted.split()[0]) >= 40
    few = ("--repeats", 1, "--limit", 6)
    told = command(place, "eval", "--scenarios", "mine.limio.yaml", "--model", "none", *few, "--out", "out")
    assert "none" in told
    results = json.loads((place / "out/result.json").read_text())["results"]
    assert [(one["failures"], one["model_calls"]) for one in results] == [([], 0)] * 6
