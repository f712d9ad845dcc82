"""Look up the last release of each dependency in the package index pip is set to; run as a program it writes them down.

The index is asked for its JSON form (PEP 691), whose files carry the day they were put there.
"""

import datetime as dt
import tomllib
import urllib.request
from json import load
from pathlib import Path

from packaging.utils import parse_sdist_filename, parse_wheel_filename
from pip._internal.cli.cmdoptions import index_url  # pip tells nobody its default in another way
from pip._internal.configuration import Configuration

from supply.declared import dependencies

FILE = Path(__file__).with_name("releases.toml")
JSON = "application/vnd.pypi.simple.v1+json"
SECONDS = 30


def recorded():
    """Return what was written down: the day of looking, and (version, day) by package."""
    return tomllib.loads(FILE.read_text())


def index():
    """Return the address of the index pip is set to."""
    told = Configuration(isolated=False)
    told.load()
    return dict(told.items()).get("global.index-url", index_url().default).rstrip("/")


def last_release(name):
    """Return the newest release that is neither a preview nor withdrawn, and its day."""
    request = urllib.request.Request(f"{index()}/{name}/", headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        files = [(_version(file["filename"]), file) for file in load(answer)["files"] if not file.get("yanked")]
    whole = [(number, file["upload-time"][:10]) for number, file in files if number and not number.is_prerelease]
    return max(whole)


def _version(filename):
    read = parse_wheel_filename if filename.endswith(".whl") else parse_sdist_filename
    try:
        return read(filename)[1]
    except ValueError:
        return None  # an egg or an installer of long ago


def write():
    """Write the file anew."""
    names = sorted({dependency.name for dependency in dependencies()})
    lines = ["# Last releases, as the package index told them; `make releases` looks again.", "[looked_up]"]
    lines += [f"on = {dt.date.today().isoformat()}", "", "[last]"]  # noqa: DTZ011  a day is enough
    lines += ['{} = {{ version = "{}", day = {} }}'.format(name, *last_release(name)) for name in names]
    FILE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write()
