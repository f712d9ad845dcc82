"""Things in processes of their own: servers that must not share our interpreter, and figures about a whole process."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from limio_langchain import LimioSettings
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET

HERE = Path(__file__).parent


def environment():
    """Return this process's environment with the tests' folder to import from."""
    known = os.environ.get("PYTHONPATH", "")
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE.parent / "support"), *filter(None, [known])])
    }


@contextmanager
def served(kind):
    """Serve ``page`` or ``sandbox`` (see `serve`) in another process; gives its URL."""
    command = [sys.executable, str(HERE / "serve.py"), kind]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), text=True
    ) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(10)


def settings(url, **changes):
    """Return settings for a server at `url`; nothing is kept on disk."""
    known = {"shop_url": url, "api_url": url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return LimioSettings(**(known | {"cache_dir": None} | changes))


def figures(script, *arguments):
    """Run one of this folder's scripts in a process of its own and return the JSON of its last line."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment())
    return json.loads(done.stdout.splitlines()[-1])


def timed(code, depth=0):
    """Return the seconds a fresh interpreter takes to run `code` below `depth` calls, and what it had loaded then."""
    told = (
        "import sys, time\ndef below(calls):\n    if calls:\n        return below(calls - 1)\n    {}\n"
        "began = time.perf_counter()\nbelow({})\nprint(time.perf_counter() - began, *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", told.format(code, depth)],
        check=True,
        capture_output=True,
        text=True,
        cwd=HERE.parents[1],
    )
    seconds, *modules = done.stdout.split()
    return float(seconds), set(modules)
