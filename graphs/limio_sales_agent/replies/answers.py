"""What can be said to a question without guessing: the team's knowledge, an offer's own features, its price."""

from __future__ import annotations

import re
from collections.abc import Callable

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation.serving import takes
from limio_sales_agent.catalogue.selection import main_offer
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import number_of, people_words, price_and_total, quantity_for, sum_words
from limio_sales_agent.orders.order import canonical, line
from limio_sales_agent.playbook.knowledge import EMPTY_WORDS, Section, best_section
from limio_sales_agent.playbook.parts import NEEDS
from limio_sales_agent.reading.asked import (
    About,
    asking_phrases,
    asks_about,
    asks_about_details,
    asks_whether_sold,
    asks_why,
    how_often,
    pieces_of,
)
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.tokens import words_of
from limio_sales_agent.replies.compose import costs_of, item_words, listing, terms, why_details
from limio_sales_agent.replies.features import shown_features
from limio_sales_agent.replies.payment import billed_otherwise, payment_answer
from limio_sales_agent.state import SalesState

MOST_FEATURES = 6
WRAP = re.compile(r"(?<!\n)\n(?![\n\-*+#>|]|\d+\.)")


def known_answer(text: str, reading: Reading, state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return the answer to a question, or None where nobody here knows it.

    Args:
        text: The message.
        reading: What it says; its offers are those the question is about.
        state: The conversation; else the question is about what is selected, or was shown first.
        shop: What may be sold.
        run: The playbook, with the team's knowledge.
    """
    question = reading.question or text
    offer = subject([*reading.offers, *reading.add_ons], state, shop)
    tries: tuple[Callable[[], str | None], ...] = (
        lambda: _of_the_order(question, reading, state, shop, run),
        lambda: _of_price(question, offer, state, run),
        lambda: why_details(run) if _asks_why_details(question, state) else None,
        lambda: _from_features(question, offer, run) if asks_only(question, "features", of=offer) else None,
        lambda: _of_billing(question, offer, shop, run),
        lambda: _of_knowledge(question, offer, shop, run),
        lambda: run.say("answer_next") if any(asks_only(piece, "next") for piece in pieces_of(question)) else None,
        lambda: _of_payment(offer, reading, shop, run),
        lambda: _of_room(question, offer, reading, run),
        lambda: _of_terms(question, offer, state, shop, run),
        lambda: _from_features(question, offer, run),
        lambda: _of_sold(question, offer, reading, state, run),
        lambda: _of_the_ask(question, reading, state, run),
    )
    return next((told for answered in tries if (told := answered())), None)


def _asks_why_details(question: str, state: SalesState) -> bool:
    """Whether they ask what their details are for: by name, or "why do you need that?" when asked for them."""
    asked = state.get("expecting") in {"details", "handoff_details"}
    return asks_about_details(question) or (asked and (asks_why(question) or asks_only(question, "reasons", "details")))


def _of_the_ask(question: str, reading: Reading, state: SalesState, run: RunContext) -> str | None:
    """Return why what was asked last is asked; of a number also where they want it recommended, or do not know it."""
    ask = state.get("expecting")
    both = "recommend" in reading.intents and ask in reading.declined  # then one is recommended, where none is chosen
    told = "recommend" in reading.intents or ask in reading.declined
    counts = ask in {"people", "quantity"} and told and not (both and not state.get("selection"))
    if ask not in {*NEEDS, "quantity", "for_whom", *(one.key for one in run.playbook.questions)}:
        return None
    if not (counts or asks_why(question)):
        return None
    return run.say("why_people" if ask in {"people", "quantity"} else "why_asked")


def _of_the_order(question: str, reading: Reading, state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return what all that is ordered comes to, where it is several things and none of them is asked about."""
    lines = canonical(state.get("selection"))
    costs = costs_of(lines, shop, run)
    if len(lines) < 2 or reading.offers or reading.add_ons or not costs or not asks_about("price", question):  # noqa: PLR2004
        return None
    return run.say("comes_to", name=item_words(lines, shop, run), total=sum_words(costs, run.playbook))


def _of_price(question: str, offer: Offer | None, state: SalesState, run: RunContext) -> str | None:
    if offer is None or not asks_about("price", question):
        return None
    return run.say("answer_price", name=offer.display_name, price=_priced(offer, state, run))


def _of_sold(question: str, offer: Offer | None, reading: Reading, state: SalesState, run: RunContext) -> str | None:
    """Return the price of what they name, asking whether it is sold."""
    named = offer is not None and offer.path in {*reading.offers, *reading.add_ons}
    if offer is None or not named or not asks_only(question, "sold", of=offer):
        return None
    return run.say("answer_price", name=offer.display_name, price=_priced(offer, state, run))


def _of_knowledge(question: str, offer: Offer | None, shop: Shop, run: RunContext) -> str | None:
    section = best_section(question, _sections(question, offer, shop, run))
    return run.say("answer_section", text=unwrapped(section.text)) if section else None


def _of_billing(question: str, offer: Offer | None, shop: Shop, run: RunContext) -> str | None:
    """Return whether it can be paid as often as they ask, where they ask nothing else: "can I pay monthly?"."""
    asked = how_often(question)
    if asked is None or (offer and not offer.billing):
        return None
    if offer and (told := billed_otherwise(offer, asked, shop, run)):
        return told
    sold = any(one.billing == asked for one in shop.offers.values())
    return run.say("can_pay", how=run.say(f"billing_{asked}")) if sold else None


def _of_payment(offer: Offer | None, reading: Reading, shop: Shop, run: RunContext) -> str | None:
    """Return whether it can be paid in the way they name; of no offer what the team says of it, or all offers do."""
    if reading.payment is None or offer:
        return payment_answer(reading.payment, offer, run) if reading.payment and offer else None
    words, offers = run.say("can_pay", how=run.say(f"payment_{reading.payment}")), shop.offers.values()
    all_take = all(one.payment_types and takes(one, reading.payment) for one in offers)
    return _of_knowledge(words, None, shop, run) or (words if all_take else None)


def _of_terms(question: str, offer: Offer | None, state: SalesState, shop: Shop, run: RunContext) -> str | None:
    if offer is None or not asks_about("terms", question):
        return None
    return terms([line(offer, quantity_for(offer, state.get("needs", {}), run.playbook))], shop, run)


def _of_room(question: str, offer: Offer | None, reading: Reading, run: RunContext) -> str | None:
    """Return for how many people an offer is, where they ask or name a number, as far as the catalogue says."""
    if offer is None or not (reading.people or asks_about("room", question)):
        return None
    return room_words(offer, run)


def room_words(offer: Offer, run: RunContext) -> str | None:
    """Return for how many people an offer is; None where the catalogue does not say, or its price by number does."""
    if offer.people_covered:
        people = people_words(offer.people_covered, run.playbook)
        return run.say("answer_room", name=offer.display_name, people=people)
    by_number = run.playbook.selling.sells_per_seat(offer) and not offer.volume_prices
    return run.say("answer_room_each", name=offer.display_name) if by_number else None


def _sections(question: str, offer: Offer | None, shop: Shop, run: RunContext) -> list[Section]:
    """Return the sections to look in: none whose heading is about another offer than the one that is talked about."""
    sections = run.playbook.told_sections
    if offer is None:
        return [*sections]
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


def asks_only(question: str, *abouts: About, of: Offer | None = None) -> bool:
    """Return whether a question is about the first of these, and about nothing but all of them and an offer."""
    if not asks_about(abouts[0], question):
        return False
    known = {word for about in abouts for phrase in asking_phrases(about) for word in phrase.split()}
    known.update(words_of(of.display_name) if of else ())
    singular = {word[:-1] for word in known}  # what is known of "memberships" is of "membership" too
    return all({word, word[:-1]} & known or word in singular for word in set(words_of(question)) - EMPTY_WORDS)


def _priced(offer: Offer, state: SalesState, run: RunContext) -> str:
    return price_and_total(offer, number_of(offer, state.get("needs", {}), run.playbook), run.playbook)


def _from_features(question: str, offer: Offer | None, run: RunContext) -> str | None:
    features = shown_features(offer) if offer else []
    if offer is None or not features:
        return None
    sections = [Section(title=feature, text=feature, source=offer.path) for feature in features]
    wants_all = asks_about("features", question) and not asks_whether_sold(question)  # "do you offer day passes?"
    if wants_all or best_section(question, sections):
        shown = listing(_joined(features)[:MOST_FEATURES], run)
        return run.say("answer_features", name=offer.display_name, features=shown)
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
