"""Everything this package raises on purpose; each leaf knows the fallback reason it stands for.

LimioError
├── InputError           the caller's own data is wrong; nothing was sent
├── OfferChanged         price or terms are no longer what the customer was told; nothing was sold
├── AuthError            credentials refused, or refused for this call
├── NoCredentials        the settings hold none, so only purchase links are possible
├── TransportError       no whole answer came
│   ├── Unreachable      no connection, or it broke
│   │   └── ApiDown      not asked, because it failed twice in a row within the last 30 s
│   └── DeadlineExceeded the time the caller allowed is over
├── ApiError             the API answered with an error
│   ├── OrderRefused     400, 404, another 4xx, or a redirect: asking again cannot help
│   ├── RateLimited      429, with what Retry-After said
│   └── ServerError      5xx
├── CatalogueUnavailable no source of offers could be read
└── AnswerError          the API answered 200 with something unusable
    ├── UnreadableAnswer not the JSON that was asked for
    ├── NoLink           a basket without a link
    └── LinkRefused      a link to a host that is neither the shop nor the API

Errors carry facts (status, method, path, field names), never requests, responses, secrets or customers' data.
"""

from __future__ import annotations

from typing import Literal

FallbackReason = Literal[
    "no_credentials",
    "credentials_refused",
    "unreachable",
    "deadline",
    "rate_limited",
    "server_error",
    "unreadable_answer",
    "no_link",
    "link_refused",
    "order_refused",
    "promo_code",
    "details_declined",
    "catalogue_unavailable",
]


class LimioError(Exception):
    """Anything this package raises on purpose.

    Attributes:
        reason: The machine-readable reason a checkout that met this error falls back for, or None where
            falling back would be wrong.
    """

    reason: FallbackReason | None = None


class InputError(LimioError, ValueError):
    """The caller's data cannot be used, and nothing was sent.

    Attributes:
        field: The argument at fault, such as ``items[0].quantity``.
    """

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(f"{field}: {fault}")
        self.field, self.fault = field, fault


class OfferChanged(LimioError):
    """The offer's price or terms are no longer what the customer was told, so nothing was sold.

    Attributes:
        path: The offer's catalogue path.
        changed: What differs, in words (``price``, ``term``, ...).
    """

    def __init__(self, path: str, changed: tuple[str, ...]) -> None:
        super().__init__(f"{path} changed since it was shown: {', '.join(changed)}")
        self.path, self.changed = path, changed


class AuthError(LimioError):
    """The credentials were refused, or do not allow this call."""

    reason: FallbackReason | None = "credentials_refused"


class NoCredentials(LimioError):
    """No client id and secret are set, so the API cannot be asked."""

    reason: FallbackReason | None = "no_credentials"

    def __init__(self, message: str = "no Limio credentials are set (LIMIO_CLIENT_ID, LIMIO_CLIENT_SECRET)") -> None:
        super().__init__(message)


class TransportError(LimioError):
    """No whole answer came."""

    reason: FallbackReason | None = "unreachable"


class Unreachable(TransportError):
    """No connection could be made, or it broke before the answer was whole."""


class ApiDown(Unreachable):
    """The API was not asked: it failed twice in a row and is left alone for 30 s, so that nobody waits for it.

    Its reason is that of the failure that made it count as down.
    """

    def __init__(self, message: str, reason: FallbackReason | None = None) -> None:
        super().__init__(message)
        self.reason = reason or self.reason


class DeadlineExceeded(TransportError):
    """The time the caller allowed is over."""

    reason: FallbackReason | None = "deadline"


class ApiError(LimioError):
    """The API answered with an error.

    Attributes:
        status: The HTTP status.
        method: The HTTP method of the call.
        path: The call's path on the API host, without its query.
        said: What the API's ``message`` said, shortened, or an empty text.
    """

    def __init__(self, status: int, method: str, path: str, said: str = "") -> None:
        super().__init__(f"{method} {path} answered {status}" + (f": {said}" if said else ""))
        self.status, self.method, self.path, self.said = status, method, path, said


class OrderRefused(ApiError):
    """The API refused what was asked for; the same request will be refused again.

    Attributes:
        items: The catalogue paths of the order's items, where the call was a checkout.
    """

    reason: FallbackReason | None = "order_refused"
    items: tuple[str, ...] = ()


class RateLimited(ApiError):
    """Too many requests.

    Attributes:
        retry_after: Seconds the API asked to wait, or None.
    """

    reason: FallbackReason | None = "rate_limited"

    def __init__(self, status: int, method: str, path: str, said: str = "", retry_after: float | None = None) -> None:
        super().__init__(status, method, path, said)
        self.retry_after = retry_after


class ServerError(ApiError):
    """The API failed. Limio documents 502 as usually a fault of the request's payload (checkout API page).

    Attributes:
        retry_after: Seconds the API asked to wait, or None.
    """

    reason: FallbackReason | None = "server_error"

    def __init__(self, status: int, method: str, path: str, said: str = "", retry_after: float | None = None) -> None:
        super().__init__(status, method, path, said)
        self.retry_after = retry_after


class CatalogueUnavailable(LimioError):
    """Neither the API, nor a last good copy, nor a catalogue file gave offers."""

    reason: FallbackReason | None = "catalogue_unavailable"


class AnswerError(LimioError):
    """The API answered 200 with something that cannot be used."""

    reason: FallbackReason | None = "unreadable_answer"


class UnreadableAnswer(AnswerError):
    """The body is not the JSON that was asked for, or longer than 6 MB."""


class NoLink(AnswerError):
    """A basket was made, but the answer holds no link to it.

    Attributes:
        basket_id: The basket's id, where the answer gave one.
    """

    reason: FallbackReason | None = "no_link"

    def __init__(self, message: str, basket_id: str | None = None) -> None:
        super().__init__(message)
        self.basket_id = basket_id


class LinkRefused(NoLink):
    """A basket was made, but its link leads to a host that is neither the shop nor the API."""

    reason: FallbackReason | None = "link_refused"


def told_again(error: LimioError) -> LimioError:
    """Return the same error as a new object, because callers in several threads must not share one traceback."""
    twin = error.__class__.__new__(error.__class__, *error.args)
    twin.__dict__.update(error.__dict__)
    return twin
