"""The eight faults that stand for the others where not all are played, and what has to come of them."""

from __future__ import annotations

from typing import NamedTuple

from faults.clients import OPERATIONS
from faults.listed import FAULTS, Came, Fault

BY_NAME = {fault.name: fault for fault in FAULTS}


class Class(NamedTuple):
    """A fault, those it stands for, and how a call that reads ends with it."""

    fault: Fault
    stands_for: str
    error: str
    reads: int  # requests until a read gives up; it tries three times, unless the API counts as down after two

    @property
    def reason(self) -> str | None:
        return self.fault.checkout.reason

    @property
    def below_http(self) -> bool:
        """Whether nothing can be asked at all, the token included."""
        return self.fault.name == "refused connection"


CLASSES = (
    Class(BY_NAME["refused connection"], "name look-up failure, TLS error, connect time-out", "Unreachable", 2),
    Class(BY_NAME["hang before the body"], "hang in the middle of the body", "DeadlineExceeded", 1),
    Class(BY_NAME["answer lost after it was done, always"], "reset, a connection that closes", "Unreachable", 2),
    Class(BY_NAME["401 always"], "401 once, 403", "AuthError", 3),
    Class(BY_NAME["429 without Retry-After"], "429 with it", "RateLimited", 3),
    Class(BY_NAME["503"], "500, 502, 504", "ServerError", 2),
    Class(BY_NAME["not JSON"], "cut-off JSON, HTML, an empty body, a 200 that is an error", "UnreadableAnswer", 3),
    Class(BY_NAME["a 10 MB body"], "none other: memory is what it would cost", "UnreadableAnswer", 3),
)
# What only the call that makes a basket can meet; played through the tools and the agent besides the eight.
REFUSALS = tuple(BY_NAME[name] for name in ("400", "missing link", "foreign link"))


def of_operation(one: Class, name: str) -> Came:
    """Return what has to come of an operation whose token is known."""
    if name == "checkout_or_link":
        return one.fault.checkout
    if OPERATIONS[name].writes:
        return one.fault.checkout._replace(end=one.error)
    return Came(one.error, one.reason, one.reads)


def of_tool(one: Class, name: str) -> Came:
    """Return what has to come of a tool that knows nothing yet, neither a token nor an offer."""
    if name == "limio_purchase_link":
        # Whether what it is asked for exists is looked up while the catalogue can be read; it is sold either way.
        return Came("purchase_link", None, 1 if one.fault.name == "401 always" else one.reads)
    if name in {"limio_create_checkout", "limio_create_quote"}:
        return of_basket(one.fault, name, before=0 if one.below_http else 2)  # the token and the look-up
    reason = one.reason if name == "limio_list_abandoned_baskets" else "catalogue_unavailable"
    return Came("envelope", reason, one.reads + (not one.below_http))


def of_basket(fault: Fault, name: str, before: int) -> Came:
    """Return what has to come of a tool that makes a basket, after some requests that went well."""
    came = fault.checkout._replace(requests=fault.checkout.requests + before)
    is_reported = name == "limio_create_quote" or came.end == "OrderRefused"
    return came._replace(end="envelope") if is_reported else came


def of_agent(fault: Fault, wish: str, since: str) -> Came:
    """Return what has to come of a conversation with the agent."""
    if since == "the first word":
        return Came("purchase_link", "catalogue_unavailable", IN_THE_DARK[fault.name])
    came = fault.checkout._replace(requests=fault.checkout.requests + (fault.name != "refused connection"))
    if wish == "quote":
        return came._replace(end="handoff", reason="quote_unavailable")
    # A refused order is chosen again, and refused twice it is sold by the link.
    return came._replace(end="purchase_link", requests=3) if came.end == "OrderRefused" else came


# Requests of an agent that can read nothing: it looks for the offers twice, and not again once the API counts as down or
# the first look took all the time there was.
IN_THE_DARK = {
    "refused connection": 2,
    "hang before the body": 1,
    "answer lost after it was done, always": 2,
    "401 always": 2,
    "429 without Retry-After": 6,
    "503": 2,
    "not JSON": 6,
    "a 10 MB body": 6,
}
