"""What is known in one turn only: facts that the routes decide on, worked out once from the message and the shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import Needs, serving
from limio_sales_agent.catalogue.audience import is_free_mail
from limio_sales_agent.catalogue.ranking import needs_of
from limio_sales_agent.catalogue.selection import add_ons_in, next_add_on, told_apart
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import DETAILS, RunContext
from limio_sales_agent.orders.order import canonical, has_crm, is_waiting, stands
from limio_sales_agent.playbook import Question
from limio_sales_agent.reading.asked import asks_about
from limio_sales_agent.reading.card_numbers import CARD_MARK
from limio_sales_agent.reading.model import ASKING, Reading
from limio_sales_agent.replies.answers import asks_only, known_answer
from limio_sales_agent.replies.compose import MOST_ASKS
from limio_sales_agent.state import SaidFacts, SalesState, TurnFacts
from limio_sales_agent.turn.update import news_in, unsold_currency

SHORT_CATALOGUE = 3  # so many offers can simply be shown


def facts(
    before: SalesState, state: SalesState, text: str, reading: Reading, shop: Shop, run: RunContext, age: float = 0.0
) -> TurnFacts:
    """Return the facts of a turn.

    Args:
        before: The conversation before the message.
        state: The conversation with the message folded in.
        text: The message.
        reading: What it says.
        shop: What may be sold.
        run: The playbook and what the host knows.
        age: How old the shop is, in seconds.
    """
    missing = missing_details(state, run)
    return {
        **_said(before, state, text, reading, shop, run),
        "shop": shop.key,
        "source": shop.source,
        "age": age,
        "stands": stands(state, run),
        "waits": is_waiting(state, run),
        "missing": missing,
        "wanted": wanted_details(state, run),
        "link": link_reason(state, missing, shop, run),
        "ask": next_question(state, shop, run) if text else None,
        "add_on": _offerable(state, reading, shop, run),
        "free_mail": _is_free_mail(state, run),
        "lead_first": run.playbook.details.ask == "first" and not state.get("asked", {}).get("details"),
        "account": run.playbook.links.account is not None,
        "label": run.playbook.links.fallback_label is not None,
        "approval": run.context.approval == "required",
        "credentials": run.no_baskets is None,
        "subscriptions": [],
        "sale": None,
    }


def _said(before: SalesState, state: SalesState, text: str, reading: Reading, shop: Shop, run: RunContext) -> SaidFacts:
    answer = reading.answer
    counts = before.get("expecting") in {"people", "quantity"}  # of which nobody here can recommend one
    only_advice = (
        "recommend" in reading.intents and not counts and not text.partition("?")[2].strip()
    )  # "which one is best?"
    if not answer and "question" in reading.intents and not only_advice:
        answer = known_answer(text, reading, state, shop, run)
    return {
        "text": text[:1000],
        "intents": list(reading.intents),
        "commits": reading.accounted == "whole" and {"unsure", *ASKING}.isdisjoint(reading.intents),
        "understood": reading.understood or bool(news_in(reading)) or bool(_whom_is_new(before, state)),
        "invalid": list(reading.invalid),
        "answer": answer,
        "unanswered": _is_unanswered(text, reading),
        "about": _about(before, state, reading, shop, run),
        "number": reading.people or reading.quantity,
        "billing": reading.billing,
        "news": [*news_in(reading), *_whom_is_new(before, state)],
        "passed": list(reading.declined),
        "unlisted": reading.unlisted,
        "unsold_currency": unsold_currency(before, state, reading),
        "more": reading.more,
        "foreign": reading.language is None and reading.accounted == "against" and not reading.intents,
        "corrected": bool(reading.corrected) and "another_order" not in reading.intents,
        "changed": canonical(before.get("selection")) != canonical(state.get("selection")),
        "card": CARD_MARK in text,
    }


def _whom_is_new(before: SalesState, state: SalesState) -> list[str]:
    said, known = (one.get("needs", {}) for one in (state, before))
    return ["for_whom"] if any(said.get(key) != known.get(key) for key in ("for_whom", "for_either")) else []


def _about(before: SalesState, state: SalesState, reading: Reading, shop: Shop, run: RunContext) -> list[str]:
    """Return the offers and add-ons the message speaks of; a name that several plans have is the one that was shown."""
    shown = before.get("changing", {}) if before.get("expecting") == "change_plan" else {}
    offers = [path for path in reading.offers if path in shown]
    offers = offers or told_apart(reading.offers, state.get("needs", {}), shop, run)
    return [*offers, *filter(shop.find, reading.add_ons)]


def _is_unanswered(text: str, reading: Reading) -> bool:
    """Whether the message asks something that showing offers and prices does not answer."""
    if "question" not in reading.intents or "recommend" in reading.intents:
        return False
    shown = asks_about("price", text) or asks_only(text, "sold")
    return reading.prefer is None and reading.billing is None and not shown


def missing_details(state: SalesState, run: RunContext) -> list[str]:
    """Return the required details that nobody knows yet."""
    known = run.details(state)
    return [name for name in run.playbook.details.required if name not in known]


def wanted_details(state: SalesState, run: RunContext) -> list[str]:
    """Return the details that would be nice to have; they are asked for once, together with the required ones."""
    known, declined = run.details(state), state.get("declined", [])
    if state.get("asked", {}).get("details"):
        return []
    return [name for name in run.playbook.details.wanted if name not in known and name not in declined]


def _is_free_mail(state: SalesState, run: RunContext) -> bool:
    """Return whether the team wants a work address, and the customer gave another and was not asked yet."""
    email = state.get("customer", {}).get("email", "")
    asked = state.get("asked", {}).get("work_email")
    return run.playbook.details.work_email and not asked and is_free_mail(email)


def link_reason(state: SalesState, missing: list[str], shop: Shop, run: RunContext) -> str | None:
    """Return why the sale will end in a purchase link, or None where the assisted checkout is to be tried.

    Decided before details are asked for, because a purchase link cannot carry them.
    """
    if state.get("mode") == "quote":
        return None
    if run.no_baskets:
        return run.no_baskets
    if _code_goes_by_link(state, run):
        return "promo_code"
    if missing and set(missing) & set(state.get("declined", [])):
        return "details_declined"
    if missing and state.get("asked", {}).get("details", 0) >= MOST_ASKS:
        return "details_declined"
    return shop.reason if missing and shop.reason else None


def _code_goes_by_link(state: SalesState, run: RunContext) -> bool:
    code, lines = state.get("promo_code"), state.get("selection", [])
    if not code or len(lines) > 1 or has_crm(run):
        return False
    sold_as = run.playbook.promo_offer(code)
    return not any(one["offer"] == sold_as for one in lines)


def next_question(state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return the key of the next question worth asking: unknown, not declined, and able to change the shortlist."""
    unsettled = [question for question in run.playbook.questions if not _is_settled(question, state, run)]
    if state.get("selection") and not unsettled:  # what follows is asked before anything is chosen
        return None
    needs, asked = needs_of(state, run), state.get("asked", {})
    fitting = serving(shop.offers.values(), needs)
    if found := next((one.key for one in unsettled if changes_the_shortlist(one, fitting, run)), None):
        return found
    if _knows_nothing(state) and len(fitting) > SHORT_CATALOGUE and not asked.get("open"):
        return "open"
    return "for_whom" if _may_be_for_either(needs, fitting, state) else None


