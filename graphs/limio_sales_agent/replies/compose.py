"""What the agent says: paragraphs made of the playbook's sentences, and the message they become."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import Any, TypeVar

from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import get_currency_name

from limio_langchain.eligibility import terms_of
from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import UNKNOWN, Cost, cost_of_line
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import offer_price, offer_total, price_and_total, price_words, sum_words, terms_sentences
from limio_sales_agent.phrases import parse_locale
from limio_sales_agent.reading.asked import asks_whether_sold
from limio_sales_agent.reading.rules.words import language_names
from limio_sales_agent.replies.blocks import Ask, Block, Choice, message_of, text_block
from limio_sales_agent.replies.choices import aside, closed, way_out
from limio_sales_agent.state import Disclosure, Figure, Line, SalesState, Update

T = TypeVar("T")
MOST_TOLD = 1_024  # of orders of one shop, what is told of which is kept


def reply(
    state: SalesState,
    run: RunContext,
    *parts: str | Block | None,
    ask: str | None = None,
    choices: Sequence[Choice] | None = None,
    discloses: bool = True,
    **update: Any,
) -> Update:
    """Return the update of a node that speaks: one message, and what it asked for.

    The first message of a conversation says that a machine speaks, the first in a language that nobody here reads is
    told which ones are, and a card number typed in is spoken of, whichever node happens to answer.

    Args:
        state: The conversation.
        run: The playbook.
        parts: Paragraphs and other blocks; empty ones are left out.
        ask: What the last paragraph asks for, kept as ``expecting``; None when it asks nothing.
        choices: The answers that may be picked; those the ask has by itself when left out.
        discloses: Whether the first message still has to say that a machine speaks; not where its own words do.
        update: Further keys of the state.
    """
    asked = dict(state.get("asked", {}))
    notice = run.say("card_refused") if state["turn"]["card"] else None
    disclosure = run.say("disclosure") if discloses and not asked.get("disclosure") else None
    blocks = _blocks(sentences(disclosure, notice, unread_language(state, run)), parts, run)
    asked |= told_once(state)
    if ask:
        picks = closed(ask, run, state.get("mode")) if choices is None else choices
        blocks = _asking(blocks, ask, picks, run)
        asked[ask] = asked.get(ask, 0) + 1
    return {
        "messages": [message_of(blocks)],
        "asked": asked,
        "expecting": ask,
        "attempts": {**state.get("attempts", {}), "unclear": 0, "failed": 0},
        "unfinished": None,
        **update,
    }


def unread_language(state: SalesState, run: RunContext) -> str | None:
    """Return which languages are read, to who writes another for the first time; a turn of version 0.1 knew of none."""
    if not state["turn"].get("foreign") or state.get("asked", {}).get("languages"):
        return None
    return run.say("unclear_language", languages=listing(language_names(), run))


def told_once(state: SalesState) -> dict[str, int]:
    """Return what need not be said again once this message is answered."""
    return {"disclosure": 1, **({"languages": 1} if state["turn"].get("foreign") else {})}


def _blocks(before: str, parts: Iterable[str | Block | None], run: RunContext) -> list[Block]:
    """Return the blocks of a message; what goes before is part of its first paragraph."""
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, dict):
            blocks += [text_block(before), part] if before and not blocks else [part]
            continue
        for paragraph in filter(None, (one.strip() for one in (part or "").split("\n\n"))):
            words = paragraph if blocks else sentences(before, paragraph)
            blocks.append(text_block(words, run.playbook.own_links))
    return blocks or [text_block(before)]


def _asking(blocks: list[Block], key: str, choices: Sequence[Choice], run: RunContext) -> list[Block]:
    """Return the blocks with the last paragraph as the ask that it is, and what may be picked beside it."""
    place, words = next((place, block) for place, block in _backwards(blocks) if block["type"] == "text")
    ask: Ask = {"type": "ask", "key": key, "text": words["text"], "choices": list(choices)}
    if out := way_out(key, run):
        ask["way_out"] = out
    if words["type"] == "text" and "links" in words:
        ask["links"] = words["links"]
    also = aside(key, run)
    return [*blocks[:place], ask, *blocks[place + 1 :], *([also] if also else [])]


def _backwards(blocks: Sequence[Block]) -> Iterator[tuple[int, Block]]:
    return reversed(list(enumerate(blocks)))


def sentences(*parts: str | None) -> str:
    """Return the parts as one paragraph, empty ones left out."""
    return " ".join(part.strip() for part in parts if part and part.strip())


def listing(words: Iterable[str], run: RunContext, style: str = "standard") -> str:
    """Return words as a list in the playbook's language: ``email address, first name and last name``."""
    found = list(words)
    if len(found) == 1:  # as nearly always
        return found[0]
    return format_list(found, style=style, locale=parse_locale(run.playbook.locale))  # type: ignore[arg-type]


