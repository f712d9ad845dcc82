"""Everything this package raises on purpose; each leaf knows the fallback reason it stands for.

LimioError
├── InputError           the caller's own data is wrong; nothing was sent
│   └── OverLimit        more than one order may hold: a quote can be for more
├── OfferChanged         price or terms are no longer what the customer was told; nothing was sold
├── NotForSale           not now, not here, not to them or not by this seller; nothing was sold
├── AuthError            credentials refused, or refused for this call
├── NoCredentials        the settings hold none, so only purchase links are possible
├── BasketsPaused        an operator has stopped new baskets; nothing was sent
├── NotSeenHere          rests on a fact of Limio's API that nobody has seen on this tenant; nothing was sent
├── TransportError       no whole answer came
│   ├── Unreachable      no connection, or it broke
│   │   ├── ApiDown      not asked, because it failed twice in a row within the last 30 s
│   │   └── NetworkMisconfigured  a certificate or a proxy is at fault: trying again cannot help
│   └── DeadlineExceeded the time the caller allowed is over
├── ApiError             the API answered with an error
│   ├── OrderRefused     400, 404, another 4xx, or a redirect: asking again cannot help
│   ├── RateLimited      429, with what Retry-After said
│   └── ServerError      5xx
├── CatalogueUnavailable no source of offers could be read
└── AnswerError          the API answered 200 with something unusable
    ├── UnreadableAnswer not the JSON that was asked for
    ├── NoLink           a basket without a link
    ├── LinkRefused      a link to a host that is neither the shop nor the API
    └── BasketMismatch   a basket that holds something else than what was ordered

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
    "paused",
]


class LimioError(Exception):
    """Anything this package raises on purpose.

    Attributes:
        reason: The machine-readable reason a checkout that met this error falls back for, or None where
            falling back would be wrong.
        may_pass: Whether the same call may succeed a little later.
        external_id: The order's own id, where a checkout was sent.
        repeat_of: By what a new call says that it means the same order, where the basket may have been made unseen.
        replaces: The order that this one was said to repeat and is not, by its ``external_id``.
    """

    reason: FallbackReason | None = None
    may_pass: bool = False
    external_id: str | None = None
    repeat_of: str | None = None
    replaces: str | None = None


class InputError(LimioError, ValueError):
    """The caller's data cannot be used, and nothing was sent.

    Attributes:
        field: The argument at fault, such as ``items[0].quantity``.
    """

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(f"{field}: {fault}")
        self.field, self.fault = field, fault


class OverLimit(InputError):
    """More of an offer than one order may hold; nothing was sent. A quote can be for more (``purpose="quote"``)."""


class OfferChanged(LimioError):
    """The offer's price or terms are no longer what the customer was told, so nothing was sold.

    Attributes:
        path: The offer's catalogue path.
        changed: What differs, in words (``price``, ``term``, ...).
    """

    def __init__(self, path: str, changed: tuple[str, ...]) -> None:
        super().__init__(f"{path} changed since it was shown: {', '.join(changed)}")
        self.path, self.changed = path, changed


class NotForSale(LimioError):
    """The offer may not be sold here, so nothing was sold (`eligibility`).

    Attributes:
        path: The offer's catalogue path.
        codes: Why, of `eligibility`'s closed set.
    """

    def __init__(self, path: str, codes: tuple[str, ...], words: str) -> None:
        super().__init__(f"{path} {words}")
        self.path, self.codes, self.words = path, codes, words


class AuthError(LimioError):
    """The credentials were refused, or do not allow this call."""

    reason: FallbackReason | None = "credentials_refused"


class NoCredentials(LimioError):
    """No client id and secret are set, so the API cannot be asked."""

    reason: FallbackReason | None = "no_credentials"

    def __init__(self, message: str = "no Limio credentials are set (LIMIO_CLIENT_ID, LIMIO_CLIENT_SECRET)") -> None:
        super().__init__(message)


class BasketsPaused(LimioError):
    """An operator has stopped new baskets (``limio-agent pause``); nothing was sent."""

    reason: FallbackReason | None = "paused"

    def __init__(self, message: str = "new baskets are paused by an operator") -> None:
        super().__init__(message)


class NotSeenHere(LimioError):
    """What was asked for rests on an inferred fact of Limio's API, which `conform` has not seen on this tenant.

    Attributes:
        fact: Its id, as `conform` lists it and ``LIMIO_ASSUME`` takes it.
    """

    def __init__(self, fact: str) -> None:
        super().__init__(
            f"{fact} was inferred and not seen on this tenant: run `limio-agent conform --write` on a test tenant, "
            f"or set LIMIO_ASSUME={fact}"
        )
        self.fact = fact


class TransportError(LimioError):
    """No whole answer came."""

    reason: FallbackReason | None = "unreachable"
    may_pass = True


class Unreachable(TransportError):
    """No connection could be made, or it broke before the answer was whole."""


class ApiDown(Unreachable):
    """The API was not asked: it failed twice in a row and is left alone for 30 s, so that nobody waits for it.

    Its reason is that of the failure that made it count as down.
    """

    def __init__(self, message: str, reason: FallbackReason | None = None) -> None:
        super().__init__(message)
        self.reason = reason or self.reason


class NetworkMisconfigured(Unreachable):
    """No connection, and none until somebody mends it: a certificate nobody here trusts, or a proxy that refuses."""

    may_pass = False


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
    may_pass = True

    def __init__(self, status: int, method: str, path: str, said: str = "", retry_after: float | None = None) -> None:
        super().__init__(status, method, path, said)
        self.retry_after = retry_after


class ServerError(ApiError):
    """The API failed. Limio documents 502 as usually a fault of the request's payload (checkout API page).

    Attributes:
        retry_after: Seconds the API asked to wait, or None.
    """

    reason: FallbackReason | None = "server_error"
    may_pass = True

    def __init__(self, status: int, method: str, path: str, said: str = "", retry_after: float | None = None) -> None:
        super().__init__(status, method, path, said)
        self.retry_after = retry_after


class CatalogueUnavailable(LimioError):
    """Neither the API, nor a last good copy, nor a catalogue file gave offers."""

    reason: FallbackReason | None = "catalogue_unavailable"

    def __init__(self, message: str = "", *, may_pass: bool = False) -> None:
        super().__init__(message)
        self.may_pass = may_pass


class AnswerError(LimioError):
    """The API answered 200 with something that cannot be used."""

    reason: FallbackReason | None = "unreadable_answer"


class UnreadableAnswer(AnswerError):
    """The body is not the JSON that was asked for, or longer than 6 MB."""

    may_pass = True


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


class BasketMismatch(AnswerError):
    """The basket that was answered is not the one that was ordered, so its link is nobody's to be given.

    Attributes:
        differs: What differs: ``items``, ``email``, ``external_id``; never the values.
    """

    reason: FallbackReason | None = "link_refused"

    def __init__(self, differs: tuple[str, ...]) -> None:
        super().__init__(f"the basket that was answered is not the one that was ordered: {', '.join(differs)}")
        self.differs = differs


def told_again(error: LimioError) -> LimioError:
    """Return the same error as a new object, because callers in several threads must not share one traceback."""
    twin = error.__class__.__new__(error.__class__, *error.args)
    twin.__dict__.update(error.__dict__)
    return twin
