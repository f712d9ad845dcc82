"""What a model reads when a tool fails: one short envelope, made in this one place."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from langchain_core.tools import ToolException

from limio_langchain.errors import (
    AnswerError,
    AuthError,
    CatalogueUnavailable,
    InputError,
    LimioError,
    NoCredentials,
    OfferChanged,
    OrderRefused,
    RateLimited,
    ServerError,
    TransportError,
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
    """

    code: str
    what: str
    retry: bool
    who: Who
    next: str

    def as_json(self) -> dict[str, Any]:
        """Return the envelope as JSON types."""
        return {"error": asdict(self)}

    def __str__(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False)


class LimioToolError(ToolException):
    """A tool's failure; its text is the envelope.

    Attributes:
        error: What failed, typed.
        envelope: The same as a model reads it.
    """

    def __init__(self, error: LimioError) -> None:
        self.error, self.envelope = error, envelope_of(error)
        super().__init__(str(self.envelope))


RULES: tuple[tuple[type[LimioError], str, bool, Who, str], ...] = (
    (InputError, "bad_argument", False, "agent", "Correct the named field and call again."),
    (OfferChanged, "offer_changed", False, "agent", "Look the offer up again and tell the customer what it costs now."),
    (OrderRefused, "order_refused", False, "agent", "Find offers again and use a path from that answer."),
    (NoCredentials, "no_credentials", False, "operator", "Give the customer a purchase link (limio_purchase_link)."),
    (AuthError, "credentials_refused", False, "operator", "Give the customer a purchase link (limio_purchase_link)."),
    (RateLimited, "rate_limited", True, "agent", "Wait, then call again; or give a purchase link."),
    (ServerError, "server_error", True, "agent", "Call again once; or give a purchase link (limio_purchase_link)."),
    (TransportError, "unreachable", True, "agent", "Call again once; or give a purchase link (limio_purchase_link)."),
    (CatalogueUnavailable, "catalogue_unavailable", True, "operator", "Sell by label link, or pass on to a person."),
    (AnswerError, "unreadable_answer", True, "operator", "Give the customer a purchase link (limio_purchase_link)."),
)


def envelope_of(error: LimioError) -> Envelope:
    """Return the envelope for a failure."""
    for kind, code, retry, who, what_next in RULES:
        if isinstance(error, kind):
            return Envelope(_finer(error, code), str(error), retry, who, what_next)
    return Envelope("failed", str(error), retry=False, who="operator", next="Pass on to a person.")


def _finer(error: LimioError, code: str) -> str:
    return error.reason or code if isinstance(error, TransportError | AnswerError) else code


def explain(error: Any) -> str:
    """Return the envelope for arguments that do not fit, naming each field and fault but never its value."""
    faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'arguments'}: {fault['msg']}" for fault in error.errors())
    return str(
        Envelope("bad_argument", faults, retry=False, who="agent", next="Correct the named fields and call again.")
    )
