"""One form of each URL, as a browser reads it."""

from __future__ import annotations

import re

UNSEEN = "".join(map(chr, range(33)))  # control characters and space, which browsers drop around a URL
URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[^/?#\\]*)(?P<path>[^?#]*)(?P<rest>.*)", re.IGNORECASE)
MARKS = {"%2e": ".", "%2f": "/", "%5c": "/", "\\": "/"}  # what browsers and servers read as a path's own marks


def one_form(url: str) -> str:
    """Return a URL with scheme and host in one case, its dot segments resolved, and what browsers forgive put right.

    Args:
        url: Any; one without ``//`` comes back trimmed.
    """
    trimmed = re.sub(r"[\t\r\n]", "", url.strip(UNSEEN))
    match = URL.fullmatch(trimmed)
    if match is None:
        return trimmed
    path = re.sub(r"%2e|%2f|%5c|\\", lambda mark: MARKS[mark[0].lower()], match["path"], flags=re.IGNORECASE)
    return f"{match['scheme']}://{match['host']}".lower() + _resolved(path) + match["rest"]


def _resolved(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ends_in_folder = segments[-1:] in ([".."], ["."])
    return "/" + "/".join([*kept, ""] if ends_in_folder else kept)
