"""What the page of faults says around its tables."""

from __future__ import annotations

from faults.listed import DEADLINE, SHORT, SLACK, Fault
from faults.readme import promised

HEAD = f"""# Faults, and what came of each

Every way in which Limio's API or the way to it can break, played on a real HTTP server or a real socket of this machine: on the calls
that sell, on every other call, through the tools and through the sales agent, blocking and awaiting. `make faults` plays them and
writes this page; `tests/integration_tests/test_fault_matrix.py` plays the same cells by the same code and fails where one breaks a rule:

- No exception comes out of a tool or the agent; out of a client only a typed `LimioError`.
- Nobody waits past the deadline.
- No order has a second basket.
- Where selling is possible at all, the customer gets something to use: an assisted checkout, a purchase link, a quote, or a person.
- What came out, its reason code and the number of requests are those that were expected, and the reason is the README's.

**Requests** counts all that were sent, the token's and those that never arrived too. **Time** is the wait as a share of the deadline,
which is {DEADLINE:g} s, and {SHORT:g} s for the two faults that hang; `≤ 100 %` means that the deadline ended the call, `≤ 50 %` that nothing waited for it. A pause
between two attempts is counted and not slept. The tests allow {SLACK:g} s beyond the deadline, for a busy machine. Where blocking and awaiting gave the same,
it is told once.
"""

CHECKOUT = """## The client: a fault on the checkout

`checkout_or_link` of an offer the customer was told of, with a token at hand. `OrderRefused` is the one end without a link, on purpose: the order itself
is wrong or no longer on sale, so a link would lead the customer to the same refusal; the agent chooses again.
"""

TOKEN = """## The client: a fault on the token

The same call, with no token yet. Two faults cannot be: a token's answer holds no link. Where the token is refused, no checkout is asked for.
"""

EIGHT = """## Eight that stand for the others

All faults on all calls would be the same few ends again and again, because every call is made by the same code. So eight are played on each call, one
of each family. Refusals and links can only be met by a call that makes a basket, and stand in a table of their own.
"""

OPERATIONS = """## Every operation of the clients

A fault on what the operation itself asks, with a token at hand. A call that reads has nothing to sell, and `initiate_checkout` is the checkout
without the link to stand in for it: a typed error is the right answer there, and whoever calls decides.
"""

TOOLS = """## Every tool

In a toolkit that knows nothing yet. `envelope` is an error as a model reads it: what happened, whether trying again helps, who must act, what to do next.
What it says to do next, a purchase link, was then done under the same fault, and gave one. `limio_list_abandoned_baskets` is for staff and sells nothing.
`limio_purchase_link` asks nobody, so that nothing can break it.
"""

REFUSALS = """## The tools that make a basket, refused or without a link

A quote whose basket has no usable link is told as an error, because sales would have nothing to open.
"""

AGENT = """## The sales agent

A whole conversation. *Broken from the first word*: everything is, and no copy of the catalogue is kept, so the customer gets the link to the shop's
offers. *From the checkout*: the catalogue is in memory. A quote has no link to stand in for it, so a person takes over. **Time** is the longest turn.
"""


def of_client(fault: Fault, on: str) -> str:
    """Return what a row of the clients' tables means: the README's own words, where it has any."""
    row = fault.row(on)
    return promised()[row].gets if row else fault.words[on == "token"]


STORE = """## The store of conversations
"""

GUARDS = """## Guards, and what notices when one is gone

`PYTHONPATH=tests:tests/support:tests/documents .venv/bin/python -m faults.guards` takes each out of a copy of the code, and sees its test fail. The tests hold that the guards and these tests are there.
"""
