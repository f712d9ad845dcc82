"""The stages that read words and numbers into fields, in the order they run."""

from __future__ import annotations

import re

from limio_sales_agent.reading import answers, catalogue, choice, companies, names, questions, terms
from limio_sales_agent.reading.countries import country
from limio_sales_agent.reading.draft import Draft
from limio_sales_agent.reading.message import Span
from limio_sales_agent.reading.money import amounts, budget
from limio_sales_agent.reading.people import Count, bare_number, copies, people

_ASKS_FOR_WHO = ("details", "first_name", "last_name", "company")
_ADDS = re.compile(r"\b(?:add|include|throw in|with|have|get|take|want|need)\b")
_NO_COUNT = frozenset({None, "people", "quantity", "budget", "choice", "details", "email", "phone", "add_on"})


def read_who(draft: Draft) -> None:
    """Read the customer's name and company: introduced, signed, or in a bare list of details."""
    said, hints = draft.said, draft.hints
    who = names.introduced(draft.message, draft.not_names)
    if who.span:
        draft.message = draft.message.without(who.span)
    firm = companies.company(draft.message, draft.not_names)
    if firm.span:
        draft.message = draft.message.without(firm.span)
    said.first_name, said.last_name, said.company = who.first_name, who.last_name, who.company or firm.company
    if draft.asked_for(*_ASKS_FOR_WHO) or (said.email and draft.asked_for("email", "confirm")):
        listed = companies.listed(draft.message, hints, draft.not_names, said.email)
        if said.first_name is None:
            said.first_name, said.last_name = listed.first_name, listed.last_name
        said.company = said.company or listed.company


def read_numbers(draft: Draft) -> None:
    """Read the budget, then copies, then people."""
    said = draft.said
    money = amounts(draft.message, draft.hints)
    if limit := budget(money, asked=draft.asked_for("budget")):
        said.budget, said.currency = limit.text, limit.currency
        said.budget_period, said.budget_per = limit.period, limit.per
    draft.message = draft.worded = draft.message.without(*(amount.span for amount in money))
    if quantity := copies(draft.message):
        said.quantity = quantity.number
        draft.message = draft.message.without(quantity.span)
    if count := people(draft.message, asked=draft.asked_for("people")) or (None if quantity else _bare(draft)):
        if _counts_copies(draft):
            said.quantity = count.number
        else:
            said.people = count.number
        draft.message = draft.message.without(count.span)


def _bare(draft: Draft) -> Count | None:
    """A number alone counts what was asked for; beside another answer, or as a correction, it can only be people."""
    number, hints = bare_number(draft.message), draft.hints
    if number is None or draft.asked_for("choice", "details", "email", "phone", "add_on", "budget"):
        return None
    if any(start <= number.span[0] < end for start, end in questions.fact_spans(draft.message)):
        return None  # "does it work with Windows 11?"
    open_ask = hints.expecting not in _NO_COUNT and "people" not in hints.known
    open_ask = open_ask and any(question.key == "people" for question in hints.playbook.questions)
    changes = bool({"people", "quantity"} & hints.known) and (
        answers.correcting(draft.message) or draft.asked_for("confirm")
    )
    return number if draft.asked_for("quantity") or open_ask or changes else None


def _counts_copies(draft: Draft) -> bool:
    if re.search(r"\b(?:people|users?|seats?|staff|persons?|of us)\b", draft.message.read):
        return False
    return draft.asked_for("quantity") or ("quantity" in draft.hints.known and "people" not in draft.hints.known)


def read_terms(draft: Draft) -> None:
    """Read how often and by what means they want to pay; a period that is only asked about is no wish."""
    said, message = draft.said, draft.message
    periods = terms.billing(message, asked=draft.asked_for("billing"))
    draft.asked = questions.asked(
        draft.whole,
        counted=said.people is not None or said.quantity is not None,
        known=bool({"people", "quantity"} & draft.hints.known),
        periods=len(periods),
    )
    if periods and not draft.asked.about_billing and (len(periods) == 1 or answers.correcting(message)):
        said.billing = periods[-1]
    said.payment = terms.payment(message, asked=draft.asked_for("payment"))


def read_choice(draft: Draft) -> None:
    """Read which offers and add-ons are meant."""
    # With the numbers of people still in it: "a household of four" may name an offer.
    said, message = draft.said, draft.worded
    said.offers, offers = choice.chosen(message, draft.hints)
    said.add_ons, add_ons, draft.left_out = choice.added(message, draft.hints)
    if any(_within(add_ons, span) for span in questions.question_spans(message)) and not _ADDS.search(message.read):
        said.add_ons = []  # asked about, not asked for
    draft.named = [*offers, *add_ons]


def _within(spans: list[Span], whole: Span) -> bool:
    return any(whole[0] <= start and end <= whole[1] for start, end in spans)


def read_words(draft: Draft) -> None:
    """Read the playbook's words, the country and the catalogue's words."""
    said, message = draft.said, draft.worded
    said.attributes, draft.keys, spans = catalogue.attributes(message.without(*draft.named), draft.hints)
    said.country = country(message.without(*draft.named), asked=draft.asked_for("country"))
    rest = message.without(*draft.named)
    others = catalogue.keywords(rest.without(*spans), draft.hints)
    said.keywords = list(dict.fromkeys([*catalogue.meant_for(rest, draft.hints), *others]))
