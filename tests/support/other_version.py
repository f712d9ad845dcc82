"""The chat page's server with the code of an earlier commit, from this repository's own history."""

import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from lacking import lacking
from web_server import WebServer, environment

ROOT = Path(__file__).parents[2]
FIRST_RELEASE = "1d33153"
PLAYBOOK = Path("graphs/limio_sales_agent/playbooks/tidewell.yaml")


def code_of(commit, folder):
    """Put the code of a commit into a folder and return the folder."""
    packed = subprocess.run(
        ["git", "archive", commit, "limio_langchain", "graphs"], cwd=ROOT, capture_output=True, check=False
    )
    if packed.returncode:
        lacking(f"the history up to {commit} is needed: git fetch --unshallow")
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@dataclass
class EarlierServer(WebServer):
    """A server of the chat page with the code in a folder."""

    code: Path | None = None

    def start(self):
        command = [
            *(sys.executable, "-c", "from limio_sales_agent.commands import main; main()"),
            *("web", "--port", str(self.port), "--database", self.database),
            *("--playbook", str(self.code / PLAYBOOK), *self.flags),
        ]
        path = os.pathsep.join((str(self.code), str(self.code / "graphs")))
        self.process = subprocess.Popen(
            command,
            env=environment(self.settings) | self.more | {"PYTHONPATH": path},
            cwd=self.code,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self.ready()
