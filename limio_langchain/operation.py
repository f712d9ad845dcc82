"""What to ask of the API, apart from who waits: operations, and flows over them.

An `Operation` describes one call. A flow is a generator over operations with ``yield from``; the blocking and
the awaiting client each run either, so paging, retrying and look-ups are written once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True)
class Pause:
    """A step that only waits.

    Attributes:
        seconds: How long, at least.
    """

    seconds: float

    def __iter__(self) -> Generator[Pause, Any, None]:
        yield self


@dataclass(frozen=True)
class Operation(Generic[T]):
    """One API call, described and not yet made.

    Attributes:
        method: The HTTP method.
        path: The path on the API host, from its root.
        read: Turns the answer's body into the result; a module-level function, so that equal operations are equal.
        params: The query, in order; a name may stand more than once.
        body: The JSON body; not shown in ``repr`` because it may hold a customer's details.
    """

    method: str
    path: str
    read: Callable[[bytes], T]
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = field(default=None, repr=False)

    def __iter__(self) -> Generator[Operation[T], T, T]:
        # Lets a flow write `page = yield from list_offers()` and a type checker see an OfferPage.
        return (yield self)


class Call(Protocol[R_co]):
    """What a client can run: one operation, or a flow of many."""

    def __iter__(self) -> Generator[Operation[Any] | Pause, Any, R_co]: ...


Flow = Generator["Operation[Any] | Pause", Any, T]
