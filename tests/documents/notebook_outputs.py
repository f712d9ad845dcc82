"""The notebooks with what they print, as it is stored; run as a program it runs each anew and stores it."""

import base64
import io
import os
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import matplotlib.image
import nbformat
import numpy as np
from nbmake.nb_run import NotebookRun

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SETTINGS = ("LIMIO_", "LANGSMITH_", "LANGCHAIN_", "LANGGRAPH_", "OPENAI_", "SALES_MODEL")  # a reader's own, not ours
TIMEOUT = 100  # seconds for a cell, less than a test may take
BLOCK = (
    8  # pixels; edges drawn by another version of a font library differ within one, a moved or missing thing does not
)
SAME = 0.15  # of 1: how far the means of a block may differ
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
CHANGING = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:8765"),  # a free port
    (re.compile(r"(?<=recover=)[0-9a-f]{64}"), "SIGNATURE"),  # signed with a key of each sandbox's own
    (re.compile(r"(?<=token=)[0-9a-f]{64}"), "SIGNATURE"),
    (re.compile(r"(?<=repeat_of: )[\w-]{40}"), "OPAQUE"),  # sealed with a secret of each sandbox's own
)
# Orders' keys are random; numbered as they come, one is still told from another. A reference is a key's beginning.
KEY = re.compile(
    r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|(?<=reference is )([0-9A-F]{8})\b"
)


class NotebookFailed(AssertionError):
    """A cell of a notebook raised."""


def executed(path):
    """Run a notebook from top to bottom, alone in a folder and in a kernel of its own, and return it, normalised."""
    with mock.patch.dict(os.environ), TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith(SETTINGS)]:
            del os.environ[name]
        alone = Path(shutil.copy(path, folder))
        result = NotebookRun(alone, TIMEOUT).execute()
    if result.error:
        raise NotebookFailed(f"{path.name}: " + COLOURS.sub("", f"{result.error.summary}\n{result.error.trace}"))
    return normalised(result.nb)


def normalised(notebook):
    """Return a notebook without what differs from run to run."""
    notebook.metadata.get("language_info", {}).pop("version", None)
    numbers: dict[str, str] = {}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [_normal(output, numbers) for output in _joined(cell.outputs)]
    return notebook


def _joined(outputs):
    """Join what was printed in a row, because how it is cut depends on the moment."""
    joined = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before and output.output_type == before.output_type == "stream" and output.name == before.name:
            before.text += output.text
        else:
            joined.append(output)
    return joined


def _normal(output, numbers):
    if "text" in output:
        output.text = _fixed(output.text, numbers)
    for kind, told in output.get("data", {}).items():
        if kind.startswith("text/"):
            output.data[kind] = _fixed(told, numbers)
    return output


def _fixed(text, numbers):
    def numbered(match):
        begins = (match[1] or match[2]).lower()
        number = numbers.setdefault(begins, f"{len(numbers) + 1:08}")
        return f"{number}-0000-4000-8000-000000000000" if match[1] else number

    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return KEY.sub(numbered, text)


def told(notebook):
    """Return what each cell holds and printed, pictures left out."""
    cells = [(cell.cell_type, cell.source, _without_pictures(cell)) for cell in notebook.cells]
    return [(number, *cell) for number, cell in enumerate(cells)]


def _without_pictures(cell):
    outputs = []
    for output in cell.get("outputs", ()):
        data = {kind: text for kind, text in output.get("data", {}).items() if kind != "image/png"}
        outputs.append((output.output_type, output.get("text"), data))
    return outputs


def pictures(notebook):
    """Return the pictures in the order they are drawn, as their base64 text."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]


def looks_like(one, other):
    """Return whether two pictures look the same to a reader."""
    first, second = map(_blurred, (one, other))
    return first.shape == second.shape and float(np.abs(first - second).max()) < SAME


def _blurred(picture):
    pixels = matplotlib.image.imread(io.BytesIO(base64.b64decode(picture)))[..., :3]
    height, width = (side // BLOCK * BLOCK for side in pixels.shape[:2])
    blocks = pixels[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3)
    return blocks.mean(axis=(1, 3))


def _keep_what_looks_the_same(fresh, stored):
    """Keep the stored picture where the fresh one looks like it, so that a rerun elsewhere changes nothing."""
    known = pictures(stored)
    for cell in fresh.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                drawn = output.data["image/png"]
                output.data["image/png"] = next((old for old in known if looks_like(old, drawn)), drawn)


def refresh(path):
    """Run a notebook and store it with what it printed; return whether that changed the file."""
    before = path.read_text(encoding="utf-8")
    fresh = executed(path)
    _keep_what_looks_the_same(fresh, nbformat.reads(before, as_version=4))
    path.write_text(nbformat.writes(fresh) + "\n", encoding="utf-8")
    return path.read_text(encoding="utf-8") != before


if __name__ == "__main__":
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for notebook in named or NOTEBOOKS:
        print(f"{notebook.name}: {'written anew' if refresh(notebook) else 'as it was'}")
