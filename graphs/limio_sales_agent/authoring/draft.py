"""A first playbook drafted from a catalogue: the pure function behind ``limio-agent playbook init``."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from typing import TYPE_CHECKING, Any

from limio_langchain.recommendation import cost_of
from limio_sales_agent.playbook.parts import OWN_ASKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from limio_langchain.models.offer import Offer

RESERVED = OWN_ASKS | {"people"}  # the keys of asks that the draft writes itself
FEW = range(2, 9)  # one value narrows nothing; more than eight is no question for a chat
LONGEST_VALUE = 40
OURS = ("ai", "Online")  # the sales channels that an agent on a website sells through
# What the shop's pages and billing are made of: it says nothing a customer could choose by.
TECHNICAL = re.compile(
    r"__limio$|__zuora$|colou?r|url|icon|image|style|template|rate.?plan|billing|feature", re.IGNORECASE
)


def draft_playbook(offers: Iterable[Offer], file: str = "playbook.yaml") -> str:
    """Draft a playbook from the offers and add-ons of a catalogue, with comments that say what to look at.

    Args:
        offers: What the catalogue holds.
        file: Where it will be kept; the command in it that checks it names that.

    Returns:
        YAML that `Playbook.load` reads; the catalogue's own words stand in it quoted or as one-line comments.
    """
    found = sorted(offers, key=lambda offer: offer.path)
    sold, add_ons = [offer for offer in found if offer.kind == "offer"], [o for o in found if o.kind == "add_on"]
    parts = (
        _opening(len(sold), len(add_ons), file),
        _offers(sold),
        _questions(sold),
        _billing(sold),
        _details(add_ons),
        _prices(sold),
        _rest(sold),
    )
    return "\n".join(line for part in parts for line in (*part, ""))


def _opening(offers: int, add_ons: int, file: str) -> Iterator[str]:
    yield f"# A playbook drafted from {offers} offers and {add_ons} add-ons. Every key may be left out."
    yield f"# Check it with: limio-agent playbook check {shlex.quote(file)}"
    yield "title: Find your plan"
    yield "# greeting: I'm Acme's automated assistant. What are you looking for?"
    yield "# suggestions: [We are a team of 12, Monthly or yearly?]"


def _offers(offers: Sequence[Offer]) -> Iterator[str]:
    labels = Counter(label for offer in offers for label in offer.labels)
    channels = Counter(channel for offer in offers for channel in offer.sales_channels)
    yield "# The part of the catalogue the agent may sell; leave it out to sell everything."
    yield f"# Labels: {_counted(labels) or 'none'}"
    yield f"# Sales channels: {_counted(channels) or 'none'}; an offer without any is sold everywhere"
    yield "offers:"
    everywhere = sorted(label for label, count in labels.items() if count == len(offers))
    yield "  attributes:"
    yield f"    {'' if everywhere else '# '}label__limio: {_quoted(everywhere[0]) if everywhere else 'pro'}"
    ours = [channel for channel in OURS if channel in channels]
    yield f"  {'' if ours else '# '}channels: [{', '.join(ours or OURS)}]"


def _questions(offers: Sequence[Offer]) -> Iterator[str]:
    yield "# Asked only while the answer is unknown and can change what is recommended, one at a time."
    yield "# Beside each value, list the words your customers use for it."
    yield "questions:"
    for key, name, values in _choices(offers):
        yield f"  - key: {key}"
        words = key.replace("_", " ")
        yield f"    ask: {_quoted(f'Which {words} would suit you?')}"
        yield f"    attribute: {_quoted(name)}"
        yield "    values:"
        yield from (f"      {_quoted(value)}: []" for value in values)
    seats = sum(offer.sold_per_seat for offer in offers)
    yield f"  {'' if seats else '# '}- {{key: people, ask: Roughly how many people need access?}}"
    yield f"# {seats} of {len(offers)} offers are sold per seat. Uncomment where all of them are:"
    yield "# sold_per: seat"


def _billing(offers: Sequence[Offer]) -> Iterator[str]:
    billings: Counter[str] = Counter(offer.billing or "unknown" for offer in offers)
    both = {"monthly", "yearly"} <= set(billings)
    yield f"# Paid: {_counted(billings) or 'nothing known'}"
    yield f"{'' if both else '# '}lead_with: yearly"


def _details(add_ons: Sequence[Offer]) -> Iterator[str]:
    yield "# after_yes asks once they want to buy; first asks before recommending, for teams that want the lead."
    yield "details: {ask: after_yes, required: [email], wanted: [first_name, last_name], work_email: false}"
    yield from (f"# Add-on: {_line(add_on.display_name)} ({_line(add_on.path)})" for add_on in add_ons)
    yield f"add_ons: {'after_yes' if add_ons else 'never'}"


def _prices(offers: Sequence[Offer]) -> Iterator[str]:
    unpriced = [offer for offer in offers if cost_of(offer, 1).unknown == "outside"]
    yield f"# {len(unpriced)} offers have no price in the catalogue. Uncomment and fill in those you want quoted;"
    yield "# the others are shown at the checkout."
    yield "prices:"
    for offer in unpriced:
        currency = (offer.price.currency if offer.price else None) or "GBP"
        interval = "years" if offer.billing == "yearly" else "months"
        example = f'{{amount: "0.00", currency: {currency}, interval: {interval}}}'
        yield f"  # {_quoted(offer.path)}: {example}  # {_line(offer.display_price)}"


def _rest(offers: Sequence[Offer]) -> Iterator[str]:
    labels = Counter(label for offer in offers for label in offer.labels)
    yield "# A code that is sold as an offer of its own:"
    yield "# promo: {SAVE20: /offers2/Pro Plan SAVE20}"
    yield "tax: unknown  # excluded, included or unknown: said with each total"
    yield "handoff: {when: [discount, bespoke], collect: [email]}"
    yield "# quote: {say: Our sales team answers within one working day.}"
    yield "links:"
    yield "  # privacy: https://www.example.com/privacy"
    yield "  # terms: https://www.example.com/terms"
    yield "  # account: https://www.example.com/account"
    common = min(labels, key=lambda label: (-labels[label], label), default=None)
    yield f"  {'' if common else '# '}fallback_label: {_quoted(common or 'pro')}"
    yield "# knowledge: [packages.md, terms.md]  # Markdown beside this file, a heading a subject"
    yield "# phrases: {hand_over: 'Here you are:'}  # any sentence in your own words"
    yield "locale: en"


def _choices(offers: Sequence[Offer]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the attributes that a customer could choose by: key, attribute, values."""
    taken: set[str] = set()
    for name in sorted({name for offer in offers for name in offer.attributes if not TECHNICAL.search(name)}):
        values = {value for offer in offers for value in _values(offer.attributes.get(name))}
        key = re.sub(r"[^a-z0-9]+", "_", name.lower().split("__")[0]).strip("_")
        usable = re.fullmatch(r"[a-z][a-z0-9_]*", key) and key not in taken and key not in RESERVED
        if usable and len(values) in FEW and len({value.casefold() for value in values}) == len(values):
            taken.add(key)
            yield key, name, sorted(values)


def _values(held: Any) -> Iterator[str]:
    for value in held if isinstance(held, list) else [held]:
        if isinstance(value, str) and _choosable(value):
            yield value


def _choosable(value: str) -> bool:
    tidy = bool(value) and value == value.strip() and value.isprintable() and len(value) <= LONGEST_VALUE
    return tidy and not set(value) & set("<>{}/")


def _counted(found: Counter[str]) -> str:
    return ", ".join(f"{_line(name)} ({count})" for name, count in sorted(found.items()))


def _quoted(text: str) -> str:
    """Return a YAML scalar for any text at all: JSON's quotes, with what YAML would not print written as escapes."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in quoted)


def _line(text: str) -> str:
    """Return text that stays within a comment's line."""
    return "".join(char if char.isprintable() else " " for char in text)
