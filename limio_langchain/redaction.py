"""Keeps secrets and customers' data out of logs: what looks like one is cut out of a record before a handler sees it.

The package's own log lines hold none to begin with; this stands behind that, for what somebody else's error quotes.
A name cannot be told from other words, so none is looked for.
"""

from __future__ import annotations

import logging
import re

MARK = "[removed]"
KEYS = "client_secret|access_token|refresh_token|id_token|api_key|authorization|password|recover|token"
PATTERNS = (
    re.compile(r"\b((?:bearer|basic)\s+)[\w.~+/=-]{6,}", re.IGNORECASE),
    re.compile(rf"((?<![a-z])(?:{KEYS})[\"']?\s*[=:]\s*[\"']?)(?!bearer\b|basic\b)[^\s\"'&,;)}}]+", re.IGNORECASE),
    re.compile(r"()[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(
        r"()(?<![\w.-])(?!\d{4}-\d\d-\d\d)\+?\(?\d(?:[ ().-]{0,2}\d){8,18}(?![\w.-]*\d)"
    ),  # telephone and card numbers
)


def redacted(text: str) -> str:
    """Return a text without secrets, tokens, e-mail addresses, telephone and card numbers.

    Args:
        text: Any.
    """
    for pattern in PATTERNS:
        text = pattern.sub(rf"\1{MARK}", text)
    return text


class RedactingFilter(logging.Filter):
    """A logging filter that redacts each record: its message, its error's story and its stack.

    All loggers of this package have one, but the sandbox's, which is told of nobody. Put one on your own handlers to
    have it for every library's records: ``handler.addFilter(RedactingFilter())``.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact a record; it always goes on."""
        record.msg, record.args = redacted(_message(record)), None
        if record.exc_info:
            # A handler that formats the error itself would tell it unredacted, so it gets the text alone.
            record.exc_text = redacted(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        if record.stack_info:
            record.stack_info = redacted(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return str(record.msg)  # arguments that do not fit stay out


_FILTER, _NOWHERE = RedactingFilter(), logging.NullHandler()


def silenced(*names: str) -> None:
    """Silence other libraries' loggers whose lines quote whatever passes through, names and words no pattern finds.

    Args:
        names: Loggers or whole packages; every logger below one is silent too, whatever its level.
    """
    for name in names:
        quoting = logging.getLogger(name)
        quoting.propagate = False
        quoting.addHandler(_NOWHERE)  # a second time it does nothing; without a handler warnings go to standard error


def logger(name: str) -> logging.Logger:
    """Return a logger of this package's; a filter on a parent would not see its records, so each has its own.

    Args:
        name: The module's ``__name__``.
    """
    own = logging.getLogger(name)
    own.addFilter(_FILTER)  # a second time it does nothing
    return own
