"""What a model reads when a tool fails: one short envelope, made in this one place."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from langchain_core.tools import ToolException
from pydantic import ValidationError

from limio_langchain.errors import (
    AnswerError,
    AuthError,
    BasketsPaused,
    CatalogueUnavailable,
    InputError,
    LimioError,
    NetworkMisconfigured,
    NoCredentials,
    NotForSale,
    NotSeenHere,
    OfferChanged,
    OrderRefused,
    OverLimit,
    RateLimited,
    ServerError,
    TransportError,
)
from limio_langchain.tools.examples import right_call

AGAIN = "Call again like this: "
LINK_TOOL = "limio_purchase_link"
GIVE_A_LINK = re.compile(
    r"(?i)give (?:the customer )?a purchase link(?: \(\w+\))?|sell by label link, or pass on to a person"
)
Who = Literal["agent", "customer", "operator"]


@dataclass(frozen=True)
class Envelope:
    """An error as a model reads it.

    Attributes:
        code: Short and stable, to branch on.
        what: What happened, without customers' data.
        retry: Whether the same call can help a little later.
        who: Who must act: the agent itself, the customer, or whoever runs it.
        next: What to do now.
        repeat_of: By what the same order is sent again, where its basket may have been made unseen.
    """

    code: str
    what: str
    retry: bool
    who: Who
    next: str
    repeat_of: str | None = field(default=None, compare=False)

    def again(self, tool: str) -> Envelope:
        """Return what is said when the same comes twice in a row: shorter, and that calling again is of no use."""
        if self.code == "bad_argument":
            ask = "Ask the customer for what is missing"
        else:
            ask = "Ask the customer how to go on, or give a purchase link"
        what_next = f"{ask}; do not call {tool} again before they have answered."
        # Where callers cannot be told apart, who reads this may not have seen the fault.
        named = f" ({', '.join(sorted(_arguments(self.what)))})" if self.code == "bad_argument" else ""
        what = f"the same fault as the last time{named}"
        return Envelope(self.code, what, retry=False, who="customer", next=what_next, repeat_of=self.repeat_of)

    def without_links(self) -> Envelope:
        """Return what is said where no tool makes purchase links."""
        told = GIVE_A_LINK.sub("pass on to a person", self.next)
        return replace(self, next=told[0].upper() + told[1:])

    def as_json(self) -> dict[str, Any]:
        """Return the envelope as JSON types."""
        return {"error": {name: value for name, value in asdict(self).items() if value is not None}}

    def __str__(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False)


class LimioToolError(ToolException):
    """A tool's failure; its text is the envelope.

    Attributes:
        error: What failed, typed.
        envelope: The same as a model reads it.
    """

    def __init__(self, error: LimioError, envelope: Envelope | None = None) -> None:
        self.error, self.envelope = error, envelope or envelope_of(error)
        super().__init__(str(self.envelope))


RULES: tuple[tuple[type[LimioError], str, Who, str], ...] = (
    (OverLimit, "over_limit", "customer", "Offer a quote for the number they want (limio_create_quote)."),
    (InputError, "bad_argument", "agent", "Correct the named field and call again."),
    (OfferChanged, "offer_changed", "agent", "Look the offer up again and tell the customer what it costs now."),
    (NotForSale, "not_for_sale", "agent", "Find offers again and tell the customer what fits now."),
    (OrderRefused, "order_refused", "agent", "Find offers again and use a path from that answer."),
    (NoCredentials, "no_credentials", "operator", "Give the customer a purchase link (limio_purchase_link)."),
    (BasketsPaused, "paused", "operator", "Give the customer a purchase link (limio_purchase_link)."),
    (NotSeenHere, "not_available", "operator", "Do without it."),
    (AuthError, "credentials_refused", "operator", "Give the customer a purchase link (limio_purchase_link)."),
    (RateLimited, "rate_limited", "agent", "Wait, then call again; or give a purchase link."),
    (ServerError, "server_error", "agent", "Call again once; or give a purchase link (limio_purchase_link)."),
    (NetworkMisconfigured, "unreachable", "operator", "Give the customer a purchase link (limio_purchase_link)."),
    (TransportError, "unreachable", "agent", "Call again once; or give a purchase link (limio_purchase_link)."),
    (CatalogueUnavailable, "catalogue_unavailable", "operator", "Sell by label link, or pass on to a person."),
    (AnswerError, "unreadable_answer", "operator", "Give the customer a purchase link (limio_purchase_link)."),
)


def envelope_of(error: LimioError) -> Envelope:
    """Return the envelope for a failure."""
    for kind, code, who, what_next in RULES:
        if isinstance(error, kind):
            return Envelope(_finer(error, code), str(error), error.may_pass, who, what_next, error.repeat_of)
    return Envelope("failed", str(error), retry=False, who="operator", next="Pass on to a person.")


def _finer(error: LimioError, code: str) -> str:
    return error.reason or code if isinstance(error, TransportError | AnswerError) else code


def faults(error: ValidationError) -> InputError:
    """Return what is wrong with arguments that do not fit: each field and fault, but never the value."""
    told = [(".".join(map(str, fault["loc"])), fault["msg"].removeprefix("Value error, ")) for fault in error.errors()]
    first, *rest = told
    return InputError(first[0], "; ".join([first[1], *(f"{field}: {fault}" for field, fault in rest)]))


def envelope_of_call(error: LimioError, tool: str) -> Envelope:
    """Return the envelope for a tool's failed call; wrong arguments get a right call shown.

    Args:
        error: What failed.
        tool: The tool's name.
    """
    envelope = envelope_of(error)
    if not isinstance(error, InputError) or envelope.code != "bad_argument":
        return envelope
    return replace(envelope, next=f"{AGAIN}{right_call(tool, _arguments(envelope.what))}")


def _arguments(what: str) -> frozenset[str]:
    """Return the names of the arguments that a fault is told of."""
    return frozenset(re.split(r"[.\[]", fault.partition(": ")[0])[0] for fault in what.split("; "))
