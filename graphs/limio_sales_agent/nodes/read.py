"""Reads the customer's message and folds it into what is known."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AnyMessage, HumanMessage, RemoveMessage

from limio_langchain import redaction
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import ASKING, Intent, Reading
from limio_sales_agent.replies.blocks import last_said
from limio_sales_agent.replies.choices import shown
from limio_sales_agent.services import Services
from limio_sales_agent.state import COLLEAGUE, IS_IN, KEPT_MESSAGES, ORDERED, HeldSubscription, SalesState, Update, Yes
from limio_sales_agent.turn.facts import facts
from limio_sales_agent.turn.update import absorb, known_before

log = redaction.logger(__name__)
MOST_WORDS = 1_000  # characters kept of a yes
CONDENSED = 120  # characters kept of a message that is forgotten
PAST_LINES = 8  # as many as a model is sent
LEFT_ALONE = ASKING | {"thanks", "human", "link_again", "link_broken", "another_order"}
ASKS: Mapping[str, str | None] = {
    "handoff_details": "details",
    "handoff_offer": "confirm",
    "quote_offer": "confirm",
    "change_plan": "choice",
    "open": None,
    "change": None,
}


async def read(state: SalesState, services: Services) -> Update:
    """Read what was said since the last answer, and work out the facts the routes decide on."""
    state = {**state, **(state.get("unfinished") or {})}  # type: ignore[typeddict-item]  # keys of the state alone
    run = services.context
    state = _after_a_person(_greeted(state, run))
    fresh: Update = {
        "asked": state.get("asked", {}),
        "locale": run.context.locale,
        "unfinished": known_before(state),
        "conversation": state.get("conversation") or str(uuid.uuid4()),
        "failure": None,
        "made_link": None,
        "next": "wait",
    }
    text = unanswered(state.get("messages", []))
    shop, age = await services.open_shop()
    sale = await services.sale_stage(state)
    reading = await services.read(text, hints(state, shop, run), state) if text else Reading(understood=False)
    if sale in IS_IN:
        reading = _apart_from_what_is_ordered(reading)
    if (language := _written(state, text, reading, services)) != state.get("language"):
        run = await services.speak(language)
    is_met = state.get("asked", {}).get("change_plan") and "existing_customer" not in reading.intents
    held = [] if is_met else await services.subscriptions()
    understood = await services.compute(_folded_in, state, text, reading, shop, age, run, held)
    fresh["language"] = language
    understood["turn"]["sale"] = sale
    return {**_forgotten(state), **fresh, **_refused(state, run), **understood}


def _apart_from_what_is_ordered(reading: Reading) -> Reading:
    """What is ordered stays as it is: what they name then is another order, a change goes to their account."""
    told = reading.people or reading.quantity or reading.billing
    # Not "I need a receipt for the Pro order".
    wishes = told or reading.each or reading.added or "buy" in reading.intents
    changed = wishes if reading.offers else told or reading.add_ons
    if not changed or not LEFT_ALONE.isdisjoint(reading.intents):
        return reading
    intent: Intent = "another_order" if reading.offers else "existing_customer"
    return reading.model_copy(update={"intents": [*reading.intents, intent]})


def _written(state: SalesState, text: str, reading: Reading, services: Services) -> str | None:
    """Return the language they write, where they may be answered in it; a single word tells it in a greeting alone."""
    tells = len(text.split()) > 1 or "greeting" in reading.intents
    known = reading.language in services.resources.context.playbook.spoken
    return reading.language if tells and known else state.get("language")


def _greeted(state: SalesState, run: RunContext) -> SalesState:
    """A page that greets hands its greeting in as the first message; what that says of a machine is not said again."""
    asked, messages = state.get("asked", {}), state.get("messages", [])
    if asked.get("disclosure") or not any(one.type == "ai" and run.playbook.discloses(one.text) for one in messages):
        return state
    return {**state, "asked": {**asked, "disclosure": 1}}


def _after_a_person(state: SalesState) -> SalesState:
    """After words with a person an open ask is put anew before a yes counts: it may be one to what the person said."""
    last = last_said(state)
    is_open = state.get("expecting") in ORDERED and not (state.get("order") or {}).get("pending")
    if last is None or last.name != COLLEAGUE or not is_open:
        return state
    return {**state, "agreed": None, "disclosure": None}


def _refused(state: SalesState, run: RunContext) -> Update:
    """Say what was refused of the run's context, in the answer and in the log; a person's answer goes on without it."""
    if run.refused:
        log.warning("refused of this run's context: %s; the server's authentication alone sets it", run.refused)
    return {"refused_context": [*run.refused]} if run.refused or state.get("refused_context") else {}


def _folded_in(
    state: SalesState,
    text: str,
    reading: Reading,
    shop: Shop,
    age: float,
    run: RunContext,
    held: list[HeldSubscription],
) -> Update:
    known = absorb(state, text, reading, shop, run) if text else {}
    known |= _consented(state, known, text, run)
    after: SalesState = {**state, **known}  # type: ignore[typeddict-item]  # `known` holds keys of the state alone
    return {**known, "turn": facts(state, after, text, reading, shop, run, age) | {"subscriptions": held}}


def _consented(state: SalesState, known: Update, text: str, run: RunContext) -> Update:
    """Keep the words that were taken for a yes, and when: the order's own, and behind it the one to an add-on."""
    agreed, before = known.get("agreed"), state.get("agreed")
    asked_anew = state.get("expecting") == "confirm"
    if not agreed or (agreed == before and not asked_anew):
        return {}
    yes: Yes = {"words": text[:MOST_WORDS], "at": run.now().isoformat(timespec="seconds")}
    first = state.get("consent", []) if state.get("expecting") == "add_on" else []
    return {"consent": [*first, yes]}


