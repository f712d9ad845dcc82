"""How the readers' patterns are written: an alternative a line."""

from __future__ import annotations

import re


def one_of(lines: str) -> str:
    """Return a pattern for any of these lines; empty lines, and those that begin with ``#``, are left out."""
    alternatives = (line.strip() for line in lines.splitlines())
    return f"(?:{'|'.join(line for line in alternatives if line and not line.startswith('#'))})"


def whole_words(lines: str) -> re.Pattern[str]:
    """Return the compiled pattern for any of these lines, beginning and ending with a word."""
    return re.compile(rf"\b{one_of(lines)}\b")
