"""``limio-agent decisions``: who decided what on which order."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from limio_sales_agent.cli.setup import as_json
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.outcomes.decisions import DecisionLog
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.storage.serializer import UnreadableConversation
from limio_sales_agent.storage.sqlite import is_database, shown


def print_decisions(place: str, *, json: bool) -> None:
    """Print the decisions, a line each, the oldest first; Unusable where they cannot be read.

    Args:
        place: The file, or the database's URL, that they are kept in.
        json: Whether with all that is kept of each, as JSON; else when, who, what, and on which order.
    """
    if not is_database(place) and not Path(place).exists():
        raise Unusable(f"there is nothing in {shown(place)} yet")
    try:
        with OutcomeStore.open(place) as store:
            for one in DecisionLog(store).read():
                short = " ".join(one[name] for name in ("at", "who", "action", "order", "conversation"))
                print(as_json(one) if json else short)  # noqa: T201  a command's answer
    except UnreadableConversation as error:
        raise Unusable(f"{shown(place)}: {error}") from None
    except SQLAlchemyError as error:
        raise Unusable(f"{shown(place)} cannot be read ({type(error).__name__})") from None
