"""Passes the conversation to a person, with a summary; the details they need are asked for first, once."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow, Report
from limio_sales_agent.outcome import outcome_of
from limio_sales_agent.speech import fields, reply, sentences, why_details
from limio_sales_agent.state import SalesState, Update

WORDS = {
    "group_size": "handoff_large",
    "discount": "discount_handoff",
    "existing_customer": "existing_person",
    "quote_unavailable": "quote_failed",
    "link_broken": "link_person",
    "catalogue_unavailable": "catalogue_person",
}
SAID_WHOLE = frozenset({"quote_unavailable", "link_broken"})  # their words say that it is passed on


def handoff(state: SalesState, desk: Desk) -> Flow[Update]:
    """Ask how they can be reached, else hand over."""
    reason = _reason(state)
    missing = _missing(state, desk)
    before = desk.say(WORDS[reason]) if reason in WORDS else None
    if missing:
        # The words that say it is done already are kept for the message that does it.
        lead = None if reason in SAID_WHOLE else before
        ask = sentences(
            desk.say("handoff_ask_details", fields=fields(missing, desk)), why_details(desk, "details_why_contact")
        )
        asked = {**state.get("asked", {}), "handoff_details": 1}
        return {**reply({**state, "asked": asked}, desk, lead, ask, ask="handoff_details"), "handoff_reason": reason}
    outcome = outcome_of("handoff", state, desk, reason=reason)
    yield from Report(outcome)
    reached = bool({"email", "phone"} & set(desk.details(state)))
    done = desk.say("handoff" if reached else "handoff_no_details")
    asked_before = state.get("expecting") == "handoff_details"
    if reason in SAID_WHOLE:
        said = reply(state, desk, before, None if reached else done)
    else:
        said = reply(state, desk, None if asked_before else before, done)
    return {**said, "outcome": outcome, "handoff_reason": None, "failure": None, "mode": "buy"}


def _missing(state: SalesState, desk: Desk) -> list[str]:
    known, declined = desk.details(state), state.get("declined", [])
    if state.get("asked", {}).get("handoff_details") or state.get("expecting") == "handoff_details":
        return []
    return [name for name in desk.playbook.handoff.collect if name not in known and name not in declined]


def _reason(state: SalesState) -> str:
    if told := state.get("handoff_reason"):
        return told
    turn = state["turn"]
    if (state.get("order") or {}).get("mode") == "quote" and state.get("failure"):
        return "quote_unavailable"
    if "link_broken" in turn.get("intents", ()):
        return "link_broken"
    if turn.get("source") == "none":
        return "catalogue_unavailable"
    return "not_understood"
