"""Blocks: what a message of the agent is made of, in one versioned form that every client reads.

A message carries ``additional_kwargs["limio"] = {"version": 1, "blocks": [...]}``; its text is rendered from them, so
that a client which knows no blocks shows the same words. `docs/blocks.md` describes the form. A client shows a block of
a type it does not know by its ``text``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NotRequired

from langchain_core.messages import AIMessage, AnyMessage
from typing_extensions import TypedDict

from limio_sales_agent.state import SalesState

KEY = "limio"
VERSION = 1


class Text(TypedDict):
    """A paragraph; ``links`` are those of its words that are links, which are the playbook's alone."""

    type: Literal["text"]
    text: str
    links: NotRequired[list[str]]


class Sum(TypedDict):
    """What a quantity comes to, as facts: amounts as texts with all their digits, null where they are not known.

    ``total`` is what recurs by ``per`` (``month``, ``4 weeks``) or is paid ``once``; ``first_payment`` holds all that
    is paid at first; ``tax`` is ``excluded``, ``included`` or ``unknown``.
    """

    quantity: int | None
    total: str | None
    first_payment: str | None
    currency: str | None
    per: str | None
    tax: str


class Card(TypedDict):
    """An offer to look at; ``proposed`` is the one suggested.

    ``label`` is the name with what tells it from the other offers, where they share one. ``price``, ``reasons`` and
    ``caveats`` are words; so is ``total``, for their number, empty where the price says it.
    """

    path: str
    name: str
    label: str
    price: str
    total: str
    sum: Sum
    features: list[str]
    reasons: list[str]
    caveats: list[str]
    proposed: bool
    best: bool


class Offers(TypedDict):
    """Offers to choose from; ``text`` names those that no paragraph before it does, and may be empty."""

    type: Literal["offers"]
    offers: list[Card]
    text: str


class Column(TypedDict):
    """One offer of a comparison: how it is paid, the price of one and all, what that is in a year, what only it has."""

    name: str
    billing: str
    price: str
    total: str
    year: str
    features: NotRequired[list[str]]


class Comparison(TypedDict):
    """Two plans beside each other, said in the text before it; ``cheaper`` is the place of the cheaper one, or None."""

    type: Literal["comparison"]
    columns: list[Column]
    quantity: int
    cheaper: int | None
    text: str


class OrderLine(TypedDict):
    """An item: the price of one and the total in words, empty where they are shown at the checkout."""

    path: str
    name: str
    quantity: int
    price: str
    total: str
    sum: Sum


class OrderBlock(TypedDict):
    """What is ordered, on which terms, a sentence each; ``text`` says the terms in one paragraph, ``sum`` the whole."""

    type: Literal["order"]
    lines: list[OrderLine]
    sum: Sum
    terms: list[Text]
    text: str


class AddOn(TypedDict):
    """Something that can be added to the order: ``sum`` is its own, ``with_it`` the order's if they say yes."""

    type: Literal["add_on"]
    path: str
    name: str
    sum: Sum
    with_it: Sum
    text: str
    links: NotRequired[list[str]]


class Choice(TypedDict):
    """An answer to be picked: ``label`` is shown and, when picked, said as the customer's message."""

    value: str
    label: str


class Ask(TypedDict):
    """What is asked: for what (``key``), the ``choices`` where it can be closed, and a ``way_out`` of them."""

    type: Literal["ask"]
    key: str
    text: str
    choices: list[Choice]
    way_out: NotRequired[Choice]
    links: NotRequired[list[str]]


class Link(TypedDict):
    """A link to go on with: to a ``checkout`` with the order in it, or to ``browse`` a part of the shop.

    ``total`` says once more, in words, what the order comes to, where that is known.
    """

    type: Literal["link"]
    leads_to: Literal["checkout", "browse"]
    url: str
    text: str
    total: NotRequired[str]


class Choices(TypedDict):
    """What a customer may also say now, beside the answers to the ask."""

    type: Literal["choices"]
    choices: list[Choice]
    text: str


Block = Text | Offers | Comparison | OrderBlock | AddOn | Ask | Link | Choices


def text_block(text: str, links: Iterable[str] = ()) -> Text:
    """Return a paragraph; of `links` those are its own that stand in it."""
    block: Text = {"type": "text", "text": text}
    if found := [link for link in links if link in text]:
        block["links"] = found
    return block


def link_block(url: str, leads_to: Literal["checkout", "browse"] = "checkout", total: str = "") -> Link:
    """Return a link; the client gives it a label."""
    link: Link = {"type": "link", "leads_to": leads_to, "url": url, "text": url}
    return {**link, "total": total} if total else link


def choices_of(blocks: Iterable[Block]) -> list[Choice]:
    """Return all that can be picked in a message, in the order it is shown."""
    found: list[Choice] = []
    for block in blocks:
        if block["type"] in {"ask", "choices"}:
            found += block["choices"]
        if block["type"] == "ask" and "way_out" in block:
            found.append(block["way_out"])
    return found


def rendered(blocks: Sequence[Block]) -> str:
    """Return blocks as text: a paragraph each, a link on a line of its own below the words before it."""
    text = ""
    for block in blocks:
        if words := block["text"]:
            text += ("" if not text else "\n" if block["type"] == "link" else "\n\n") + words
    return text


def message_of(blocks: Sequence[Block]) -> AIMessage:
    """Return the message that carries blocks."""
    return AIMessage(rendered(blocks), additional_kwargs={KEY: {"version": VERSION, "blocks": list(blocks)}})


def blocks_of(message: AnyMessage) -> list[Block]:
    """Return a message's blocks; of one that carries none, such as an older version's, its text as one."""
    held = message.additional_kwargs.get(KEY)
    if isinstance(held, dict) and held.get("version") == VERSION:
        blocks: list[Block] = held["blocks"]
        return blocks
    return [text_block(message.text)]


def last_said(state: SalesState) -> AnyMessage | None:
    """Return what the customer was told last, by the agent or a colleague."""
    return next((one for one in reversed(state.get("messages", [])) if one.type == "ai"), None)