def unanswered(messages: Sequence[AnyMessage]) -> str:
    """Return what the customer said since the last answer; a message sent again after a crash counts once."""
    texts: list[str] = []
    for message in reversed(messages):
        if message.type == "ai":
            break
        if isinstance(message, HumanMessage) and (said := message.text.strip()) and said not in texts:
            texts.append(said)
    return "\n".join(reversed(texts))


def hints(state: SalesState, shop: Shop, run: RunContext) -> Hints:
    """Return what a reader may lean on."""
    expecting = state.get("expecting")
    customer, needs = run.details(state), state.get("needs", {})
    known = {*customer, *(key for key, value in needs.items() if value), *needs.get("attributes", {})}
    known |= {"promo_code"} if state.get("promo_code") else set()
    last = said.text if (said := last_said(state)) else ""
    told = state.get("disclosure")
    return Hints(
        playbook=run.playbook,
        offers=tuple(shop.offers.values()),
        add_ons=tuple(shop.add_ons.values()),
        shortlist=tuple(state.get("changing", ()) if expecting == "change_plan" else state.get("shortlist", ())),
        expecting=ASKS.get(expecting, expecting) if expecting else None,
        known=frozenset(known),
        needs=needs,
        order_stands=bool(state.get("chosen") and state.get("selection")),
        offers_a_person=expecting == "handoff_offer",
        asks_again=bool(state.get("attempts", {}).get("unclear")),
        country=run.country(state),
        currency=run.context.currency or needs.get("currency"),
        choices=tuple(shown(expecting, state, shop, run)),
        ask=last,
        tells_the_order=expecting == "confirm" and told is not None and told["text"] in last,
    )


def _forgotten(state: SalesState) -> Update:
    """Forget the oldest messages and keep a line of each, so that the answer still fits in."""
    messages = state.get("messages", [])
    gone = messages[: max(0, len(messages) - KEPT_MESSAGES + 2)]
    if not gone:
        return {}
    past = [*state.get("past", []), *(line for message in gone if (line := _condensed(message)))]
    removed: list[Any] = [RemoveMessage(id=message.id) for message in gone if message.id]
    return {"messages": removed, "past": past[-PAST_LINES:]}


def _condensed(message: AnyMessage) -> str:
    who = {"human": "customer", "ai": "agent"}.get(message.type)
    # A line that is a link is left out: a signed one opens the customer's basket.
    text = " ".join(line for line in message.text.split("\n") if "://" not in line)
    return f"{who}: {' '.join(text.split())[:CONDENSED]}" if who else ""
