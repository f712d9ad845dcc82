"""What is to be ordered once a message is folded in, and what of it the customer agreed to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from limio_sales_agent.catalogue.selection import (
    add_ons_in,
    carries,
    is_billed,
    is_counted,
    lines_for,
    needs_to_order,
    on_top,
    one_of_several,
    rebilled,
    recounted,
    told_apart,
    with_code,
)
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import DETAILS, RunContext
from limio_sales_agent.money import quantity_for
from limio_sales_agent.orders.order import canonical, line
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.state import Line, SalesState

# News that may change the choice.
RERANKING = frozenset({"budget", "payment", "prefer", "country", "attributes", "keywords"})
ANSWERED = frozenset({"compare", "what_if", "bot_question"})
ASKING = ANSWERED | {"question"}  # who asks what would suit may still order


def choose(
    known: dict[str, Any],
    reading: Reading,
    news: AbstractSet[str],
    shop: Shop,
    run: RunContext,
    *,
    asked_about: Sequence[str] = (),
) -> None:
    """Bring the selection up to date with what was named, changed or accepted.

    Args:
        known: What is known once the message is folded in; its selection is made anew.
        reading: What the message says.
        news: The keys it gives a value for.
        shop: What may be sold.
        run: The playbook and what the host knows.
        asked_about: The offers that the message before spoke of, by path.
    """
    needs, playbook = known["needs"], run.playbook
    intents = set(reading.intents)
    named = _named(known, reading, news, shop, asked_about)
    named = told_apart(named, needs_to_order(known, shop, run), shop, run, to_order=True)
    asking = _only_asks(reading, intents, news, named)
    named = _beside_what_stands(named, known, intents, refuses=_leave_out(known, reading, named))
    if not asking and (each := _each(known, reading, news, named)) is not None:
        named, needs["each"] = list(each), each
    if named and not asking:
        extra = [one["offer"] for one in add_ons_in(known["selection"])]
        known |= {"selection": lines_for([*named, *extra], needs, shop, playbook), "chosen": True}
    elif not asking and _undecided(known, news, shop):
        known |= {"selection": add_ons_in(known["selection"]), "chosen": False}
    elif "billing" in news and not (asking and (reading.offers or reading.add_ons or intents & ANSWERED)):
        # "We'd rather pay monthly, is that possible?" wishes for it
        known["selection"] = rebilled(known["selection"], needs["billing"], shop)
    if {"people", "quantity"} & news:
        known["selection"] = recounted(known["selection"], needs, shop, playbook)
    if reading.add_ons and not asking:
        _add_or_leave_out(known, reading, shop, run)
    known["selection"] = with_code(known, shop, run)


def _named(
    known: Mapping[str, Any], reading: Reading, news: AbstractSet[str], shop: Shop, asked_about: Sequence[str]
) -> list[str]:
    """Return the offers named, or pointed at by a yes to the only one shown or by "I'll take it" after its price."""
    named = [path for path in reading.offers if path in shop.offers]
    intents, shown = set(reading.intents), known["shortlist"]
    if named or known["selection"]:
        return named
    if known["expecting"] == "choice" and "yes" in intents and len(shown) == 1:
        return list(shown)
    if known["expecting"] == "choice" and reading.billing:  # "monthly" is the one of those shown that is
        paid = [path for path in shown if path in shop.offers and shop.offers[path].billing == reading.billing]
        return paid if len(paid) == 1 else []
    # "I'll take it", or "yearly please" after its price for 10 was asked.
    beside = {"people", "quantity", "billing"}
    wishes = ("buy" in intents or news & beside) and (beside | {*DETAILS, "note"}) >= news and not shown
    asked = [path for path in asked_about if path in shop.offers] if wishes else []
    return asked if len({shop.name(path) for path in asked}) == 1 else []


def _beside_what_stands(
    named: list[str], known: Mapping[str, Any], intents: AbstractSet[str], *, refuses: bool
) -> list[str]:
    """Return what is ordered where offers are named while an order stands."""
    held = [one["offer"] for one in known["selection"] if one["kind"] == "offer"]
    if known["expecting"] == "add_on" and named and ("yes" in intents or refuses):
        return [*held, *named]  # "the coach yes, no locker"
    # "Not the Pro" names what they do not want; "no, the Basic" what they do.
    return [path for path in named if path not in held] if "no" in intents else named


def _only_asks(reading: Reading, intents: AbstractSet[str], news: AbstractSet[str], named: list[str]) -> bool:
    """Whether a question stands alone, without a wish, and not beside an order.

    An order is one offer by its name, and for how many or how it is paid; "which is cheapest?" asks for another
    recommendation.
    """
    told = bool({"people", "quantity", "billing"}.intersection(news))
    orders = len(named) == 1 and told and not intents & {"compare", "what_if"}
    return bool(intents & ASKING) and not intents & {"buy", "yes"} and not orders and reading.prefer is None


def _leave_out(known: dict[str, Any], reading: Reading, named: list[str]) -> bool:
    """Leave out what they do not want where nothing is named instead; return whether there is anything of that kind."""
    unwanted = {one.value for one in reading.unwanted if one.key in {"offer", "add_on"}}
    if dropped := [one for one in known["selection"] if one["offer"] in unwanted and not named]:
        known["selection"] = [one for one in known["selection"] if one not in dropped]
        known["chosen"] &= all(one["kind"] == "add_on" for one in dropped)  # without one the offer stays chosen
    return bool(unwanted)


def _each(
    known: Mapping[str, Any], reading: Reading, news: AbstractSet[str], named: list[str]
) -> dict[str, int] | None:
    """Return how many of each thing, where it is put on top of what is ordered, or told of one of several."""
    held = {one["offer"]: one["quantity"] for one in known["selection"] if one["kind"] == "offer"}
    if reading.added and named:
        return on_top(held, {path: reading.each.get(path, 1) for path in named})
    if {"people", "quantity"} & news and not reading.each:
        return one_of_several(held, named, known["needs"].get("quantity") or known["needs"].get("people"))
    return None


def _undecided(known: Mapping[str, Any], news: AbstractSet[str], shop: Shop) -> bool:
    """Whether the news may call for another offer: for a mere recommendation, or where the choice fits no more."""
    if not known["chosen"]:
        recounts = "people" in news and not known["denied_before"]  # who corrects a number goes on with what stands
        return bool(RERANKING & news) or recounts
    if "prefer" in news:
        return True
    # "just me" tells how many, though it may stand for a value of the catalogue too.
    tells = "attributes" in news and "people" not in news
    wanted = known["needs"].get("attributes", {}) if tells else {}
    offers = [offer for one in known["selection"] if (offer := shop.offers.get(one["offer"]))]
    return any(not carries(offer, wanted) for offer in offers)


def _add_or_leave_out(known: dict[str, Any], reading: Reading, shop: Shop, run: RunContext) -> None:
    intents = set(reading.intents)
    named = [path for path in reading.add_ons if path in shop.add_ons]
    without = [one for one in known["selection"] if one["offer"] not in named]
    if "no" in intents and "yes" not in intents:
        known["selection"] = without
    elif known["expecting"] != "add_on" or known["offered"] not in named:  # else the answer to the ask adds it
        known["selection"] = [*without, *lines_for(named, known["needs"], shop, run.playbook)]


def _orders_again(state: SalesState, known: Mapping[str, Any], intents: AbstractSet[str]) -> bool:
    """Whether they ask to buy once more what was handed over: their earlier yes is no yes to that."""
    closed = (state.get("order") or {}).get("closed") and not known["another"]
    return bool(closed) and "buy" in intents and known["expecting"] is None


def agreed(
    state: SalesState, known: dict[str, Any], reading: Reading, shop: Shop, run: RunContext
) -> list[Line] | None:
    """Return the lines the customer has said yes to: terms they were shown, and none that changed since."""
    intents = set(reading.intents)
    if _orders_again(state, known, intents) or known["needs"].get("denied"):
        return None
    lines, shown = canonical(known["selection"]), known["disclosure"]
    if known["expecting"] == "add_on":
        return _answered_add_on(known, reading, shop, run)
    if known["agreed"] == lines and lines:
        return lines
    is_answer = known["expecting"] in {"confirm", "details"} and bool(lines)
    told = (
        shown is not None
        and shown["items"] == lines
        and is_counted(lines, reading.quantity or reading.people, known["number_before"])
    )
    if (
        is_answer
        and told
        and is_billed(lines, reading.billing, shop)
        and _is_yes(reading, intents, _lacking(known, run))
    ):
        return lines
    return None


def _lacking(known: Mapping[str, Any], run: RunContext) -> set[str]:
    """Return the required details that were asked for, and that nobody knew before this message."""
    if not known["asked"].get("details"):
        return set()  # who tells their name unasked, before they said yes, has agreed to nothing
    return {name for name in run.playbook.details.required if name not in known["known_before"]}


def _is_yes(reading: Reading, intents: AbstractSet[str], asked: AbstractSet[str]) -> bool:
    """Whether the answer to the last ask is a yes: said, or the details it asked for; and nothing is left over."""
    declines = "decline_details" in intents
    if intents & {"not_buying", "unsure", *ASKING} or ("no" in intents and not declines):
        return False
    if reading.accounted != "whole" or reading.budget is not None:
        return False  # a budget told with it is answered before it counts
    gave = any(getattr(reading, name) is not None for name in asked)  # a detail nobody asked for agrees to nothing
    return bool(intents & {"yes", "buy", "pay_now", "decline_details"}) or gave


def _answered_add_on(known: dict[str, Any], reading: Reading, shop: Shop, run: RunContext) -> list[Line] | None:
    """Add the add-on after a yes or its name; anything else but a question leaves it out. The order stays agreed to."""
    lines, offered = canonical(known["selection"]), shop.add_ons.get(known["offered"] or "")
    if known["agreed"] != lines:
        return None  # the order itself changed
    held = any(offered and one["offer"] == offered.path for one in lines)
    named = bool(offered) and known["offered"] in reading.add_ons and reading.accounted == "whole"
    wanted = (named or "yes" in reading.intents) and {"no", "unsure", *ASKING}.isdisjoint(reading.intents)
    if offered and not held and wanted:
        known["selection"] = [*known["selection"], line(offered, quantity_for(offered, known["needs"], run.playbook))]
        lines = canonical(known["selection"])
        shown = known["offered_terms"]
        if shown and shown["items"] == lines:
            known["disclosure"] = shown
    return lines
