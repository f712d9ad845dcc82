"""Which requests are let in, and what they say of whose they are: address, token, languages, a body that is checked."""

from __future__ import annotations

import asyncio
import hmac
import json
import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

LONGEST_BODY = 16_384  # bytes; the longest message takes less than half of it
BODY_WITHIN = 10.0  # seconds
MINUTE = 60.0
MOST_LANGUAGES = 20  # of a browser's list that are looked at
BOM = b"\xef\xbb\xbf"  # some programs begin UTF-8 with a mark
# Seconds that turns get to end when the server stops: a model asked twice, a catalogue and a checkout that all take as
# long as they may.
LONGEST_TURN = 65.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
UNKNOWN = 401
IPV6 = 6
T = TypeVar("T", bound=BaseModel)


class Refused(Exception):
    """A request that is not let in; the answer says why, and nothing of what it held."""

    def __init__(self, status: int, code: str, **more: object) -> None:
        super().__init__(code)
        self.status, self.code, self.more = status, code, more

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's headers say beside it."""
        asked = {"WWW-Authenticate": "Bearer"} if self.status == UNKNOWN else {}
        return asked | ({"Retry-After": str(self.more["seconds"])} if "seconds" in self.more else {})

    def answer(self) -> Response:
        """Return the answer."""
        return JSONResponse({"error": {"code": self.code, **self.more}}, self.status, headers=self.headers)


def check_host(request: Request, hosts: Iterable[str]) -> None:
    """Refuse a request for another host's name, so that no foreign name can be pointed at this server."""
    try:
        name = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        name = None
    if name not in {*LOOPBACK, *hosts}:
        raise Refused(421, "wrong_host")


def check_origin(request: Request) -> None:
    """Refuse what another site's page sends: a browser says whose page it is."""
    origin = request.headers.get("origin")
    if origin is not None and not _is_own(origin, request):
        raise Refused(403, "wrong_origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Refused(403, "wrong_origin")


def _is_own(origin: str, request: Request) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    # A page that came over http may be anybody's who sits on the wire.
    is_weaker = request.url.scheme == "https" and parts.scheme != "https"
    return parts.netloc == request.headers.get("host", "") and not is_weaker


def address_of(scope: Scope) -> str:
    """Return whose request it is, for counting: the address, or of IPv6 the network that one customer has whole."""
    given = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(given)
    except ValueError:
        return given
    return str(ip_network((address, 64), strict=False)) if address.version == IPV6 else given


def languages_asked(request: Request) -> list[str]:
    """Return the languages a visitor asks for, without regions: ``?lang=``, then the browser's, the dearest first.

    The header is RFC 9110's, section 12.5.4.
    """
    told = sorted(_weighed(request.headers.get("accept-language", "")), key=lambda one: -one[1])
    return [*filter(None, request.query_params.getlist("lang")), *(language for language, weight in told if weight > 0)]


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(",")[:MOST_LANGUAGES]:
        tag, _, weight = part.partition(";")
        try:
            yield tag.strip().partition("-")[0].lower(), float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue


def check_token(request: Request, token: str | None) -> None:
    """Refuse whoever does not show the bearer token; where there is none, nobody is let in."""
    if token is None or not holds_token(request.headers, token):
        raise Refused(UNKNOWN, "no_token")


def holds_token(headers: Mapping[str, str], token: str) -> bool:
    """Return whether a request's headers show the bearer token; how long that takes tells nothing of it."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    # A variable that is there and empty is no token: a header without one would fit it.
    return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


async def read_body(request: Request, form: type[T]) -> T:
    """Return a request's JSON, checked; a body that is too long, too slow or something else is refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "not_json")
    body = (await whole_body(request)).removeprefix(BOM)
    try:
        read = form.model_validate_json(body)
        json.loads(body, object_pairs_hook=_once)
    except ValidationError as error:
        fields = sorted({".".join(map(str, fault["loc"])) or "body" for fault in error.errors()})
        raise Refused(422, "unusable", fields=fields) from None
    return read


def _once(pairs: list[tuple[str, object]]) -> None:
    """Refuse a name that stands twice: which of its two values was meant nobody can tell."""
    twice = sorted(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
    if twice:
        raise Refused(422, "unusable", fields=twice)


async def whole_body(request: Request) -> bytes:
    """Return a request's body; one that is too long or too slow is refused, whatever length it was said to have."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for part in request.stream():
                body += part
                if len(body) > LONGEST_BODY:
                    raise Refused(413, "too_long")
    except TimeoutError:
        raise Refused(408, "too_slow") from None
    return bytes(body)


class RateLimit:
    """Counts what each visitor does within a minute.

    Args:
        most: How often within a minute.
        clock: Seconds that only go forward.
        known: How many visitors are remembered; the one quiet for longest is forgotten first.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic, known: int = 10_000) -> None:
        self._most, self._clock, self._known = most, clock, known
        self._seen: dict[str, deque[float]] = {}

    def wait(self, who: str) -> int:
        """Count one and return 0; or, where there were too many, count nothing and return the seconds to wait."""
        now = self._clock()
        times = self._seen.pop(who, None) or deque()
        self._seen[who] = times
        while times and now - times[0] >= MINUTE:
            times.popleft()
        if len(times) >= self._most:
            return math.ceil(MINUTE - (now - times[0]))
        times.append(now)
        while len(self._seen) > self._known:
            self._seen.pop(next(iter(self._seen)))
        return 0
