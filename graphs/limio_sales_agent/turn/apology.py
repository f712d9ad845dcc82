"""What a customer reads when a node failed for a reason nobody foresaw: an apology, and a link to go on with."""

from __future__ import annotations

from langchain_core.messages import RemoveMessage
from langgraph.graph.message import REMOVE_ALL_MESSAGES

from limio_langchain.errors import LimioError
from limio_langchain.links import purchase_link
from limio_sales_agent.context import RunContext
from limio_sales_agent.replies.blocks import Link, link_block, message_of, text_block
from limio_sales_agent.replies.compose import sentences
from limio_sales_agent.state import SalesState, Update
from limio_sales_agent.turn.update import known_before

MOST_FAILURES = 2  # in a row; what is then still known of the conversation is what makes it fail


def apology(state: SalesState, run: RunContext) -> Update:
    """Return the update of a node that failed: the message counts as not said, and the next begins a new turn.

    What was known before the message is ``unfinished``, which the next message is folded into. After two failures in a
    row nothing the customer said is kept, because it may be what fails; the orders, and what came of them, are.
    """
    disclosed = state.get("asked", {}).get("disclosure")
    words = sentences(None if disclosed else run.say("disclosure"), run.say("failed"))
    message = message_of([text_block(words), _link(state, run)])
    attempts = state.get("attempts", {})
    failures = attempts.get("failed", 0) + 1
    update: Update = {"messages": [message], "attempts": {**attempts, "failed": failures}}
    if failures < MOST_FAILURES:
        return update
    return {
        **update,
        "messages": [RemoveMessage(id=REMOVE_ALL_MESSAGES), message],
        "past": [],
        "unfinished": known_before({}),
    }


def _link(state: SalesState, run: RunContext) -> Link:
    """Return a link to buy what was chosen, where a colleague need not decide on it first; else into the shop."""
    shop, page = run.settings.shop_url, run.settings.checkout_page
    if run.context.approval is None:
        try:
            if paths := [line["offer"] for line in state.get("selection", ()) if line["kind"] == "offer"]:
                return link_block(purchase_link(shop, *paths, page=page))
            if label := run.playbook.links.fallback_label:
                return link_block(purchase_link(shop, page=page, label=label), "browse")
        except (LimioError, TypeError, ValueError, KeyError):
            pass  # what was chosen may be what fails
    return link_block(f"{shop}/", "browse")
