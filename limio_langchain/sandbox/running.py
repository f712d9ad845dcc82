"""Runs a sandbox from a command until it is interrupted, and breaks one that runs elsewhere on this machine."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from limio_langchain.sandbox.baskets import Repeated
from limio_langchain.sandbox.catalogue import Source
from limio_langchain.sandbox.faults import Fault, read_fault
from limio_langchain.sandbox.operations import CONTROL
from limio_langchain.sandbox.server import Sandbox
from limio_langchain.sandbox.tenant import Envelope
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET

PORT = 8765
PATIENCE = 5.0  # seconds for the control address


def serve(
    offers: Source = None,
    faults: Iterable[Fault | Mapping[str, Any]] | None = None,
    *,
    port: int = PORT,
    seed: int = 0,
    envelope: Envelope = "documented",
    cassette: str | Path | None = None,
    repeated: Repeated = "last",
    out: TextIO | None = None,
    until: threading.Event | None = None,
) -> None:
    """Run a sandbox on this machine until Ctrl-C, telling how to use it and each call it gets.

    Args:
        offers: As for `Sandbox`.
        faults: As for `Sandbox`.
        port: The port, or 0 for a free one.
        seed: As for `Sandbox`.
        envelope: As for `Sandbox`.
        cassette: As for `Sandbox`.
        repeated: As for `Sandbox`.
        out: Where it tells; the standard output when left out.
        until: Ends it when set, instead of Ctrl-C.

    Raises:
        ValueError: Offers, faults or a cassette that cannot be used.
        OSError: The port is taken, or the file of offers or the cassette cannot be read.
    """
    out = out or sys.stdout
    sandbox = Sandbox(offers, faults, seed=seed, port=port, envelope=envelope, cassette=cassette, repeated=repeated)
    with sandbox, _Telling(out):
        try:
            out.write(introduction(sandbox.url))
            out.flush()
            (until or threading.Event()).wait()
        except KeyboardInterrupt:
            out.write("\n")


def introduction(url: str) -> str:
    """Return what a newcomer needs to know of a sandbox at `url`, with settings ready to be pasted."""
    return f"""A local Limio is running; Ctrl-C ends it. Nothing here costs anything, and the secret below is public.

  export LIMIO_SHOP_URL={url}
  export LIMIO_API_URL={url}
  export LIMIO_CLIENT_ID={CLIENT_ID}
  export LIMIO_CLIENT_SECRET={CLIENT_SECRET}

The shop: {url}/
Break it: python -m limio_langchain.sandbox --at {url} --fault checkout:status:status=503
Mend it:  python -m limio_langchain.sandbox --at {url} --mend

"""


def fault_from(text: str) -> Fault:
    """Return the fault a command names, such as ``checkout:status:status=503,times=2``.

    Raises:
        ValueError: Names what cannot be used.
    """
    on, _, rest = text.partition(":")
    kind, _, options = rest.partition(":")
    told: dict[str, Any] = {"on": on, "kind": kind}
    for option in filter(None, options.split(",")):
        name, equals, value = option.partition("=")
        if not equals:
            raise ValueError(f"{option}: options are written name=value")
        told[name.strip()] = _value(value.strip())
    return read_fault(told)


def break_running(url: str, *faults: Fault) -> list[dict[str, Any]]:
    """Break a sandbox that runs at `url`, and return what goes wrong there now.

    Raises:
        ValueError: There is none, or it refused.
    """
    return _asked("POST", url, [{key: told for key, told in one.told().items() if key != "hits"} for one in faults])


def mend_running(url: str) -> None:
    """Mend everything in a sandbox that runs at `url`; ValueError when there is none."""
    _asked("DELETE", url)


def _asked(method: str, url: str, body: Any = None) -> list[dict[str, Any]]:
    data = None if body is None else json.dumps(body).encode()
    address = url.rstrip("/") + CONTROL + "faults"
    if not address.startswith("http://"):
        raise ValueError("url: a sandbox's address begins with http://")
    request = Request(address, data, {"content-type": "application/json"}, method=method)  # noqa: S310  checked above
    fault = ""
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
            faults: list[dict[str, Any]] = json.load(answer)["faults"]
            return faults
    except HTTPError as error:
        fault = f"the sandbox at {url} answered {error.code}"
        error.close()
    except (URLError, OSError, ValueError, KeyError):
        fault = f"there is no sandbox at {url}"
    raise ValueError(fault)


def _value(text: str) -> Any:
    """Read an option's value: a number, true, false or null where it is one, else text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


class _Telling:
    """Writes the sandbox's log to a stream while it runs."""

    def __init__(self, out: TextIO) -> None:
        self._log = logging.getLogger("limio_langchain.sandbox")
        self._handler = logging.StreamHandler(out)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))

    def __enter__(self) -> None:
        self._before = self._log.level, self._log.propagate
        self._log.addHandler(self._handler)
        self._log.setLevel(logging.INFO)
        self._log.propagate = False

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self._handler)
        self._log.setLevel(self._before[0])
        self._log.propagate = self._before[1]
