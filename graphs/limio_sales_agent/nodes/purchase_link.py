"""Makes the link that needs no API: what is handed over when the assisted checkout cannot be."""

from __future__ import annotations

from typing import Any

from limio_langchain.errors import LimioError, NotForSale
from limio_sales_agent.orders.order import canonical, is_gone
from limio_sales_agent.orders.outcome import later_id
from limio_sales_agent.outcomes.events import new_reference
from limio_sales_agent.services import Services
from limio_sales_agent.state import Failure, MadeLink, SalesState, Update


async def purchase_link(state: SalesState, services: Services) -> Update:
    """Make a purchase link for exactly the chosen offers, or for the team's label where no offer can be known."""
    lines, playbook = canonical(state.get("selection")), services.context.playbook
    if all(one["kind"] == "add_on" for one in lines):  # an add-on is sold beside an offer only
        lines = []
    args: dict[str, Any] = {"offers": [one["offer"] for one in lines]} if lines else {}
    if not lines:
        args["label"] = playbook.links.fallback_label
    code = state.get("promo_code")
    if code and playbook.promo_offer(code) not in args.get("offers", ()):
        args["promo_code"] = code
    try:
        made = await services.tool("limio_purchase_link", args)
    except LimioError as error:
        if isinstance(error, NotForSale) and lines:  # of a label there is no offer that is gone
            return is_gone(error.path)
        failure: Failure = {"kind": "no_link", "reason": reason(state)}
        return {"failure": failure}
    link: MadeLink = {
        "url": _referring(made["url"], state, services.context.settings.link_reference),
        "reason": reason(state),
        "label": not lines,
        "carries_code": "promo_code" in args,
    }
    return {"failure": None, "made_link": link}


def _referring(url: str, state: SalesState, parameter: str | None) -> str:
    """Return the link with a reference of its own, where the settings name a parameter for it."""
    if parameter is None:
        return url
    reference = new_reference(later_id(state["conversation"], "link", state.get("outcomes", 0) + 1))
    return f"{url}{'&' if '?' in url else '?'}{parameter}={reference}"


def reason(state: SalesState) -> str | None:
    """Return why it is not an assisted checkout, of the closed list."""
    turn, failure = state["turn"], state.get("failure")
    if failure and failure["reason"]:
        return failure["reason"]
    if turn["link"]:
        return turn["link"]
    if turn["source"] == "none":
        return "catalogue_unavailable"
    return "no_link" if "link_broken" in turn["intents"] else None
