"""What to ask of the API, apart from who waits: operations, and flows over them.

An `Operation` describes one call. A flow is a generator over operations with ``yield from``; the blocking and
the awaiting client each run either, so paging, retrying and look-ups are written once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from limio_langchain.answer import as_object, read_json
from limio_langchain.errors import ApiError, AuthError, OrderRefused, RateLimited, ServerError, UnreadableAnswer

SAID_LIMIT = 200  # characters of an API message worth repeating

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True)
class Pause:
    """A step that only waits.

    Attributes:
        seconds: How long, at least.
    """

    seconds: float

    def __iter__(self) -> Iterator[Pause]:
        yield self


@dataclass(frozen=True)
class Aside(Generic[T]):
    """A step that blocks for a moment on something other than the API, such as a file.

    Attributes:
        work: What to do; an awaiting client does it in a thread, so that its event loop goes on.
    """

    work: Callable[[], T]

    def __iter__(self) -> Generator[Aside[T], T, T]:
        return (yield self)


@dataclass(frozen=True)
class Wait(Generic[T]):
    """A step that waits for what another caller is already fetching, within the waiting caller's deadline.

    Attributes:
        flight: The other caller's result to come.
    """

    flight: Future[T]

    def __iter__(self) -> Generator[Wait[T], T, T]:
        return (yield self)


@dataclass(frozen=True)
class Operation(Generic[T]):
    """One API call, described and not yet made.

    Attributes:
        method: The HTTP method.
        path: The path on the API host, from its root.
        read: Turns the answer's body into the result; a module-level function, so that equal operations are equal.
        params: The query, in order; a name may stand more than once.
        body: The JSON body; not shown in ``repr`` because it may hold a customer's details.
        patience: The most seconds for the answer, of one that a sale does not need: whatever comes of it says nothing
            of whether the API is up. None for what is left of the deadline.
    """

    method: str
    path: str
    read: Callable[[bytes], T]
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    patience: float | None = None

    def __iter__(self) -> Generator[Operation[T], T, T]:
        # Lets a flow write `page = yield from list_offers()` and a type checker see an OfferPage.
        return (yield self)

    @property
    def name(self) -> str:
        """What is asked, without its query, for errors."""
        return f"{self.method} {self.path}"

    @property
    def target(self) -> str:
        """The path and query; a space is ``%20``, because plus signs were seen to arrive undecoded."""
        return self.path + ("?" + urlencode(self.params, quote_via=quote, safe="") if self.params else "")

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> T:
        """Read the API's answer.

        Args:
            status: The HTTP status.
            headers: The answer's headers; names in lower case.
            body: The whole body.

        Returns:
            What `read` makes of the body of a 2xx.

        Raises:
            ApiError: By status: AuthError (401, 403), RateLimited (429), ServerError (5xx), OrderRefused (the
                rest, redirects included).
            AnswerError: What `read` raises.
        """
        if 200 <= status < 300:  # noqa: PLR2004  HTTP's own classes of status
            return self.read(body)
        raise self.refusal(status, headers, body)

    def refusal(self, status: int, headers: Mapping[str, str], body: bytes) -> ApiError | AuthError:
        """Return the error that stands for an answer which is not 2xx."""
        said = redirect_in(status, headers) or message_in(body)
        if status in {401, 403}:
            return AuthError(f"{self.method} {self.path} answered {status}" + (f": {said}" if said else ""))
        if status == 429:  # noqa: PLR2004
            return RateLimited(status, self.method, self.path, said, retry_after(headers))
        if status >= 500:  # noqa: PLR2004
            return ServerError(status, self.method, self.path, said, retry_after(headers))
        return OrderRefused(status, self.method, self.path, said)


def message_in(body: bytes) -> str:
    """Return what an error body's ``message``, ``error_description`` or ``error`` says, shortened, else nothing."""
    try:
        told = as_object(read_json(body, "the error"))
    except UnreadableAnswer:
        return ""
    words = next((told[key] for key in ("message", "error_description", "error") if isinstance(told.get(key), str)), "")
    return _printable(words)[:SAID_LIMIT]


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def redirect_in(status: int, headers: Mapping[str, str]) -> str:
    """Return in words where a redirect leads, of which no query is told, or nothing for any other answer."""
    if not 300 <= status < 400 or "location" not in headers:  # noqa: PLR2004  HTTP's own classes of status
        return ""
    try:
        parts = urlsplit(headers["location"])
        there = f"{parts.scheme}://{parts.hostname}" if parts.hostname else parts.path[:SAID_LIMIT]
    except ValueError:
        there = "what is no URL"
    return f"a redirect to {_printable(there)}, which is not followed; is api_url (LIMIO_API_URL) right?"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of a ``Retry-After`` header; its date form counts as absent."""
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None


Step = Operation[Any] | Pause | Aside[Any] | Wait[Any]
Flow = Generator[Any, Any, T]


class Call(Protocol[R_co]):
    """What a client can run: one operation, or a flow of many."""

    def __iter__(self) -> Generator[Any, Any, R_co]: ...
