"""The answers that may be picked: an ask that can be closed brings its own."""

from __future__ import annotations

from collections.abc import Iterable

from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.replies.blocks import Choice, Choices
from limio_sales_agent.replies.labels import labels
from limio_sales_agent.state import SalesState

OPEN = frozenset({"people", "billing", "budget", "country"})  # asked by code, where no question of the playbook is
PERIODS = frozenset({"monthly", "yearly"})
YES_OR_NO = frozenset({"handoff_offer", "quote_offer"})


def shown(ask: str | None, state: SalesState, shop: Shop, run: RunContext) -> list[tuple[str, str]]:
    """Return all that could be picked at an ask, in the order it is shown: each value with its label."""
    if ask is None:
        return []
    others = [way_out(ask, run), *(also["choices"] if (also := aside(ask, run)) else ())]
    told = [(one["value"], one["label"]) for one in (*choices_for(ask, state, shop, run), *others) if one]
    # A plain yes or no, however it is spelt, is the choice that says so in more words; last, as it has no number.
    plain = [(value, run.say(f"choice_{value}")) for value in ("yes", "no") if any(value == one for one, _ in told)]
    return [*told, *(one for one in plain if one not in told)]


def choices_for(ask: str | None, state: SalesState, shop: Shop, run: RunContext) -> list[Choice]:
    """Return the answers to an ask that can be picked."""
    if ask == "choice":
        return of_offers(state.get("shortlist", ()), shop, run)
    if ask == "change_plan":
        return of_offers(state.get("changing", ()), shop, run)
    if ask == "confirm":
        return [*closed(ask, run, state.get("mode")), *_other_period(state, shop, run)]
    return closed(ask, run, state.get("mode")) if ask else []


def _other_period(state: SalesState, shop: Shop, run: RunContext) -> list[Choice]:
    """Return the other period that the offer is sold for, where the customer has not said how often they pay."""
    offers = [offer for one in state.get("selection", ()) if (offer := shop.offers.get(one["offer"]))]
    other = shop.other_period(offers[0]) if len(offers) == 1 else None
    if other is None or other.billing not in PERIODS or state.get("needs", {}).get("billing"):
        return []
    label = run.say("choice_period", billing=run.say(f"billing_{other.billing}"))
    return [{"value": other.billing, "label": label}]


def closed(ask: str, run: RunContext, mode: str | None = None) -> list[Choice]:
    """Return the answers to an ask that can be picked whatever is sold; none where it is open.

    Args:
        ask: What is asked for.
        run: The playbook, whose questions have their own.
        mode: ``quote`` where no checkout is made.
    """
    if ask == "confirm":
        return [_said("yes", run, "yes" if mode == "quote" else "make_checkout"), _said("no", run, "change")]
    if ask == "add_on":
        return [_said("yes", run, "add"), _said("no", run)]
    if ask in YES_OR_NO:
        return [_said("yes", run), _said("no", run)]
    if ask == "for_whom":
        return [_said("work", run), _said("home", run)]
    question = next((one for one in run.playbook.questions if one.key == ask), None)
    values = question.values if question else ()
    told: list[Choice] = [{"value": value, "label": value.replace("_", " ").capitalize()} for value in values]
    return [*told, _said("something_else", run)] if told else []


def of_offers(paths: Iterable[str], shop: Shop, run: RunContext) -> list[Choice]:
    """Return offers as answers to pick from, each told from the others."""
    known = {path: shop.find(path) for path in paths}
    told = labels([offer for offer in known.values() if offer], run)
    names = iter(told)
    return [{"value": path, "label": next(names) if offer else shop.name(path)} for path, offer in known.items()]


def way_out(ask: str, run: RunContext) -> Choice | None:
    """Return what to pick where none of the answers is right, or the ask is not to be answered."""
    if ask == "choice":
        return _said("person", run)
    asked = any(one.key == ask for one in run.playbook.questions)
    return _said("not_sure", run) if asked or ask in OPEN else None


def aside(ask: str, run: RunContext) -> Choices | None:
    """Return what may also be said instead of an answer: what it is that is ordered, or that a person is wanted."""
    asked = any(one.key == ask for one in run.playbook.questions)
    values = ("includes", "person") if ask == "confirm" else ("person",) if asked or ask in OPEN else ()
    return {"type": "choices", "choices": [_said(one, run) for one in values], "text": ""} if values else None


def _said(value: str, run: RunContext, label: str | None = None) -> Choice:
    return {"value": value, "label": run.say(f"choice_{label or value}")}
