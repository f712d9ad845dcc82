"""What the agent says: paragraphs made of the playbook's sentences, and the message they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from babel.dates import format_timedelta
from babel.lists import format_list
from langchain_core.messages import AIMessage

from limio_langchain.models.offer import Offer
from limio_sales_agent.desk import Desk
from limio_sales_agent.money import cost_of, price_words, sold_per_seat, terms_sentence, total_words
from limio_sales_agent.phrases import parse_locale
from limio_sales_agent.shop import Shop
from limio_sales_agent.state import Line, SalesState, Update


def reply(state: SalesState, desk: Desk, *parts: str | None, ask: str | None = None, **update: Any) -> Update:
    """Return the update of a node that speaks: one message, and what it asked for.

    The first message of a conversation says that a machine speaks, and a card number typed in is told about, whichever
    node happens to answer.

    Args:
        state: The conversation.
        desk: The playbook.
        parts: Paragraphs; empty ones are left out.
        ask: What the message asks for, kept as ``expecting``; None when it asks nothing.
        update: Further keys of the state.
    """
    asked = dict(state.get("asked", {}))
    first, *rest = [part for part in parts if part and part.strip()] or [""]
    notice = desk.say("card_refused") if _turn(state, "card") else None
    text = paragraphs(sentences(_disclosure(state, desk), notice, first), *rest)
    asked["disclosure"] = 1
    if ask:
        asked[ask] = asked.get(ask, 0) + 1
    attempts = {**state.get("attempts", {}), "unclear": 0}
    return {
        "messages": [AIMessage(text)],
        "asked": asked,
        "expecting": ask,
        "attempts": attempts,
        "unfinished": None,
        **update,
    }


def _disclosure(state: SalesState, desk: Desk) -> str | None:
    opened = state.get("asked", {}).get("disclosure") or _turn(state, "opening")
    return None if opened else desk.say("disclosure")


def _turn(state: SalesState, key: str) -> Any:
    return state.get("turn", {}).get(key)


def paragraphs(*parts: str | None) -> str:
    """Return the parts as paragraphs, empty ones left out."""
    return "\n\n".join(part.strip() for part in parts if part and part.strip())


def sentences(*parts: str | None) -> str:
    """Return the parts as one paragraph, empty ones left out."""
    return " ".join(part.strip() for part in parts if part and part.strip())


def listing(words: Iterable[str], desk: Desk, style: str = "standard") -> str:
    """Return words as a list in the playbook's language: ``email address, first name and last name``."""
    return format_list(list(words), style=style, locale=parse_locale(desk.playbook.locale))  # type: ignore[arg-type]


def price(offer: Offer, desk: Desk, quantity: int = 1) -> str:
    """Return the price of one; of an offer with one price for all, by their number, the price for this number."""
    by_number = bool(offer.price and offer.price.tiers)
    return price_words(cost_of(offer, quantity if by_number else 1, desk.playbook), desk.playbook)


def offer_words(offer: Offer, quantity: int, desk: Desk) -> str:
    """Return an offer with its price, and with the total for more than one."""
    line = desk.say("offer_line", name=offer.display_name, price=price(offer, desk))
    return sentences(line + ".", total_sentence(offer, quantity, desk))


def total_sentence(offer: Offer, quantity: int, desk: Desk) -> str:
    """Return the total for a quantity of what is sold by quantity; nothing where the price of one says it all."""
    cost = cost_of(offer, quantity, desk.playbook)
    if cost.quantity == 1 or not cost.known:
        return ""
    return desk.say("offer_total", total=total_words(cost, desk.playbook))


def terms(lines: Sequence[Line], shop: Shop, desk: Desk) -> str:
    """Return the terms of an order; where the catalogue has an item no more, that the checkout shows them."""
    known = [(shop.find(one["offer"]), one["quantity"]) for one in lines]
    if not known or any(offer is None for offer, _ in known):
        return desk.say("terms_unknown")
    costs = [(offer, cost_of(offer, quantity, desk.playbook)) for offer, quantity in known if offer]
    return terms_sentence(costs, desk.playbook)


def order_words(lines: Sequence[Line], shop: Shop, desk: Desk) -> str:
    """Return what is ordered: each item with its number, where it has one, and its price."""
    return listing((_line_words(one, shop, desk) for one in lines), desk)


def _line_words(one: Line, shop: Shop, desk: Desk) -> str:
    offer, name = shop.find(one["offer"]), shop.name(one["offer"])
    worth = price(offer, desk, one["quantity"]) if offer else desk.say("price_unknown")
    if one["quantity"] == 1:
        return desk.say("order_line_single", name=name, price=worth)
    return desk.say("order_line", quantity=one["quantity"], name=name, price=worth)


def item_words(lines: Sequence[Line], shop: Shop, desk: Desk) -> str:
    """Return what is ordered in a few words: the number, where it is not one, and the name."""
    count = (f"{one['quantity']} \u00d7 " if one["quantity"] != 1 else "" for one in lines)
    return listing((number + shop.name(one["offer"]) for number, one in zip(count, lines, strict=True)), desk)


def fields(names: Iterable[str], desk: Desk) -> str:
    """Return details by the names customers know them by."""
    return listing((desk.say(f"field_{name}") for name in names), desk)


def why_details(desk: Desk, key: str = "details_why") -> str:
    """Return why details are asked for, with the privacy link."""
    link = desk.playbook.links.privacy
    return sentences(desk.say(key), desk.say("privacy_note", url=link) if link else None)


def told_meanwhile(state: SalesState, desk: Desk) -> str | None:
    """Return the answer to a question asked beside something else, or that nobody here knows it."""
    turn = state.get("turn", {})
    return turn.get("answer") or (desk.say("answer_unknown_aside") if turn.get("unanswered") else None)


def age_note(state: SalesState, desk: Desk) -> str | None:
    """Return how old the prices are, where they are not the API's."""
    turn = state.get("turn", {})
    if turn.get("source") in {"api", "none", None}:
        return None
    age = format_timedelta(max(60, int(turn.get("age", 0))), locale=parse_locale(desk.playbook.locale))
    return desk.say("catalogue_old", age=age)


def question_words(key: str, desk: Desk) -> str:
    """Return the ask for a question: the team's own words, else code's."""
    own = next((question.ask for question in desk.playbook.questions if question.key == key), None)
    codes = {"people", "billing", "budget", "country", "quantity", "choice", "open"}
    return own or desk.say(f"ask_{key}" if key in codes else "ask_open")


def needs_people(lines: Sequence[Line], state: SalesState, shop: Shop, desk: Desk) -> bool:
    """Return whether the number of people is still needed to say what the order comes to."""
    needs, asked = state.get("needs", {}), state.get("asked", {})
    if needs.get("people") or needs.get("quantity") or "people" in state.get("declined", ()):
        return False
    offers = (shop.offers.get(one["offer"]) for one in lines)
    return asked.get("people", 0) < MOST_ASKS and any(o and sold_per_seat(o, desk.playbook) for o in offers)


MOST_ASKS = 2  # the same thing is not asked for more often
