"""Asks one question: the opening, or the next of the playbook's."""

from __future__ import annotations

from limio_sales_agent.context import RunContext
from limio_sales_agent.replies.compose import not_listed, question_words, reply, sentences, told_meanwhile
from limio_sales_agent.services import Services
from limio_sales_agent.state import SalesState, Update


async def qualify(state: SalesState, services: Services) -> Update:
    """Greet whoever has said nothing of use yet; else ask the next question."""
    turn, run = state["turn"], services.context
    key = turn["ask"] or "open"
    opened = state.get("asked", {}).get("disclosure")
    only_greets = not turn["news"] and set(turn["intents"]) <= {"greeting"}
    greets = not opened and (not turn["text"] or key == "open" or only_greets)
    if "another_order" in turn["intents"] and not turn["news"]:
        return reply(state, run, run.say("another_order"), ask="open")
    if not greets:
        shop = await services.shop(state)
        said = sentences(not_listed(state, shop, run) or _acknowledged(state, run), question_words(key, run))
        return reply(state, run, told_meanwhile(state, run), said, ask=key)
    own_ask = run.playbook.greeting is not None  # a team's greeting says what to tell; ours is followed by the ask
    ask = None if own_ask else question_words(key, run)
    said = sentences(run.playbook.opening, ask)
    return reply(state, run, turn["answer"], said, ask="open" if own_ask else key, discloses=False)


def _acknowledged(state: SalesState, run: RunContext) -> str | None:
    return run.say("noted") if state.get("asked", {}).get("disclosure") and state["turn"]["news"] else None
