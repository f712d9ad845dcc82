"""Lists of English words that the readers share, kept as plain text beside this file."""

from __future__ import annotations

from importlib.resources import files


def _words(name: str) -> frozenset[str]:
    lines = files("limio_sales_agent.reading").joinpath("words", name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


OWN = _words("own.txt")
ORDINARY = _words("ordinary.txt")
NO_NAMES = _words("no_names.txt")
