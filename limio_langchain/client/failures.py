"""What went wrong on the way to the API, as an error of ours: in words, and without the request.

httpx's own errors hold the request, which may hold the secret or a customer's details.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import httpx

from limio_langchain.client.body import UnusableBody
from limio_langchain.client.network import UnusableNetwork
from limio_langchain.errors import DeadlineExceeded, LimioError, NetworkMisconfigured, Unreachable, UnreadableAnswer

# OSError: asyncio lets TLS errors in the middle of an answer through as they are.
FAILURES = (httpx.HTTPError, httpx.InvalidURL, UnusableBody, OSError)
ANOTHER_DATE = "or this machine's clock is wrong"
NOBODY_KNOWN = "its certificate is signed by nobody trusted here; for a company's own, set LIMIO_CA_BUNDLE"
CERTIFICATE_FAULTS: Mapping[int, str] = {  # OpenSSL's X509_V_ERR_ codes
    9: f"its certificate is not valid yet, {ANOTHER_DATE}",
    10: f"its certificate has expired, {ANOTHER_DATE}",
    18: f"its certificate is self-signed: {NOBODY_KNOWN}",
    19: NOBODY_KNOWN,
    20: NOBODY_KNOWN,
    21: NOBODY_KNOWN,
    62: "its certificate is for another name",
    64: "its certificate is for another name",
}

WORDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((ssl.SSLError,), "the host does not speak TLS there, or not as asked"),
    ((socket.gaierror,), "its name is not known (DNS)"),
    ((ConnectionRefusedError,), "the host refuses connections: nothing listens there"),
    ((httpx.ConnectTimeout,), "no connection, or no TLS on it, in time: a firewall, or a proxy that is not named"),
    ((httpx.NetworkError, httpx.RemoteProtocolError, ConnectionError), "the connection broke"),
)


def failure(what: str, error: BaseException) -> LimioError:
    """Return our error for one of `FAILURES`; `what` was asked, such as ``GET /api/offers/v2``."""
    if isinstance(error, UnusableBody):
        return UnreadableAnswer(f"{what} answered with {error}")
    if isinstance(error, TimeoutError | httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return DeadlineExceeded(f"{what} did not answer in time")
    kind = NetworkMisconfigured if _stays(error) else Unreachable
    return kind(f"{what} got no whole answer: {in_words(error)}")


def in_words(error: BaseException) -> str:
    """Return why there is no answer, in words for whoever runs this; nothing of the request is in them."""
    for cause in _chain(error):
        if words := _words(cause):
            return words
    return type(error).__name__


def _stays(error: BaseException) -> bool:
    """Return whether it stays so until somebody mends a certificate or a proxy."""
    return any(
        isinstance(cause, ssl.SSLCertVerificationError | UnusableNetwork)
        or (isinstance(cause, httpx.ProxyError) and str(cause).startswith("4"))  # a proxy's 5xx may pass
        for cause in _chain(error)
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error that began it first, since what its libraries made of it tells less."""
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) and not isinstance(causes[-1], UnusableNetwork):
        causes.append(cause)
    return reversed(causes)


def _words(cause: BaseException) -> str | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _of_certificate(cause)
    if isinstance(cause, httpx.ProxyError):
        return f"the proxy does not let it through ({cause})"
    for kinds, words in WORDS:
        if isinstance(cause, kinds):
            return words
    if isinstance(cause, OSError) and not isinstance(cause, TimeoutError):
        return cause.strerror or str(cause)
    return None


def _of_certificate(refusal: ssl.SSLCertVerificationError) -> str:
    words = CERTIFICATE_FAULTS.get(refusal.verify_code, f"its certificate is refused: {refusal.verify_message}")
    return f"{words} (here it is {datetime.now(UTC):%Y-%m-%d %H:%M} UTC)" if ANOTHER_DATE in words else words
