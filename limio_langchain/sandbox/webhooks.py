"""Sends what Limio's webhooks send, one delivery after the other, and can be made to do it badly."""

from __future__ import annotations

import base64
import json
import logging
import queue
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from limio_langchain.sandbox.faults import Fault, Faults

TRIES = 3  # how often Limio tries is not published
PATIENCE = 5.0  # seconds for an answer
PAUSE = 0.1  # seconds before a further try; the next one takes twice as long
FINE = range(200, 300)
log = logging.getLogger("limio_langchain.sandbox")


@dataclass(frozen=True)
class Address:
    """Where deliveries go.

    Attributes:
        url: The whole address.
        username: Shown with each (HTTP Basic), where there is one.
        password: Likewise.
    """

    url: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """What each delivery is sent with."""
        told = {"content-type": "application/json", "user-agent": "limio-sandbox"}
        if self.username is None:
            return told
        pair = base64.b64encode(f"{self.username}:{self.password or ''}".encode()).decode()
        return told | {"authorization": f"Basic {pair}"}


class Webhooks:
    """Deliveries, sent by a thread of their own in the order they were made.

    Args:
        faults: What goes wrong with operation ``webhook``.
        wrapped: Whether the object stands under ``data``, as in older samples.

    Attributes:
        sent: Each try so far: ``subject`` and the answer's ``status``, None where there was none.
    """

    def __init__(self, faults: Faults, *, wrapped: bool = False) -> None:
        self.sent: list[dict[str, Any]] = []
        self._faults, self._wrapped = faults, wrapped
        self._address: Address | None = None
        self._waiting: queue.SimpleQueue[tuple[str, Mapping[str, Any]] | None] = queue.SimpleQueue()
        self._held_back: list[tuple[str, Mapping[str, Any]]] = []
        self._open = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def send_to(self, url: str, username: str | None = None, password: str | None = None) -> None:
        """Send deliveries to an address from now on."""
        self._address = Address(url, username, password)

    def deliver(self, subject: str, body: Mapping[str, Any]) -> None:
        """Send something, once whatever waits before it is sent; nothing happens while there is no address."""
        if self._address is None:
            return
        with self._changed:
            self._open += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="limio-sandbox-webhooks", daemon=True)
                self._thread.start()
        self._waiting.put((subject, {"data": body} if self._wrapped else body))

    def settle(self, seconds: float = PATIENCE) -> bool:
        """Wait until everything was sent or given up, and return whether it was in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._open == 0, seconds)

    def stop(self) -> None:
        """End the thread; what waits is not sent."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join(PATIENCE * 2)

    def clear(self) -> None:
        """Forget the address and what was sent."""
        self._address = None
        self.sent.clear()

    def _work(self) -> None:
        while True:
            try:
                one = self._waiting.get(timeout=0.2 if self._held_back else None)
            except queue.Empty:
                one, self._held_back = self._held_back[0], self._held_back[1:]
                self._send(*one, None)
            else:
                if one is None:
                    return
                self._one(*one)
            with self._changed:
                self._changed.notify_all()

    def _one(self, subject: str, body: Mapping[str, Any]) -> None:
        fault = self._faults.next_for("webhook")
        if fault and fault.kind == "reorder":  # it goes behind the next one, or alone a moment later
            self._held_back.append((subject, body))
            return
        self._send(subject, body, fault)
        held_back, self._held_back = self._held_back, []
        for one in held_back:
            self._send(*one, None)

    def _send(self, subject: str, body: Mapping[str, Any], fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        if fault and kind == "delay":
            time.sleep(float(fault.given.get("seconds", 1.0)))
        if kind != "drop":
            self._tried(subject, body, unheard=kind in {"status", "hang"})
        if kind == "duplicate":
            self._tried(subject, body)
        with self._changed:
            self._open -= 1

    def _tried(self, subject: str, body: Mapping[str, Any], *, unheard: bool = False) -> None:
        """Send it until it is answered 2xx; an answer that is not heard is a 5xx or a time-out to the sender."""
        for attempt in range(TRIES):
            status = self._posted(body)
            heard = None if unheard and attempt == 0 else status
            self.sent.append({"subject": subject, "status": heard})
            log.info("webhook %s %s", subject, heard or "no answer")
            if heard in FINE:
                return
            time.sleep(PAUSE * 2**attempt)

    def _posted(self, body: Mapping[str, Any]) -> int | None:
        address = self._address
        if address is None:
            return None
        request = Request(address.url, json.dumps(body).encode(), address.headers, method="POST")  # noqa: S310  a test's own
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
                return int(answer.status)
        except HTTPError as error:
            error.close()
            return error.code
        except (URLError, OSError):
            return None