def _is_settled(question: Question, state: SalesState, run: RunContext) -> bool:
    asked = state.get("asked", {}).get(question.key, 0)
    return is_known(question, state, run) or question.key in state.get("declined", ()) or asked >= MOST_ASKS


def _may_be_for_either(needs: Needs, fitting: Iterable[Offer], state: SalesState) -> bool:
    """Whether it has to be asked, once, if it is for work or for home: neither they nor what they look for tell."""
    known = needs.audience or needs.attributes or needs.keywords or state.get("selection")
    if known or state.get("asked", {}).get("for_whom") or _knows_nothing(state):
        return False
    return {"work", "home"} <= {offer.for_whom for offer in fitting}


def _knows_nothing(state: SalesState) -> bool:
    return not state.get("needs") and not state.get("selection") and not state.get("shortlist")


def is_known(question: Question, state: SalesState, run: RunContext) -> bool:
    """Return whether the answer was said or the context holds it."""
    needs = state.get("needs", {})
    if question.attribute:
        return question.attribute in needs.get("attributes", {})
    if question.key == "people":
        return bool(needs.get("people") or needs.get("quantity"))
    if question.key == "country":
        return run.country(state) is not None
    if question.key == "currency" and run.context.currency:
        return True
    return question.key in needs


def changes_the_shortlist(question: Question, offers: Iterable[Offer], run: RunContext) -> bool:
    """Return whether different answers lead to different offers, or to a different order of the same."""
    offers = list(offers)
    if question.attribute:
        return len({tuple(o.carries(question.attribute, value) for value in question.values) for o in offers}) > 1
    if question.key == "people":
        limit = run.playbook.handoff.max_people is not None
        return limit or any(run.playbook.selling.sells_by_number(o) for o in offers)
    told: dict[str, set[Any]] = {
        "billing": {o.billing for o in offers},
        "budget": {o.price.amount if o.price else None for o in offers},
        "currency": {o.price.currency if o.price else None for o in offers},
        "payment": {frozenset(o.payment_types) for o in offers},
        "country": {frozenset(o.countries) for o in offers},
    }
    return len(told.get(question.key, ())) > 1 or (question.key == "country" and any(o.countries for o in offers))


def _offerable(state: SalesState, reading: Reading, shop: Shop, run: RunContext) -> str | None:
    """Return the add-on to offer, which happens once an order; once more where the answer was about something else."""
    if state.get("expecting") == "add_on" and not _answers_add_on(reading):
        return state.get("offered") if state.get("asked", {}).get("add_on", 0) < MOST_ASKS else None
    # Who declines to give an e-mail gets the link at once, who wants no extras is not asked about one.
    declined = {"email", "add_on"}.intersection(state.get("declined", ()))
    if (
        run.playbook.add_ons == "never"
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
    named = bool(reading.add_ons or reading.offers) and reading.accounted == "whole"  # "just the Business Pro"
    refused = any(one.key == "add_on" for one in reading.unwanted)
    return gave or named or refused or bool(answers & set(reading.intents))