def price(offer: Offer, run: RunContext, number: int | None = None) -> str:
    """Return the price of one; of an offer with one price for all, by their number, the price for this number."""
    return offer_price(offer, number, run.playbook)


def offer_words(offer: Offer, number: int | None, run: RunContext) -> str:
    """Return an offer with its price, and with the total for more than one."""
    line = run.say("offer_line", name=offer.display_name, price=price(offer, run, number))
    return sentences(line + ".", total_sentence(offer, number, run))


def total_sentence(offer: Offer, number: int | None, run: RunContext) -> str:
    """Return the total for a number of what is sold by number; nothing where the price says it all."""
    total = offer_total(offer, number, run.playbook)
    return run.say("offer_total", total=total) if total else ""


def terms(lines: Sequence[Line], shop: Shop, run: RunContext, figure: Figure | None = None) -> str:
    """Return the terms of an order as one paragraph."""
    return " ".join(order_terms(lines, shop, run, figure))


def kept(work: Callable[[Sequence[Line], Shop, RunContext], T]) -> Callable[[Sequence[Line], Shop, RunContext], T]:
    """Work something out once for a shop, a playbook and what is ordered: each turn says it, many order the same."""

    @wraps(work)
    def told(lines: Sequence[Line], shop: Shop, run: RunContext) -> T:
        key = (work, id(run.playbook), *((one["offer"], one["quantity"]) for one in lines))
        if (known := shop.told.get(key)) is None:
            if len(shop.told) >= MOST_TOLD:
                shop.told.clear()
            # With the playbook, whose id is nobody else's for as long.
            known = shop.told[key] = (work(lines, shop, run), run.playbook)
        result: T = known[0]
        return result

    return told


def order_terms(lines: Sequence[Line], shop: Shop, run: RunContext, figure: Figure | None = None) -> Sequence[str]:
    """Return the terms of an order; where the catalogue has an item no more, that the checkout shows them."""
    return _own_terms(lines, shop, run) if figure is None else _terms(lines, shop, run, figure)


@kept
def _own_terms(lines: Sequence[Line], shop: Shop, run: RunContext) -> Sequence[str]:
    return _terms(lines, shop, run, None)


def _terms(lines: Sequence[Line], shop: Shop, run: RunContext, figure: Figure | None) -> Sequence[str]:
    costs, offers = costs_of(lines, shop, run), (shop.find(one["offer"]) for one in lines)
    if not costs:
        return (run.say("terms_unknown"),)
    items = [(offer, cost) for offer, cost in zip(offers, costs, strict=True) if offer]
    return tuple(terms_sentences(items, run.playbook, figure))


@kept
def costs_of(lines: Sequence[Line], shop: Shop, run: RunContext) -> Sequence[Cost]:
    """Return what each line of an order costs; none at all where the catalogue has an item no more."""
    known = [(shop.find(one["offer"]), one["quantity"]) for one in lines]
    found = tuple(cost_of_line(offer, quantity, run.playbook.selling) for offer, quantity in known if offer)
    return found if len(found) == len(known) else ()


def disclosed(
    lines: Sequence[Line], told: str, shop: Shop, run: RunContext, figure: Figure | None = None
) -> Disclosure:
    """Return what is kept of terms that were shown: for which lines, in which words, when, and of which versions."""
    found = {one["offer"]: shop.find(one["offer"]) for one in lines}
    shown: Disclosure = {
        "items": list(lines),
        "text": told,
        "locale": run.playbook.locale,
        "shown_at": run.now().isoformat(timespec="seconds"),
        "versions": {path: offer.version if offer else None for path, offer in found.items()},
        "held": {path: terms_of(offer) for path, offer in found.items() if offer},
    }
    return {**shown, "figure": figure} if figure else shown


@kept
def order_words(lines: Sequence[Line], shop: Shop, run: RunContext) -> str:
    """Return what is ordered: each item with its number, where it has one, and its price."""
    return listing((_line_words(one, shop, run) for one in lines), run)


