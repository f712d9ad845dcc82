"""The ask that is still open, in few words, so that a question in the middle does not end the sale."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.shop import Shop
from limio_sales_agent.speech import fields, price, question_words
from limio_sales_agent.state import SalesState


def pending_ask(state: SalesState, shop: Shop, desk: Desk) -> str | None:
    """Return the last ask once more, or None where nothing is open."""
    ask, turn = state.get("expecting"), state.get("turn", {})
    if ask == "confirm":
        return desk.say("confirm_quote" if state.get("mode") == "quote" else "confirm")
    if ask in {"details", "handoff_details"}:
        names = turn.get("missing") or list(desk.playbook.handoff.collect)
        return desk.say("ask_details", fields=fields(names, desk))
    if ask == "add_on":
        offer = shop.add_ons.get(state.get("offered") or "")
        return desk.say("add_on_ask", name=offer.display_name, price=price(offer, desk)) if offer else None
    if ask == "handoff_offer":
        return desk.say("handoff_offer")
    return question_words(ask, desk) if ask and ask != "change" else None
