"""Makes the link that needs no API: what is handed over when the assisted checkout cannot be."""

from __future__ import annotations

from typing import Any

from limio_langchain.errors import LimioError
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import CallTool, Flow
from limio_sales_agent.order import canonical
from limio_sales_agent.state import SalesState, Update


def purchase_link(state: SalesState, desk: Desk) -> Flow[Update]:
    """Make a purchase link for exactly the chosen offers, or for the team's label where no offer can be known."""
    lines = canonical(state.get("selection"))
    if all(one["kind"] == "add_on" for one in lines):  # an add-on is sold beside an offer only
        lines = []
    args: dict[str, Any] = {"offers": [one["offer"] for one in lines]} if lines else {}
    if not lines:
        args["label"] = desk.playbook.links.fallback_label
    code = state.get("promo_code")
    if code and desk.playbook.promo_offer(code) not in args.get("offers", ()):
        args["promo_code"] = code
    try:
        made = yield from CallTool("limio_purchase_link", args)
    except LimioError:
        return {"failure": {"kind": "no_link", "reason": reason(state)}}
    link = {"url": made["url"], "reason": reason(state), "label": not lines, "carries_code": "promo_code" in args}
    return {"failure": None, "turn": {**state["turn"], "link_made": link}}


def reason(state: SalesState) -> str | None:
    """Return why it is not an assisted checkout, of the closed list."""
    turn, failure = state["turn"], state.get("failure")
    if failure and failure.get("reason"):
        return str(failure["reason"])
    if turn.get("link"):
        return str(turn["link"])
    if turn.get("source") == "none":
        return "catalogue_unavailable"
    return "no_link" if "link_broken" in turn.get("intents", ()) else None
