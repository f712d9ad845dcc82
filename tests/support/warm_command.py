"""The command `limio-agent` as a process of its own, forked from one that has imported everything once.

A cold start imports for three seconds; what a test wants of a process (that it can be killed, that it prints, that it
shares nothing) a forked one has too. That a cold one starts too is seen by `test_quiet_at_debug` and `test_mcp`.
"""

import os
import subprocess
import sys
from pathlib import Path

from forking import forks

from limio_sales_agent.cli import main


class WarmCommand:
    """A running `limio-agent`, with what `subprocess.Popen` has for it."""

    def __init__(self, args, env, cwd=None):
        self._read, out = forks().Pipe(duplex=False)
        self._process, self._printed = forks().Process(target=_run, args=(args, env, cwd, out), daemon=True), b""
        self._process.start()
        self.pid = self._process.pid
        out.close()

    def poll(self):
        return self._process.exitcode

    def send_signal(self, number):
        os.kill(self.pid, number)

    def terminate(self):
        self._process.terminate()

    def kill(self):
        self._process.kill()

    def communicate(self, timeout=None):
        """Wait for its end, and return what it printed; all of it however often asked."""
        self._process.join(timeout)
        if self._process.is_alive():
            raise subprocess.TimeoutExpired("limio-agent", timeout)
        while not self._read.closed:
            if part := os.read(self._read.fileno(), 65_536):
                self._printed += part
            else:
                self._read.close()
        return self._printed.decode(errors="replace"), None


def finished(args, env, cwd=None):
    """Run the command to its end; return its status and what it printed."""
    command = WarmCommand(args, env, cwd)
    printed, _ = command.communicate(timeout=60)
    return command.poll(), printed


def _run(args, env, cwd, out):
    os.dup2(out.fileno(), 1)
    os.dup2(out.fileno(), 2)
    out.close()
    # New ones: those of the process that this was forked from take what they write to for a file, which a pipe is not.
    sys.stdout, sys.stderr = (open(number, "w", buffering=1, closefd=False) for number in (1, 2))  # noqa: SIM115
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd or Path.cwd())
    sys.argv = ["limio-agent", *args]
    main()
