"""A PostgreSQL of the tests' own: a throw-away cluster on loopback, run by Debian's binaries."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOW = "PostgreSQL's server is needed: apt-get install postgresql"


def binaries() -> Path | None:
    """Return the folder with initdb, the newest version's, or None."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    return installed[-1] if installed else Path(found).parent if found else None


@contextmanager
def cluster() -> Iterator[str]:
    """Make a cluster, serve it on a free port and yield its URL; the cluster is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="limio-pg-"))
    port, as_user = _free_port(), _user(folder)
    tools = binaries()
    assert tools is not None, HOW

    def run(tool: str, *args: str) -> None:
        subprocess.run([tools / tool, *args], check=True, stdout=subprocess.DEVNULL, cwd=folder, timeout=60, **as_user)

    try:
        run("initdb", "-D", f"{folder}/data", "-U", "limio", "-A", "trust", "--no-sync", "-E", "UTF8")
        flags = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off -c unix_socket_directories={folder}"
        run("pg_ctl", "-D", f"{folder}/data", "-w", "-t", "30", "-l", f"{folder}/log", "-o", flags, "start")
        yield f"postgresql://limio@127.0.0.1:{port}/postgres"
        run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _user(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root, so root hands it to Debian's user."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return as_owner(folder)


def as_owner(folder: Path | str) -> dict[str, object]:
    """Return how to run a program as whoever a folder belongs to."""
    owner = Path(folder).stat()
    if owner.st_uid == os.geteuid():
        return {}
    return {"user": owner.st_uid, "group": owner.st_gid, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}
