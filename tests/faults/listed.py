"""Every fault: how it is made, and what has to come out of a checkout and of a token request that meet it.

`readme` is the row of the README's table "What happens when something breaks" that speaks of it; where none does, `words` do.
"""

from __future__ import annotations

from typing import NamedTuple

from faults import network
from faults.stage import (
    Break,
    answers,
    below_http,
    both,
    counts_as_down,
    goes,
    jumps,
    keeps_token,
    no_lifetime,
    revokes,
    unpublishes,
)

DEADLINE = 6.0  # seconds; long enough that a busy machine does not end what the fault does not hold up
SHORT = 0.5  # seconds, where it is the deadline that ends the call
SLACK = 2.0  # seconds beyond the deadline that a busy machine may take: the one place where it is said
RETRY_SOON, RETRY_LATE = 0.2, 600  # seconds of Retry-After: within the deadline, beyond it
HOURS = 7200.0  # seconds a clock jumps


class Came(NamedTuple):
    """What has to come out."""

    end: str  # `assisted`, `purchase_link`, or the error raised
    reason: str | None
    requests: int
    baskets: int = 0


class Fault(NamedTuple):
    """One thing that goes wrong, and what has to come of it."""

    name: str
    readme: str | None
    breaks: Break
    checkout: Came
    token: Came | str  # or why there is no such thing
    token_breaks: Break | None = None  # where it is made otherwise for the token
    words: tuple[str, str] = ("", "")  # for the checkout and the token
    deadline: float = DEADLINE

    def row(self, on: str) -> str | None:
        """Return the README's row for this fault on ``checkout`` or ``token``."""
        came = self.token if on == "token" else self.checkout
        refused = on == "token" and isinstance(came, Came) and came.reason == "credentials_refused"
        return REFUSED if refused else self.readme


def sold(requests: int, baskets: int = 1) -> Came:
    return Came("assisted", None, requests, baskets)


def link(reason: str, requests: int, baskets: int = 0) -> Came:
    return Came("purchase_link", reason, requests, baskets)


def refused_order(requests: int) -> Came:
    return Came("OrderRefused", "order_refused", requests)


PASSES = "a lost answer, a 429 or 5xx that passes; a token that was revoked"
UNREACHABLE = "no connection, or it broke"
LATE = "no answer in time"
REFUSED = "credentials refused, or not allowed (401, 403; for the token any 4xx or redirect)"
ORDER = "400, 404"
OTHER = "409, 413, 423 and other refusals, redirects"
LIMITED = "429"
SERVER = "5xx"
UNREADABLE = "an answer that cannot be read, or is longer than 6 MB"
NO_LINK = "a basket without a link"
FOREIGN = "a link to another host than the shop's or the API's"
NO_TOKEN_LINK = "a token's answer holds no link"
NO_TIME = "the assisted checkout; 0 counts as the documented hour, so that not every call fetches a token of its own"
AHEAD = (
    "the assisted checkout: the API had failed twice and was mended, and the 30 s for which it is left alone are over",
    "the assisted checkout: the token at hand counts as stale, and a new one is fetched",
)
BACK = (
    "purchase link at once: the API had failed twice, and by this clock the 30 s are not over, so it is not asked",
    "the assisted checkout: the token at hand counts as good longer than it is; the 401 brings a new one",
)

gone = link("unreachable", 2)
late = link("deadline", 1)
credentials = link("credentials_refused", 1)
server = link("server_error", 2)
unreadable = link("unreadable_answer", 2)
other = link("order_refused", 1)