def _line_words(one: Line, shop: Shop, run: RunContext) -> str:
    offer, name, number = shop.find(one["offer"]), shop.name(one["offer"]), one["quantity"]
    cost = cost_of_line(offer, number, run.playbook.selling) if offer else UNKNOWN
    worth = price_and_total(offer, number, run.playbook) if offer and cost.known else price_words(cost, run.playbook)
    if number == 1:
        return run.say("order_line_single", name=name, price=worth)
    return run.say("order_line", quantity=number, name=name, price=worth)


def item_words(lines: Sequence[Line], shop: Shop, run: RunContext) -> str:
    """Return what is ordered in a few words: the number, where it is not one, and the name."""
    count = (f"{one['quantity']} \u00d7 " if one["quantity"] != 1 else "" for one in lines)
    return listing((number + shop.name(one["offer"]) for number, one in zip(count, lines, strict=True)), run)


def order_sum(lines: Sequence[Line], shop: Shop, run: RunContext, figure: Figure | None = None) -> str | None:
    """Return what is ordered and what it comes to, in one sentence; nothing where that is not known, or in doubt."""
    total = order_total(lines, shop, run, figure)
    return run.say("order_sum", items=item_words(lines, shop, run), total=total) if total else None


def order_total(lines: Sequence[Line], shop: Shop, run: RunContext, figure: Figure | None = None) -> str:
    """Return what an order comes to, in words; nothing where that is not known, or in doubt."""
    costs = costs_of(lines, shop, run)
    known = costs and all(cost.known for cost in costs) and not (figure and figure["differs"])
    return sum_words(costs, run.playbook) if known else ""


def fields(names: Iterable[str], run: RunContext) -> str:
    """Return details by the names customers know them by."""
    return listing((run.say(f"field_{name}") for name in names), run)


def why_details(run: RunContext, key: str = "details_why") -> str:
    """Return why details are asked for, with the privacy link."""
    link = run.playbook.links.privacy
    return sentences(run.say(key), run.say("privacy_note", url=link) if link else None)


def told_meanwhile(state: SalesState, run: RunContext) -> str | None:
    """Return the answer to a question asked beside something else, or that nobody here knows it."""
    turn = state["turn"]
    return turn["answer"] or (unknown_words(turn["text"], run) if turn["unanswered"] else None)


def unknown_words(question: str, run: RunContext) -> str:
    """Return that nobody here can answer, or that what they ask for is not found among what is sold."""
    return run.say("answer_not_sold" if asks_whether_sold(question) else "answer_unknown_aside")


def not_listed(state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return that an answer of theirs is none of the choices, or that nothing is sold in their budget's currency."""
    told, currency = state["turn"]["unlisted"], state["turn"]["unsold_currency"]
    if currency:
        return run.say("budget_currency", currency=currency, ours=shop_currency(shop, run))
    return run.say("not_listed", text=told) if told else None


def shop_currency(shop: Shop, run: RunContext) -> str:
    """Return the currency that most is sold in, by its name: ``British pounds``."""
    code = shop.usual_currency or "XXX"
    return get_currency_name(code, count=2, locale=parse_locale(run.playbook.locale))


def age_note(state: SalesState, run: RunContext) -> str | None:
    """Return how old the prices are, where they are not the API's."""
    turn = state["turn"]
    if turn["source"] in {"api", "none"}:
        return None
    age = format_timedelta(max(60, int(turn["age"])), locale=parse_locale(run.playbook.locale))
    return run.say("catalogue_old", age=age)


def question_words(key: str, run: RunContext) -> str:
    """Return the ask for a question: the team's own words, else code's."""
    own = next((question.ask for question in run.playbook.questions if question.key == key), None)
    codes = {"people", "billing", "budget", "country", "quantity", "choice", "open", "for_whom"}
    return own or run.say(f"ask_{key}" if key in codes else "ask_open")


def needs_people(lines: Sequence[Line], state: SalesState, shop: Shop, run: RunContext) -> bool:
    """Return whether the number of people is still needed to say what the order comes to."""
    needs, asked = state.get("needs", {}), state.get("asked", {})
    if needs.get("people") or needs.get("quantity") or "people" in state.get("declined", ()):
        return False
    offers = (shop.offers.get(one["offer"]) for one in lines)
    return asked.get("people", 0) < MOST_ASKS and any(o and run.playbook.selling.sells_per_seat(o) for o in offers)


MOST_ASKS = 2  # the same thing is not asked for more often
