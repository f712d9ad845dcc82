"""Passes the conversation to a person, with a summary; the details they need are asked for first, once."""

from __future__ import annotations

from limio_sales_agent.context import RunContext
from limio_sales_agent.orders.outcome import outcome_of, settled
from limio_sales_agent.replies.compose import fields, reply, sentences, why_details
from limio_sales_agent.services import Services
from limio_sales_agent.state import Next, SalesState, Update

WORDS = {
    "group_size": "handoff_large",
    "discount": "discount_handoff",
    "existing_customer": "existing_person",
    "quote_unavailable": "quote_failed",
    "link_broken": "link_person",
    "catalogue_unavailable": "catalogue_person",
}
SAID_WHOLE = frozenset({"quote_unavailable", "link_broken"})  # their words say that it is passed on


async def handoff(state: SalesState, services: Services) -> Update:
    """Ask how they can be reached, else hand over."""
    reason, run = _reason(state), services.context
    missing = _missing(state, run)
    before = run.say(WORDS[reason]) if reason in WORDS else None
    if missing:
        # The words that say it is done already are kept for the message that does it.
        lead = None if reason in SAID_WHOLE else before
        ask = sentences(
            run.say("handoff_ask_details", fields=fields(missing, run)), why_details(run, "details_why_contact")
        )
        asked = {**state.get("asked", {}), "handoff_details": 1}
        return {**reply({**state, "asked": asked}, run, lead, ask, ask="handoff_details"), "handoff_reason": reason}
    outcome = outcome_of("handoff", state, run, reason=reason)
    await services.report(outcome)
    reached = bool({"email", "phone"} & set(run.details(state)))
    done = run.say("handoff" if reached else "handoff_no_details")
    asked_before = state.get("expecting") == "handoff_details"
    if reason in SAID_WHOLE:
        said = reply(state, run, before, None if reached else done)
    else:
        said = reply(state, run, None if asked_before else before, done)
    # An order that waits for a colleague waits on: whoever decides on it sees that a person is asked for.
    step: Next = "approve" if state["turn"]["waits"] else "wait"
    return {**said, **settled(outcome, state), "handoff_reason": None, "failure": None, "mode": "buy", "next": step}


def _missing(state: SalesState, run: RunContext) -> list[str]:
    known, declined = set(run.details(state)), state.get("declined", [])
    known |= {"email"} if "phone" in known else set()  # who left a number can be reached
    if (
        state["turn"]["waits"]
        or state.get("asked", {}).get("handoff_details")
        or state.get("expecting") == "handoff_details"
    ):
        return []
    return [name for name in run.playbook.handoff.collect if name not in known and name not in declined]


def _reason(state: SalesState) -> str:
    if told := state.get("handoff_reason"):
        return told
    turn = state["turn"]
    if (state.get("order") or {}).get("mode") == "quote" and state.get("failure"):
        return "quote_unavailable"
    if "link_broken" in turn["intents"]:
        return "link_broken"
    if turn["source"] == "none":
        return "catalogue_unavailable"
    return "not_understood"
