"""``limio-agent decisions``: who decided what on which order."""

from __future__ import annotations

from limio_sales_agent.cli.setup import as_json
from limio_sales_agent.outcomes.decisions import DecisionLog
from limio_sales_agent.outcomes.store import OutcomeStore


def print_decisions(place: str, *, json: bool) -> None:
    """Print the decisions, a line each, the oldest first.

    Args:
        place: The file, or the database's URL, that they are kept in.
        json: Whether with all that is kept of each, as JSON; else when, who, what, and on which order.
    """
    with OutcomeStore.open(place) as store:
        for one in DecisionLog(store).read():
            short = " ".join(one[name] for name in ("at", "who", "action", "order", "conversation"))
            print(as_json(one) if json else short)  # noqa: T201  a command's answer
