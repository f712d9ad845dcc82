"""Looks host names up without ever being held by a look-up that hangs.

Nothing can end a look-up that the operating system is doing, so each is done in a thread of its own that is left to
itself when the caller's time is over. Those threads are few, and daemons: they keep no process from ending.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from itertools import chain, zip_longest
from typing import Any

from limio_langchain.process import PerProcess

MOST_THREADS = 8
Addresses = tuple[str, ...]
LookUp = Future[Addresses | Exception]  # an error is a result, because those who wait together must not share a raise


class Resolver(PerProcess):
    """Looks host names up in at most `MOST_THREADS` daemon threads; those who ask for the same name share one."""

    def _start(self) -> None:
        self._under_way: dict[tuple[str, int], LookUp] = {}
        self._threads = 0
        self._lock = threading.Lock()  # guards the two above; never held while anyone waits

    def look_up(self, host: str, port: int) -> LookUp:
        """Look a host up.

        Args:
            host: A name, or an address, which is not looked up.
            port: The port to connect to.

        Returns:
            The host's addresses to come, the address families by turns so that a broken one costs a single try; or
            the error, at once where every thread is held by a look-up that hangs.
        """
        found: LookUp = Future()
        found.set_running_or_notify_cancel()  # so that a cancelled waiter cannot cancel it for all
        if _is_address(host):
            found.set_result((host,))
            return found
        with self._lock:
            if (under_way := self._under_way.get((host, port))) is not None:
                return under_way
            if self._threads >= MOST_THREADS:
                found.set_result(OSError(f"{self._threads} look-ups of host names hang, so no other is begun"))
                return found
            self._under_way[host, port] = found
            self._threads += 1
        self._begin(host, port, found)
        return found

    def give_up(self, host: str, port: int) -> None:
        """Let the next caller look a host up anew, because this caller's time is over."""
        with self._lock:
            self._under_way.pop((host, port), None)

    def _begin(self, host: str, port: int, found: LookUp) -> None:
        work = threading.Thread(target=self._work, args=(host, port, found), name="limio-look-up", daemon=True)
        try:
            work.start()
        except RuntimeError as error:  # the system gives no thread
            self._end(host, port, found, error)

    def _work(self, host: str, port: int, found: LookUp) -> None:
        try:
            self._end(host, port, found, _by_turns(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            self._end(host, port, found, error)

    def _end(self, host: str, port: int, found: LookUp, result: Addresses | Exception) -> None:
        with self._lock:
            self._threads -= 1
            if self._under_way.get((host, port)) is found:
                del self._under_way[host, port]
        found.set_result(result)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _by_turns(found: Iterable[tuple[Any, ...]]) -> Addresses:
    """Return the addresses in the system's order, but one family after the other."""
    families: dict[int, list[str]] = {}
    for family, *_, address in found:
        families.setdefault(family, []).append(str(address[0]))
    return tuple(dict.fromkeys(filter(None, chain.from_iterable(zip_longest(*families.values())))))


resolver = Resolver()