FAULTS = (
    Fault("name look-up failure", UNREACHABLE, below_http(network.unknown_name), gone, gone),
    Fault("name look-up that hangs", UNREACHABLE, below_http(network.hanging_name), gone, gone),
    Fault("a certificate nobody here trusts", UNREACHABLE, below_http(network.untrusted), link("unreachable", 1), link("unreachable", 1)),
    Fault("refused connection", UNREACHABLE, below_http(network.refused), gone, gone),
    Fault("TLS error", UNREACHABLE, below_http(network.no_tls), gone, gone),
    Fault("connect time-out", UNREACHABLE, below_http(network.unaccepting), gone, gone),
    Fault("hang before the body", LATE, goes("hang"), late, late, deadline=SHORT),
    Fault("hang in the middle of the body", LATE, goes("hang_in_body"), late._replace(baskets=1), late, deadline=SHORT),
    Fault("reset", UNREACHABLE, goes("drop"), gone, gone),
    Fault("answer lost after it was done, once", PASSES, goes("answer_lost", times=1), sold(2), sold(3)),
    Fault("answer lost after it was done, always", UNREACHABLE, goes("answer_lost"), gone._replace(baskets=1), gone),
    Fault("400", ORDER, answers(400), refused_order(1), credentials),
    Fault("401 once", PASSES, goes("revoked", times=1), sold(3), credentials),
    Fault("401 always", REFUSED, goes("revoked"), link("credentials_refused", 3), credentials),
    Fault("403", REFUSED, answers(403), credentials, credentials),
    Fault("404 unpublished", ORDER, unpublishes, refused_order(2), credentials, answers(404)),
    Fault("409", OTHER, answers(409), other, credentials),
    Fault("413", OTHER, answers(413), other, credentials),
    Fault("423", OTHER, answers(423), other, credentials),
    Fault(f"429, Retry-After {RETRY_SOON} s, once", PASSES, answers(429, times=1, retry_after=RETRY_SOON), sold(2), sold(3)),
    Fault(f"429, Retry-After {RETRY_LATE} s", LIMITED, answers(429, retry_after=RETRY_LATE), link("rate_limited", 1), link("rate_limited", 1)),
    Fault("429 without Retry-After", LIMITED, answers(429), link("rate_limited", 2), link("rate_limited", 2)),
    Fault("500", SERVER, answers(500), server, server),
    Fault("502", SERVER, answers(502), server, server),
    Fault("503", SERVER, answers(503), server, server),
    Fault("504", SERVER, answers(504), server, server),
    Fault("redirect to another host", OTHER, goes("redirect"), other, credentials),
    Fault("cut-off answer: the connection closes", UNREACHABLE, goes("cut_off"), gone._replace(baskets=1), gone),
    Fault("cut-off JSON", UNREADABLE, goes("not_json"), unreadable._replace(baskets=1), unreadable),
    Fault("not JSON", UNREADABLE, answers(200, body="OK"), unreadable, unreadable),
    Fault("HTML", UNREADABLE, goes("html"), unreadable, unreadable),
    Fault("an empty body", UNREADABLE, goes("empty"), unreadable._replace(baskets=1), unreadable),
    Fault("a 200 that is an error", UNREADABLE, goes("error_in_200"), unreadable, unreadable),
    Fault("a 10 MB body", UNREADABLE, goes("big_body"), unreadable._replace(baskets=1), unreadable),
    Fault("a body packed otherwise than asked for", UNREADABLE, answers(200, headers={"content-encoding": "br"}), unreadable, unreadable),
    Fault("missing link", NO_LINK, goes("no_link"), link("no_link", 1, 1), NO_TOKEN_LINK),
    Fault("foreign link", FOREIGN, goes("foreign_link"), link("link_refused", 1, 1), NO_TOKEN_LINK),
    Fault("token with `expires_in` 0", None, both(no_lifetime, keeps_token), sold(1), sold(2), no_lifetime, (NO_TIME, NO_TIME)),
    Fault("a clock that jumps 2 h ahead", None, both(counts_as_down, jumps(HOURS)), sold(2), sold(2), both(keeps_token, jumps(HOURS)), AHEAD),
    Fault("a clock that jumps 2 h back", None, both(counts_as_down, jumps(-HOURS)), link("server_error", 0), sold(3), both(keeps_token, jumps(-HOURS), revokes), BACK),
)  # fmt: skip
