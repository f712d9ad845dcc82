"""Asks one question: the opening, or the next of the playbook's."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow
from limio_sales_agent.speech import question_words, reply, sentences
from limio_sales_agent.state import SalesState, Update


def qualify(state: SalesState, desk: Desk) -> Flow[Update]:
    """Greet whoever has said nothing of use yet; else ask the next question."""
    yield from ()
    turn = state.get("turn", {})
    key = turn.get("ask") or "open"
    opened = state.get("asked", {}).get("disclosure")
    only_greets = not turn.get("news") and set(turn.get("intents", ())) <= {"greeting"}
    greets = not opened and (not turn.get("text") or key == "open" or only_greets)
    if _begins_another(state) and not turn.get("news"):
        return reply(state, desk, desk.say("another_order"), ask="open")
    if not greets:
        said = sentences(_acknowledged(state, desk), question_words(key, desk))
        return reply(state, desk, turn.get("answer"), said, ask=key)
    own_ask = desk.playbook.greeting is not None  # a team's greeting says what to tell; ours is followed by the ask
    ask = None if own_ask else question_words(key, desk)
    state = {**state, "turn": {**turn, "opening": True}}
    said = sentences(desk.playbook.opening, ask)
    return reply(state, desk, turn.get("answer"), said, ask="open" if own_ask else key)


def _begins_another(state: SalesState) -> bool:
    return "another_order" in state.get("turn", {}).get("intents", ())


def _acknowledged(state: SalesState, desk: Desk) -> str | None:
    turn = state.get("turn", {})
    if turn.get("corrected"):
        return desk.say("corrected")
    return None if not state.get("asked", {}).get("disclosure") or not turn.get("news") else desk.say("noted")
