"""What is known in one turn only: facts that the routes decide on, worked out once from the message and the shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from limio_langchain.models.offer import Offer
from limio_sales_agent.absorb import news_in
from limio_sales_agent.answers import PRICE_WORDS, known_answer
from limio_sales_agent.desk import DETAILS, Desk
from limio_sales_agent.money import sold_per_seat
from limio_sales_agent.order import canonical, has_crm
from limio_sales_agent.playbook import Question
from limio_sales_agent.reading.cards import CARD_MARK
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.selection import add_ons_in, next_add_on
from limio_sales_agent.shop import Shop
from limio_sales_agent.speech import MOST_ASKS
from limio_sales_agent.state import SalesState

FREE_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "msn.com"),
        *("yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com"),
        *("gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "orange.fr", "free.fr", "libero.it"),
    }
)
SHORT_CATALOGUE = 3  # so many offers can simply be shown


def facts(state: SalesState, text: str, reading: Reading, shop: Shop, desk: Desk) -> dict[str, Any]:
    """Return the facts of a turn, as JSON.

    Args:
        state: The conversation with the message folded in.
        text: The message.
        reading: What it says.
        shop: What may be sold.
        desk: The playbook and what the host knows.
    """
    missing = missing_details(state, desk)
    lines = canonical(state.get("selection"))
    asked = state.get("asked", {})
    return {
        "text": text[:1000],
        "intents": list(reading.intents),
        "understood": reading.understood or bool(news_in(reading)),
        "question": reading.question,
        "invalid": list(reading.invalid),
        "answer": reading.answer or known_answer(text, reading, state, shop, desk),
        "unanswered": _is_unanswered(text, reading),
        "about": [path for path in (*reading.offers, *reading.add_ons) if shop.find(path)],
        "number": reading.people or reading.quantity,
        "billing": reading.billing,
        "news": news_in(reading),
        "corrected": bool(reading.corrected) and "another_order" not in reading.intents,
        "card": CARD_MARK in text,
        "source": shop.source,
        "age": shop.age_seconds,
        "email": desk.details(state).get("email"),
        "missing": missing,
        "wanted": wanted_details(state, desk),
        "link": link_reason(state, missing, shop, desk),
        "agreed": bool(lines) and state.get("agreed") == lines,
        "ask": next_question(state, shop, desk),
        "add_on": _offerable(state, reading, shop, desk),
        "free_mail": _is_free_mail(state, desk),
        "lead_first": desk.playbook.details.ask == "first" and not asked.get("details"),
        "account": desk.playbook.links.account is not None,
        "label": desk.playbook.links.fallback_label is not None,
        "approval": desk.context.approval == "required",
        "credentials": desk.settings.has_credentials,
    }


def _is_unanswered(text: str, reading: Reading) -> bool:
    """Whether the message asks something that showing offers and prices does not answer."""
    shown = bool(set(text.casefold().replace("?", " ").split()) & PRICE_WORDS) or reading.prefer is not None
    return "question" in reading.intents and "recommend" not in reading.intents and not shown


def missing_details(state: SalesState, desk: Desk) -> list[str]:
    """Return the required details that nobody knows yet."""
    known = desk.details(state)
    return [name for name in desk.playbook.details.required if name not in known]


def wanted_details(state: SalesState, desk: Desk) -> list[str]:
    """Return the details that would be nice to have; they are asked for once, together with the required ones."""
    known, declined = desk.details(state), state.get("declined", [])
    if state.get("asked", {}).get("details"):
        return []
    return [name for name in desk.playbook.details.wanted if name not in known and name not in declined]


def _is_free_mail(state: SalesState, desk: Desk) -> bool:
    """Return whether the team wants a work address, and the customer gave another and was not asked yet."""
    email = state.get("customer", {}).get("email", "")
    asked = state.get("asked", {}).get("work_email")
    return desk.playbook.details.work_email and not asked and email.rpartition("@")[2].lower() in FREE_MAIL


def link_reason(state: SalesState, missing: list[str], shop: Shop, desk: Desk) -> str | None:
    """Return why the sale will end in a purchase link, or None where the assisted checkout is to be tried.

    Decided before details are asked for, because a purchase link cannot carry them.
    """
    if state.get("mode") == "quote":
        return None
    if not desk.settings.has_credentials:
        return "no_credentials"
    if _code_goes_by_link(state, desk):
        return "promo_code"
    if missing and set(missing) & set(state.get("declined", [])):
        return "details_declined"
    if missing and state.get("asked", {}).get("details", 0) >= MOST_ASKS:
        return "details_declined"
    return shop.reason if missing and shop.reason else None


def _code_goes_by_link(state: SalesState, desk: Desk) -> bool:
    code, lines = state.get("promo_code"), state.get("selection", [])
    if not code or len(lines) > 1 or has_crm(desk):
        return False
    sold_as = desk.playbook.promo_offer(code)
    return not any(one["offer"] == sold_as for one in lines)


def next_question(state: SalesState, shop: Shop, desk: Desk) -> str | None:
    """Return the key of the next question worth asking: unknown, not declined, and able to change the shortlist."""
    fitting = [offer for offer in shop.offers.values() if _fits(offer, state)]
    for question in desk.playbook.questions:
        asked = state.get("asked", {}).get(question.key, 0)
        settled = is_known(question, state, desk) or question.key in state.get("declined", ()) or asked >= MOST_ASKS
        if not settled and changes_the_shortlist(question, fitting, desk):
            return question.key
    if _knows_nothing(state) and len(fitting) > SHORT_CATALOGUE and not state.get("asked", {}).get("open"):
        return "open"
    return None


def _fits(offer: Offer, state: SalesState) -> bool:
    return all(offer.carries(name, value) for name, value in state.get("needs", {}).get("attributes", {}).items())


def _knows_nothing(state: SalesState) -> bool:
    return not state.get("needs") and not state.get("selection") and not state.get("shortlist")


def is_known(question: Question, state: SalesState, desk: Desk) -> bool:
    """Return whether the answer was said or the context holds it."""
    needs = state.get("needs", {})
    if question.attribute:
        return question.attribute in needs.get("attributes", {})
    if question.key == "people":
        return bool(needs.get("people") or needs.get("quantity"))
    if question.key == "country":
        return desk.country(state) is not None
    if question.key == "currency" and desk.context.currency:
        return True
    return question.key in needs


def changes_the_shortlist(question: Question, offers: Iterable[Offer], desk: Desk) -> bool:
    """Return whether different answers lead to different offers, or to a different order of the same."""
    offers = list(offers)
    if question.attribute:
        return len({tuple(o.carries(question.attribute, value) for value in question.values) for o in offers}) > 1
    if question.key == "people":
        limit = desk.playbook.handoff.max_people is not None
        return limit or any(sold_per_seat(o, desk.playbook) or (o.price and o.price.tiers) for o in offers)
    told: dict[str, set[Any]] = {
        "billing": {o.billing for o in offers},
        "budget": {o.price.amount if o.price else None for o in offers},
        "currency": {o.price.currency if o.price else None for o in offers},
        "payment": {frozenset(o.payment_types) for o in offers},
        "country": {frozenset(o.countries) for o in offers},
    }
    return len(told.get(question.key, ())) > 1 or (question.key == "country" and any(o.countries for o in offers))


def _offerable(state: SalesState, reading: Reading, shop: Shop, desk: Desk) -> str | None:
    """Return the add-on to offer, which happens once an order; once more where the answer was about something else."""
    if state.get("expecting") == "add_on" and not _answers_add_on(reading):
        return state.get("offered") if state.get("asked", {}).get("add_on", 0) < MOST_ASKS else None
    declined = "email" in state.get("declined", ())  # who declines to give an e-mail gets the link at once
    if (
        desk.playbook.add_ons == "never"
        or state.get("asked", {}).get("add_on")
        or state.get("mode") == "quote"
        or declined
    ):
        return None
    if add_ons_in(state.get("selection")):
        return None
    found = next_add_on(state.get("selection", []), shop)
    return found.path if found else None


def _answers_add_on(reading: Reading) -> bool:
    answers = {"yes", "no", "buy", "thanks", "decline_details", "pay_now"}
    gave = any(getattr(reading, name) is not None for name in DETAILS)
    return gave or bool(answers & set(reading.intents)) or bool(reading.add_ons)
