"""`ClientCredentials`: the token, cached, refreshed early, fetched once however many wait.

Limio's "OAuth bearer token" page: a form with client credentials at ``/oauth2/token``, an answer that lasts an hour.
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from limio_langchain.answer import as_object, read_json
from limio_langchain.deadline import time_left
from limio_langchain.errors import (
    AuthError,
    DeadlineExceeded,
    LimioError,
    RateLimited,
    ServerError,
    UnreadableAnswer,
    told_again,
)
from limio_langchain.operation import message_in, redirect_in, retry_after
from limio_langchain.process import PerProcess

if TYPE_CHECKING:
    from pydantic import SecretStr

TOKEN_PATH = "/oauth2/token"  # noqa: S105  a path, not a secret
LIFETIME = 3600.0  # what Limio documents and its own scripts assume; a longer one is not believed
TOKEN = re.compile(r"[\x21-\x7e]{1,16000}")  # what a header can carry
SECONDS = re.compile(r"\s*(\d{1,100}(?:\.\d{0,100})?)\s*(?:s|secs?|seconds?)?\s*")
NO_TENANT = "no tenant of Limio's is there"
EARLY = 60.0  # seconds before its end that a token counts as stale, as in Limio's own scripts
LONGEST_WAIT = 30.0  # for another's token, outside any deadline


@dataclass(frozen=True)
class Token:
    """An access token and the moment it counts as stale."""

    value: str = field(repr=False)
    stale_at: float


class ClientCredentials(httpx.Auth, PerProcess):
    """OAuth 2.0 client credentials; clients that share an instance share its token, in any thread or loop.

    Args:
        api_url: The API's origin; the token endpoint is at its root.
        client_id: OAuth client id.
        secret: OAuth client secret.
        now: A clock that never goes backwards, in seconds.
    """

    def __init__(
        self, api_url: str, client_id: str, secret: SecretStr, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._client_id, self._secret, self._now = api_url + TOKEN_PATH, client_id, secret, now
        self._token: Token | None = None
        super().__init__()

    def _start(self) -> None:
        self._flight: Future[LimioError | None] | None = None  # the refresh under way, if any
        self._lock = threading.Lock()  # guards it and the token; never held while anyone waits

    def _steps(self, request: httpx.Request) -> Generator[Any, Any, None]:
        """Yield requests to send and flights to wait for; be sent responses and outcomes."""
        token = yield from self._fresh()
        response = yield _signed(request, token)
        if response.status_code == httpx.codes.UNAUTHORIZED:  # revoked early: once more, with a token nobody refused
            token = yield from self._fresh(refused=token)
            yield _signed(request, token)

    def _fresh(self, refused: Token | None = None) -> Generator[Any, Any, Token]:
        while True:
            with self._lock:
                token, flight = self._token, self._flight
                if token and token is not refused and self._now() < token.stale_at:
                    return token
                if flight is None:
                    ours = self._flight = Future()
                    ours.set_running_or_notify_cancel()  # so that a cancelled waiter cannot cancel it for all
            if flight is None:
                return (yield from self._refresh(ours))
            if (failure := (yield flight)) is not None:
                raise told_again(failure)

    def _refresh(self, flight: Future[LimioError | None]) -> Generator[Any, Any, Token]:
        outcome: LimioError | None = None  # "look again": a token is there, or this refresh was cut short
        try:
            self._token = token = self._read((yield self._ask()))
        except LimioError as error:
            outcome = error
            raise
        else:
            return token
        finally:  # also on GeneratorExit, httpx's word for a broken or cancelled exchange
            with self._lock:
                self._flight = None
            flight.set_result(outcome)

    def _ask(self) -> httpx.Request:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._secret.get_secret_value(),
        }
        return httpx.Request("POST", self._url, data=form, headers={"Accept": "application/json"})

    def _read(self, response: httpx.Response) -> Token:
        if not response.is_success:
            raise _refusal(response, self._secret)
        answer = as_object(read_json(response.content, f"POST {TOKEN_PATH}", "a token"))
        value, lifetime = answer.get("access_token"), _lifetime(answer.get("expires_in"))
        if not isinstance(value, str) or not TOKEN.fullmatch(value):
            raise UnreadableAnswer(f"POST {TOKEN_PATH} answered with something other than a token")
        return Token(value, self._now() + lifetime - min(EARLY, lifetime / 2))

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign `request`; blocks while another caller fetches the token, no longer than the deadline."""
        steps, answer = self._steps(request), None
        try:
            while True:
                step = steps.send(answer)
                if isinstance(step, Future):
                    answer = step.result(_patience())
                else:
                    answer = yield _timed(step, request)
                    if step is not request:
                        answer.read()
        except StopIteration:
            return
        except TimeoutError:
            raise _waited_too_long() from None
        finally:
            steps.close()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign `request`; awaits while another caller fetches the token, no longer than the deadline."""
        steps, answer = self._steps(request), None
        try:
            while True:
                step = steps.send(answer)
                if isinstance(step, Future):
                    answer = await asyncio.wait_for(asyncio.wrap_future(step), _patience())
                else:
                    answer = yield _timed(step, request)
                    if step is not request:
                        await answer.aread()
        except StopIteration:
            return
        except TimeoutError:
            raise _waited_too_long() from None
        finally:
            steps.close()


def _signed(request: httpx.Request, token: Token) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token.value}"
    return request


def _timed(step: httpx.Request, request: httpx.Request) -> httpx.Request:
    """Give the token's own request the time-outs and the User-Agent of the request it is for."""
    step.extensions.setdefault("timeout", request.extensions.get("timeout", {}))
    step.headers.setdefault("User-Agent", request.headers.get("User-Agent", ""))
    return step


def _patience() -> float:
    left = time_left()
    return LONGEST_WAIT if left is None else left


def _waited_too_long() -> DeadlineExceeded:
    return DeadlineExceeded("the time allowed for this call ended while another caller's token was awaited")


def _lifetime(told: Any) -> float:
    """Return the token's lifetime in seconds, at most the documented hour.

    An hour too where it is not told as a number of seconds above nought: a 401 mends what is wrong here.
    """
    seconds = SECONDS.fullmatch(str(told))
    return min(float(seconds[1]) or LIFETIME, LIFETIME) if seconds else LIFETIME


def _refusal(response: httpx.Response, secret: SecretStr) -> LimioError:
    """Return the error for a token answer that is not 2xx, with what it said and nothing of what was sent."""
    status = response.status_code
    if redirect := redirect_in(status, response.headers):
        return AuthError(f"POST {TOKEN_PATH} answered {status}: {redirect}")
    said = message_in(response.content).replace(secret.get_secret_value(), "***")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return RateLimited(status, "POST", TOKEN_PATH, said, retry_after(response.headers))
    if response.is_server_error:
        return ServerError(status, "POST", TOKEN_PATH, said, retry_after(response.headers))
    if status in {httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED}:
        return AuthError(f"POST {TOKEN_PATH} answered {status}: {said or NO_TENANT}; is api_url (LIMIO_API_URL) right?")
    refused = f"Limio refused the client credentials: POST {TOKEN_PATH} answered {status}"
    return AuthError(f"{refused}: {said}" if said else refused)
