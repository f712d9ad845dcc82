"""What belongs to one process: locks, connections and fetches under way, none of which a forked child may share.

Servers that load an application and then fork (gunicorn's preload, Celery's prefork) give each child a copy of the
parent's locks, held by threads that the child does not have, and of its sockets, on which both would then talk.
"""

from __future__ import annotations

import os
import weakref
from typing import Any


class PerProcess:
    """Makes what belongs to one process in `_start` alone, which runs at first and once more in each forked child."""

    def __init__(self) -> None:
        _living.add(self)
        self._start()

    def _start(self) -> None:
        """Make what no two processes may share."""
        raise NotImplementedError


_living: weakref.WeakSet[PerProcess] = weakref.WeakSet()
_inherited: list[dict[str, Any]] = []  # kept, so that no finaliser in a child closes what its parent still uses


def _start_anew() -> None:
    for one in tuple(_living):
        _inherited.append(dict(vars(one)))
        one._start()  # noqa: SLF001  its own hook


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_start_anew)
