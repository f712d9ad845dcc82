"""Folds what a message says into what is known. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from limio_langchain.models.audience import Whom
from limio_langchain.models.buyer import is_of_either, meant
from limio_langchain.recommendation import serving
from limio_sales_agent.catalogue.ranking import needs_of
from limio_sales_agent.catalogue.selection import values_of
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import DETAILS, RunContext
from limio_sales_agent.reading.model import Reading, is_denied
from limio_sales_agent.state import SalesState, Update
from limio_sales_agent.turn.ordered import ASKING, RERANKING, agreed, choose

NEEDS = ("billing", "budget", "budget_period", "budget_per", "currency", "people", "quantity", "payment", "prefer")
MONEY = frozenset({"budget", "budget_period", "budget_per", "currency"})


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
        "denied_before": bool(begun["needs"].get("denied")),
        "number_before": begun["needs"].get("quantity") or begun["needs"].get("people"),
    }
    known["declined"] = _declined(known, reading, intents)
    known["promo_code"] = reading.promo_code or known["promo_code"]
    known["mode"] = _mode(known["mode"], intents, known["expecting"])
    choose(known, reading, set(news_in(reading)), shop, run, asked_about=state.get("turn", {}).get("about", ()))
    known["agreed"] = agreed(state, known, reading, shop, run)
    known["chosen"] = known["chosen"] or known["agreed"] is not None
    known["handoff_reason"] = _handoff(known, text, reading, intents, run)
    del known["known_before"], known["number_before"], known["denied_before"]
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
    told = "people" not in skipped and bool(reading.people or reading.quantity or reading.each)
    denied = needs.pop("denied", 0)
    if not told and (denied or is_denied(reading)):
        needs["denied"] = denied + 1
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
