"""Folds what a message says into what is known. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from limio_langchain.models.audience import Whom
from limio_langchain.models.buyer import is_of_either, meant
from limio_langchain.recommendation import serving
from limio_sales_agent.catalogue.ranking import needs_of
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
    values_of,
    with_code,
)
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import DETAILS, RunContext
from limio_sales_agent.money import quantity_for
from limio_sales_agent.orders.order import canonical, line
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.state import Line, SalesState, Update

NEEDS = ("billing", "budget", "budget_period", "budget_per", "currency", "people", "quantity", "payment", "prefer")
# News that may change the choice.
RERANKING = frozenset({"budget", "payment", "prefer", "country", "attributes", "keywords"})
MONEY = frozenset({"budget", "budget_period", "budget_per", "currency"})
ANSWERED = frozenset({"compare", "what_if", "bot_question"})
ASKING = ANSWERED | {"question"}


def absorb(state: SalesState, text: str, reading: Reading, shop: Shop, run: RunContext) -> Update:
    """Return what is known once a message is folded in.

    Args:
        state: The conversation so far.
        text: The message.
        reading: What the message says.
        shop: What may be sold.
        run: The playbook and what the host knows.

    Returns:
        The keys of the state that the message bears on.
    """
    intents: set[str] = set(reading.intents)
    begun = _begun(state, intents)
    customer = {**begun["customer"], **_details(reading)}
    needs = _needs(begun, reading, intents)
    if whom := _for_whom(text, intents, begun):
        needs["for_whom"] = whom
    elif either := _for_either(text, intents, begun):
        needs["for_either"] = either
    if _is_unsold(needs, {**begun, "customer": customer}, shop, run):  # which is said, and holds nothing back
        needs = {name: value for name, value in needs.items() if name not in MONEY}
    known = {
        **begun,
        "customer": customer,
        "needs": needs,
        "known_before": run.details({"customer": begun["customer"]}),
        "number_before": begun["needs"].get("quantity") or begun["needs"].get("people"),
    }
    known["declined"] = _declined(known, reading, intents)
    known["promo_code"] = reading.promo_code or known["promo_code"]
    known["mode"] = _mode(known["mode"], intents, known["expecting"])
    _choose(known, reading, shop, run, asked_about=state.get("turn", {}).get("about", ()))
    known["agreed"] = None if _orders_again(state, known, intents) else _agreed(known, reading, intents, shop, run)
    known["chosen"] = known["chosen"] or known["agreed"] is not None
    known["handoff_reason"] = _handoff(known, text, reading, intents, run)
    del known["known_before"], known["number_before"]
    return known


def _is_unsold(needs: Mapping[str, Any], known: Mapping[str, Any], shop: Shop, run: RunContext) -> bool:
    """Whether what would serve them is sold, but nothing of it in the currency they name."""
    if run.context.currency or not needs.get("currency"):
        return False
    wanted, offers = needs_of({"needs": {**needs}, "customer": known["customer"]}, run), shop.offers.values()
    return not serving(offers, wanted) and bool(serving(offers, wanted.model_copy(update={"currency": None})))


def unsold_currency(before: SalesState, state: SalesState, reading: Reading) -> str | None:
    """Return the currency that they name, now or before, where it was found that nothing for them is sold in it."""
    said = reading.currency or ({} if "another_order" in reading.intents else before.get("needs", {})).get("currency")
    return said if said and "currency" not in state.get("needs", {}) else None


def known_before(state: SalesState) -> Update:
    """Return what a message is folded into, as it stands, with what is not there yet empty."""
    return {
        "customer": state.get("customer", {}),
        "declined": state.get("declined", []),
        "asked": state.get("asked", {}),
        "needs": state.get("needs", {}),
        "selection": state.get("selection", []),
        "chosen": state.get("chosen", False),
        "agreed": state.get("agreed"),
        "consent": state.get("consent", []),
        "disclosure": state.get("disclosure"),
        "shortlist": state.get("shortlist", []),
        "promo_code": state.get("promo_code"),
        "mode": state.get("mode", "buy"),
        "another": state.get("another", False),
        "expecting": state.get("expecting"),
        "handoff_reason": state.get("handoff_reason"),
        "offered": state.get("offered"),
        "offered_terms": state.get("offered_terms"),
    }


def _begun(state: SalesState, intents: set[str]) -> dict[str, Any]:
    """What the message is folded into: all that is known, or for a further order the customer alone."""
    kept = known_before(state)
    if "another_order" not in intents:
        return kept
    fresh: dict[str, Any] = {"needs": {}, "selection": [], "chosen": False, "shortlist": []}
    fresh |= {"agreed": None, "disclosure": None, "consent": []}
    asked = {key: count for key, count in kept["asked"].items() if key in {"details", "disclosure"}}
    return {
        **kept,
        **fresh,
        "asked": asked,
        "promo_code": None,
        "mode": "buy",
        "another": bool(state.get("outcome")),
        "expecting": None,
    }


def news_in(reading: Reading) -> list[str]:
    """Return the keys a message gives a value for; a question about another number gives none."""
    held = {name for name in (*NEEDS, *DETAILS, "country", "promo_code", "note") if getattr(reading, name) is not None}
    held |= {name for name in ("attributes", "keywords", "offers", "add_ons") if getattr(reading, name)}
    return sorted(held - ({"people", "quantity", "billing"} if "what_if" in reading.intents else set()))


def _for_whom(text: str, intents: AbstractSet[str], begun: Mapping[str, Any]) -> Whom | None:
    """Return whether they say that it is for work or for home; a question about either says nothing of them.

    Once it is known, or something is chosen, only what they say that it is for tells: not that "my wife" is mentioned.
    """
    known = bool(begun["needs"].get("for_whom") or begun["chosen"])
    return meant(text, asked=begun["expecting"] == "for_whom", asking=bool(intents & ASKING), known=known)


def _for_either(text: str, intents: AbstractSet[str], begun: Mapping[str, Any]) -> str | None:
    """Return ``unsaid`` for what may be for work or for home, such as a home office, and ``both`` where they say so."""
    if begun["expecting"] == "for_whom":
        return "both" if is_of_either(text, asked=True) else None
    known = intents & ASKING or begun["needs"].get("for_whom") or begun["chosen"]
    return "unsaid" if not known and is_of_either(text) else None


def _details(reading: Reading) -> dict[str, str]:
    return {name: value for name in (*DETAILS, "country") if (value := getattr(reading, name)) is not None}


def _needs(begun: Mapping[str, Any], reading: Reading, intents: set[str]) -> dict[str, Any]:
    needs, skipped = dict(begun["needs"]), {"people", "quantity"} if "what_if" in intents else set()
    shown, asked = bool(begun["selection"] or begun["shortlist"]), begun["expecting"]
    # "What would 15 cost?" and "what about monthly?" are asked and answered, and change nothing.
    skipped |= {"billing"} if shown and intents & {"what_if", "compare"} and not intents & {"buy", "yes"} else set()
    needs |= {n: value for n in NEEDS if n not in skipped and (value := getattr(reading, n)) is not None}
    if reading.people is not None and reading.quantity is None and "people" not in skipped:
        needs.pop("quantity", None)
    if "people" not in skipped and (reading.people or reading.quantity) and asked not in {"people", "quantity"}:
        needs.pop("each", None)  # a number for all of it is none of each; one that was asked for is the others'
    if reading.each and not reading.added:
        needs["each"] = dict(reading.each)
    if attributes := _attributes(needs.pop("attributes", {}), reading):
        needs["attributes"] = attributes
    if any(one.key == "billing" and one.value == needs.get("billing") for one in reading.unwanted):
        needs.pop("billing", None)
    words = list(dict.fromkeys([*needs.get("keywords", ()), *reading.keywords]))[-10:]
    if words and not intents & ASKING:
        needs["keywords"] = words
    if reading.note and reading.note not in needs.get("note", ""):
        needs["note"] = "\n".join(filter(None, (needs.get("note"), reading.note)))[-1000:]
    return needs


def _attributes(known: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """Return the attributes that offers must hold: two said at once both, a later one instead."""
    attributes = dict(known)
    for one in reading.unwanted:
        if one.value in values_of(attributes.get(one.key)):
            attributes.pop(one.key)
    said: dict[str, list[str]] = {}
    for one in reading.attributes:
        said.setdefault(one.key, []).append(one.value)
    for key, values in said.items():
        attributes.pop(key, None)  # the last one said stands last, and is the first to be dropped
        attributes[key] = values[0] if len(values) == 1 else values
    return attributes


def _declined(known: Mapping[str, Any], reading: Reading, intents: set[str]) -> list[str]:
    refused = [*known["declined"], *reading.declined]
    gave = any(getattr(reading, name) is not None for name in DETAILS)
    if "decline_details" in intents or (known["expecting"] == "details" and "no" in intents and not gave):
        refused.append("email")
    given = set(known["customer"]) | {name for name in NEEDS if name in known["needs"]}
    given |= set(known["needs"].get("attributes", {}))
    return [key for key in dict.fromkeys(refused) if key not in given]


def _mode(mode: str, intents: set[str], expecting: str | None) -> str:
    if expecting == "quote_offer" and "yes" in intents:
        return "quote"
    if "quote" in intents and "pay_now" not in intents:
        return "quote"
    return "buy" if intents & {"pay_now", "buy"} else mode


def _choose(
    known: dict[str, Any], reading: Reading, shop: Shop, run: RunContext, *, asked_about: Sequence[str] = ()
) -> None:
    """Bring the selection up to date with what was named, changed or accepted."""
    needs, playbook = known["needs"], run.playbook
    intents, news = set(reading.intents), news_in(reading)
    named = _named(known, reading, shop, asked_about)
    named = told_apart(named, needs_to_order(known, shop, run), shop, run, to_order=True)
    asking = bool(intents & ASKING) and not intents & {"buy", "yes"} and not _orders_too(intents, news, named)
    asking = asking and reading.prefer is None  # "which is cheapest?" asks for another recommendation
    unwanted = {one.value for one in reading.unwanted if one.key in {"offer", "add_on"}}
    if dropped := [one for one in known["selection"] if one["offer"] in unwanted and not named]:
        known["selection"] = [one for one in known["selection"] if one not in dropped]
        known["chosen"] &= all(one["kind"] == "add_on" for one in dropped)  # without one the offer stays chosen
    named = _beside_what_stands(named, known, intents, refuses=bool(unwanted))
    held = {one["offer"]: one["quantity"] for one in known["selection"] if one["kind"] == "offer"}
    each: dict[str, int] | None = None
    if reading.added and named:
        each = on_top(held, {path: reading.each.get(path, 1) for path in named})
    elif {"people", "quantity"} & set(news) and not reading.each:
        each = one_of_several(held, named, needs.get("quantity") or needs.get("people"))
    if each is not None and not asking:
        named, needs["each"] = list(each), each
    if named and not asking:
        extra = [one["offer"] for one in add_ons_in(known["selection"])]
        known |= {"selection": lines_for([*named, *extra], needs, shop, playbook), "chosen": True}
    elif not asking and _undecided(known, news, shop):
        known |= {"selection": add_ons_in(known["selection"]), "chosen": False}
    elif "billing" in news and not (asking and (reading.offers or reading.add_ons or intents & ANSWERED)):
        # "We'd rather pay monthly, is that possible?" wishes for it
        known["selection"] = rebilled(known["selection"], needs["billing"], shop)
    if {"people", "quantity"} & set(news):
        known["selection"] = recounted(known["selection"], needs, shop, playbook)
    if reading.add_ons and not asking:
        _add_or_leave_out(known, reading, shop, run)
    known["selection"] = with_code(known, shop, run)


def _named(known: Mapping[str, Any], reading: Reading, shop: Shop, asked_about: Sequence[str]) -> list[str]:
    """Return the offers named, or pointed at by a yes to the only one shown or by "I'll take it" after its price."""
    named = [path for path in reading.offers if path in shop.offers]
    intents, shown = set(reading.intents), known["shortlist"]
    if named or known["selection"]:
        return named
    if known["expecting"] == "choice" and "yes" in intents and len(shown) == 1:
        return list(shown)
    # "I'll take it", or "yearly please" after its price for 10 was asked.
    news, beside = set(news_in(reading)), {"people", "quantity", "billing"}
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


def _orders_again(state: SalesState, known: Mapping[str, Any], intents: AbstractSet[str]) -> bool:
    """Whether they ask to buy once more what was handed over: their earlier yes is no yes to that."""
    closed = (state.get("order") or {}).get("closed") and not known["another"]
    return bool(closed) and "buy" in intents and known["expecting"] is None


def _orders_too(intents: AbstractSet[str], news: list[str], named: list[str]) -> bool:
    """Whether a question stands beside an order: one offer by its name, and for how many or how it is paid."""
    told = bool({"people", "quantity", "billing"}.intersection(news))
    return len(named) == 1 and told and not intents & {"compare", "what_if"}


def _undecided(known: Mapping[str, Any], news: list[str], shop: Shop) -> bool:
    """Whether the news may call for another offer: for a mere recommendation, or where the choice fits no more."""
    if not known["chosen"]:
        return bool(RERANKING & set(news) or "people" in news)
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


def _agreed(
    known: dict[str, Any], reading: Reading, intents: set[str], shop: Shop, run: RunContext
) -> list[Line] | None:
    """Return the lines the customer has said yes to: terms they were shown, and none that changed since."""
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


def _is_yes(reading: Reading, intents: set[str], asked: AbstractSet[str]) -> bool:
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


def _handoff(known: Mapping[str, Any], text: str, reading: Reading, intents: set[str], run: RunContext) -> str | None:
    """Return why a person should take over, or None; an earlier wish for one ends with a wish to buy."""
    rules, said = run.playbook.handoff, text.casefold()
    wishes = {"offers", "buy", *RERANKING, "people", "quantity", "billing"} & {*intents, *news_in(reading)}
    accepted = known["expecting"] == "handoff_offer" and "yes" in intents and not wishes  # "ok, the monthly one" buys
    too_many = rules.max_people is not None and (reading.people or 0) > rules.max_people
    own_words = any(word != "discount" and word.casefold() in said for word in rules.when)
    reasons = {
        "existing_customer": "existing_customer" in intents and not run.playbook.links.account,
        "asked": "human" in intents or accepted,
        "group_size": too_many and "what_if" not in intents,
        "discount": "discount" in intents and "discount" in rules.when,
        "bespoke": own_words,
    }
    found = next((reason for reason, holds in reasons.items() if holds), None)
    ends = bool(intents & {"buy", "pay_now", "not_buying", "no"} or reading.offers)
    return found or (None if ends else known["handoff_reason"])
