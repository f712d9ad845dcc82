"""`Unusable`: what ends a command in one line instead of a traceback."""

from __future__ import annotations


class Unusable(Exception):
    """Something the user gave cannot be used; the text says what, and what to do."""
