"""What can be said to a question without guessing: the team's knowledge, an offer's own features, its price."""

from __future__ import annotations

import re
from collections.abc import Callable

from limio_langchain.models.offer import Offer
from limio_sales_agent.desk import Desk
from limio_sales_agent.knowledge import EMPTY_WORDS, Section, best_section
from limio_sales_agent.money import other_period
from limio_sales_agent.order import quantity_for
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.sure import told_sections
from limio_sales_agent.reading.vocabulary import words_of
from limio_sales_agent.selection import main_offer
from limio_sales_agent.shop import Shop
from limio_sales_agent.speech import listing, offer_words, terms, why_details
from limio_sales_agent.state import SalesState

PRICE_WORDS = frozenset({"price", "cost", "costs", "much", "pricing", "prices", "charge"})
NO_FEATURE = re.compile(r"https?:|www\.|\w\.\w+/|[@£$€%{}]|[.!?]$|[.!?] [A-Z]", re.IGNORECASE)
LONGEST_FEATURE = 120  # characters
TERM_WORDS = frozenset({"renew", "renews", "renewal", "term", "terms", "contract", "tax", "vat", "trial"})
FEATURE_WORDS = frozenset(
    {"include", "includes", "included", "feature", "features", "get", "contain", "offer", "what's"}
)
WHY_DETAILS = re.compile(
    r"\b(?:why|what (?:do|will|would) you (?:do|use|want|need)|do (?:you|i) (?:really )?(?:need|have))\b"
    r".*\b(?:e-?mails?|phone|number|names?|details|address|company|data|information)\b",
    re.IGNORECASE | re.DOTALL,
)
MOST_FEATURES = 6
WRAP = re.compile(r"(?<!\n)\n(?![\n\-*+#>|]|\d+\.)")


def known_answer(text: str, reading: Reading, state: SalesState, shop: Shop, desk: Desk) -> str | None:
    """Return the answer to a question, or None where nobody here knows it.

    Args:
        text: The message.
        reading: What it says; its offers are those the question is about.
        state: The conversation; else the question is about what is selected, or was shown first.
        shop: What may be sold.
        desk: The playbook, with the team's knowledge.
    """
    if "question" not in reading.intents:
        return None
    question = reading.question or text
    words = set(question.casefold().replace("?", " ").replace("'s", "'s ").split())
    offer = subject(reading.offers, state, shop)
    tries: tuple[Callable[[], str | None], ...] = (
        lambda: _of_price(words, offer, state, desk),
        lambda: why_details(desk) if WHY_DETAILS.search(question) else None,
        lambda: _from_features(question, words, offer, desk) if offer and asks_for_features(question, offer) else None,
        lambda: _of_knowledge(question, offer, shop, desk),
        lambda: _of_terms(words, offer, state, shop, desk),
        lambda: _from_features(question, words, offer, desk),
    )
    return next((told for answered in tries if (told := answered())), None)


def _of_price(words: set[str], offer: Offer | None, state: SalesState, desk: Desk) -> str | None:
    if offer is None or not words & PRICE_WORDS:
        return None
    return desk.say("answer_price", name=offer.display_name, price=_priced(offer, state, desk))


def _of_knowledge(question: str, offer: Offer | None, shop: Shop, desk: Desk) -> str | None:
    section = best_section(question, _sections(question, offer, shop, desk))
    return desk.say("answer_section", text=unwrapped(section.text)) if section else None


def _of_terms(words: set[str], offer: Offer | None, state: SalesState, shop: Shop, desk: Desk) -> str | None:
    if offer is None or not words & TERM_WORDS:
        return None
    return terms([{"offer": offer.path, "quantity": _count(state), "kind": "offer"}], shop, desk)


def _sections(question: str, offer: Offer | None, shop: Shop, desk: Desk) -> list[Section]:
    """Return the sections to look in: none whose heading is about another offer than the one that is talked about."""
    sections = told_sections(desk.playbook)
    if offer is None:
        return sections
    own = {*words_of(offer.display_name), *words_of(question)}
    others = {word for other in shop.offers.values() for word in words_of(other.display_name)} - own
    return [one for one in sections if others.isdisjoint(words_of(one.title))]


def unwrapped(text: str) -> str:
    """Return Markdown with each paragraph on one line, as chat pages and terminals wrap it themselves."""
    return WRAP.sub(" ", text)


def subject(named: list[str], state: SalesState, shop: Shop) -> Offer | None:
    """Return the offer that is being talked about."""
    paths = [*named, *(one["offer"] for one in state.get("selection", [])), *state.get("shortlist", [])[:1]]
    found = (shop.find(path) for path in paths)
    return next((offer for offer in found if offer), None) or main_offer(state.get("selection"), shop)


def told_features(offer: Offer) -> list[str]:
    """Return the features that may be shown: phrases, and neither sentences nor anything the team could be held to.

    The only links here are the checkout's and the playbook's, prices are code's, and a sentence among the features may
    be written for an agent and not for a customer.
    """
    return [one for one in offer.features if len(one) <= LONGEST_FEATURE and not NO_FEATURE.search(one)]


def asks_for_features(question: str, offer: Offer) -> bool:
    """Return whether a question asks what an offer holds, and for nothing more: "what does it include?"."""
    asked = set(words_of(question)) - EMPTY_WORDS - set(words_of(offer.display_name))
    return bool(asked & FEATURE_WORDS) and asked <= FEATURE_WORDS


def compared(state: SalesState, shop: Shop) -> tuple[Offer, Offer] | None:
    """Return the two offers a comparison is about, the yearly one last; None where there are no two to compare."""
    about = state.get("turn", {}).get("about") or []
    offer = subject(about, state, shop)
    other = other_period(offer, shop.offers.values()) if offer else None
    if other is None and len(about) > 1:
        other = shop.find(about[1])
    if offer is None or other is None or not offer.billing or not other.billing:
        return None
    return (offer, other) if offer.billing != "yearly" else (other, offer)


def asked_quantity(state: SalesState, shop: Shop, playbook: Playbook) -> int:
    """Return for how many a question is priced: the number in it, else what they said they need."""
    turn = state.get("turn", {})
    if turn.get("number"):
        return int(turn["number"])
    offer = subject(turn.get("about") or [], state, shop)
    return quantity_for(offer, state.get("needs", {}), playbook) if offer else 1


def _priced(offer: Offer, state: SalesState, desk: Desk) -> str:
    return offer_words(offer, _count(state), desk).removeprefix(f"{offer.display_name}: ").removesuffix(".")


def _count(state: SalesState) -> int:
    needs = state.get("needs", {})
    return int(needs.get("quantity") or needs.get("people") or 1)


def _from_features(question: str, words: set[str], offer: Offer | None, desk: Desk) -> str | None:
    features = told_features(offer) if offer else []
    if offer is None or not features:
        return None
    sections = [Section(title=feature, text=feature, source=offer.path) for feature in features]
    if words & FEATURE_WORDS or best_section(question, sections):
        shown = listing(_joined(features)[:MOST_FEATURES], desk)
        return desk.say("answer_features", name=offer.display_name, features=shown)
    return None


def _joined(features: list[str]) -> list[str]:
    """Put a feature that ends in a colon before the one it leads up to."""
    joined: list[str] = []
    for feature in features:
        if joined and joined[-1].endswith(":"):
            joined[-1] = f"{joined[-1]} {feature}"
        else:
            joined.append(feature)
    return joined
