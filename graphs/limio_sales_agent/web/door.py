"""Who may knock: the host's own names, pages of this server, small bodies of JSON that arrive in time."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Iterable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

LONGEST_BODY = 16_384  # bytes; the longest message takes less than half of it
BODY_WITHIN = 10.0  # seconds
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
UNKNOWN = 401
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
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname
    if name not in {*LOOPBACK, *hosts}:
        raise Refused(421, "wrong_host")


def check_origin(request: Request) -> None:
    """Refuse what another site's page sends: a browser says whose page it is."""
    origin = request.headers.get("origin")
    own = request.headers.get("host", "")
    if origin is not None and urlsplit(origin).netloc != own:
        raise Refused(403, "wrong_origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Refused(403, "wrong_origin")


def check_token(request: Request, token: str | None) -> None:
    """Refuse whoever does not show the bearer token; where there is none, nobody is let in."""
    if token is None or not holds_token(request.headers, token):
        raise Refused(UNKNOWN, "no_token")


def holds_token(headers: Mapping[str, str], token: str) -> bool:
    """Return whether a request's headers show the bearer token; how long that takes tells nothing of it."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


async def read_body(request: Request, form: type[T]) -> T:
    """Return a request's JSON, checked; a body that is too long, too slow or something else is refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "not_json")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for part in request.stream():
                body += part
                if len(body) > LONGEST_BODY:
                    raise Refused(413, "too_long")
    except TimeoutError:
        raise Refused(408, "too_slow") from None
    try:
        return form.model_validate_json(bytes(body))
    except ValidationError as error:
        fields = sorted({".".join(map(str, fault["loc"])) or "body" for fault in error.errors()})
        raise Refused(422, "unusable", fields=fields) from None
