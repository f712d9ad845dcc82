"""The parts a page shows a reply in: paragraphs, offers as cards, a comparison, an order, a link. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from limio_langchain.models.offer import Offer
from limio_sales_agent.answers import asked_quantity, compared, told_features
from limio_sales_agent.money import compare, cost_of, format_money, price_words, total_words
from limio_sales_agent.order import quantity_for
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.shop import Shop
from limio_sales_agent.state import Line, SalesState

Block = dict[str, Any]
LINK = re.compile(r"https?://\S+")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
MOST_FEATURES = 5


@dataclass(frozen=True)
class Scene:
    """What a reply is made of.

    Attributes:
        state: The conversation after the turn.
        shop: What may be sold.
        playbook: Whose words and prices are shown.
        words: The page's own words.
    """

    state: SalesState
    shop: Shop
    playbook: Playbook
    words: dict[str, str]


def blocks_of(reply: str, step: str, scene: Scene) -> list[Block]:
    """Return a reply in the parts a page shows, in order; their words together say what the reply says.

    Args:
        reply: The agent's message.
        step: The node that spoke.
        scene: The rest.
    """
    blocks: list[Block] = []
    for paragraph in reply.split("\n\n"):
        blocks += _paragraph(paragraph.strip(), scene)
    if step == "recommend" and (cards := _offers(scene)):
        blocks = [blocks[0], cards, *(one for one in blocks[1:] if not _told_by(cards, one))]
    if step == "answer" and (table := comparison_of(scene)):
        blocks[1:1] = [table]
    return blocks


def chips_of(scene: Scene) -> list[str]:
    """Return answers to the open ask that a page may offer as buttons; each is a message anybody could have typed."""
    ask, words = scene.state.get("expecting"), scene.words
    if ask == "confirm":
        return [words["chip_yes"], words["chip_includes"]]
    if ask in {"add_on", "handoff_offer"}:
        return [words["chip_yes"], words["chip_no"]]
    if ask == "choice":
        return [_name(path, scene.shop) for path in scene.state.get("shortlist", [])]
    question = next((one for one in scene.playbook.questions if one.key == ask), None)
    return [value.replace("_", " ").capitalize() for value in question.values] if question else []


def _paragraph(text: str, scene: Scene) -> list[Block]:
    shown = scene.state.get("disclosure")
    if shown and text == shown["text"]:
        return [_receipt(shown["items"], text, scene)]
    outcome = scene.state.get("outcome")
    lines, url = text.splitlines(), outcome["url"] if outcome else None
    blocks: list[Block] = []
    said = "\n".join(line for line in lines if line != url)
    if said:
        blocks.append({"kind": "text", "text": said})
    if url and url in lines:
        blocks.append({"kind": "link", "url": url, "text": scene.words["link"]})
    return blocks


def _told_by(cards: Block, block: Block) -> bool:
    """Whether a paragraph names the other offers and their prices, which the cards show."""
    others = [card for card in cards["offers"] if not card["proposed"]]
    said = block.get("text", "")
    return bool(others) and all(card["name"] in said and card["price"] in said for card in others)


def _offers(scene: Scene) -> Block | None:
    reasons = scene.state.get("turn", {}).get("reasons", {})
    chosen = {one["offer"] for one in scene.state.get("selection", [])}
    cards = [
        _card(offer, reasons.get(path, []), scene, is_proposed=path in chosen)
        for path in scene.state.get("shortlist", [])
        if (offer := scene.shop.offers.get(path))
    ]
    return {"kind": "offers", "offers": cards} if cards else None


def _card(offer: Offer, reasons: list[str], scene: Scene, *, is_proposed: bool) -> Block:
    features = told_features(offer)
    return {
        "name": offer.display_name,
        "price": _price(offer, quantity_for(offer, scene.state.get("needs", {}), scene.playbook), scene),
        "features": features[:MOST_FEATURES],
        "reasons": reasons,
        "proposed": is_proposed,
        "best": offer.best_value,
    }


def comparison_of(scene: Scene) -> Block | None:
    """Return monthly against yearly as a table, where the customer asked for it and both can be priced."""
    if "compare" not in scene.state.get("turn", {}).get("intents", ()):
        return None
    pair = compared(scene.state, scene.shop)
    if pair is None or pair[0].billing == pair[1].billing:
        return None
    quantity, words = asked_quantity(scene.state, scene.shop, scene.playbook), scene.words
    told = compare(*pair, quantity, scene.playbook)
    if told.first_year is None or told.second_year is None:
        return None
    years = [
        format_money(year, told.first.currency or "XXX", scene.playbook.money_locale)
        for year in (told.first_year, told.second_year)
    ]
    heads = [scene.playbook.say(f"billing_{offer.billing}").capitalize() for offer in pair]
    prices = [price_words(cost_of(offer, 1, scene.playbook), scene.playbook) for offer in pair]
    rows = [[words["row_price"], *prices]]
    rows += [[words["row_total"], *(total_words(cost, scene.playbook) for cost in (told.first, told.second))]]
    rows += [[words["row_year"], *years]]
    shown = rows if told.first.quantity > 1 else [rows[0], rows[2]]
    cheaper = 2 if (told.difference or 0) > 0 else 1 if (told.difference or 0) < 0 else None
    return {"kind": "table", "caption": pair[0].display_name, "head": ["", *heads], "rows": shown, "best": cheaper}


def _receipt(lines: list[Line], terms: str, scene: Scene) -> Block:
    return {
        "kind": "receipt",
        "title": scene.words["receipt"],
        "lines": [_line(one, scene) for one in lines],
        "terms": [_term(sentence) for sentence in SENTENCE.split(terms)],
    }


def _line(one: Line, scene: Scene) -> Block:
    offer = scene.shop.find(one["offer"])
    if offer is None:
        return {"name": _name(one["offer"], scene.shop), "quantity": one["quantity"], "price": "", "total": ""}
    cost = cost_of(offer, one["quantity"], scene.playbook)
    total = format_money(cost.total, cost.currency or "XXX", scene.playbook.money_locale) if cost.total else ""
    price = _price(offer, one["quantity"], scene)
    return {"name": offer.display_name, "quantity": one["quantity"], "price": price, "total": total}


def _price(offer: Offer, quantity: int, scene: Scene) -> str:
    """The price of one; of an offer with one price for all, by their number, the price for this number."""
    by_number = bool(offer.price and offer.price.tiers)
    return price_words(cost_of(offer, quantity if by_number else 1, scene.playbook), scene.playbook)


def _term(sentence: str) -> Block:
    """A sentence of the terms; the playbook's own link in it is shown as one."""
    link = LINK.search(sentence)
    return {"text": sentence, "url": link[0].rstrip(".")} if link else {"text": sentence}


def _name(path: str, shop: Shop) -> str:
    return shop.name(path)
