"""What no conversation may ever do, whatever its scenario says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from limio_langchain import Offer
from limio_sales_agent.evaluation.lines import crossed
from limio_sales_agent.evaluation.record import Failure, Played, failure
from limio_sales_agent.evaluation.reply_parser import FIELDS, ReplyParser
from limio_sales_agent.evaluation.schema import Scenario

CARD = re.compile(r"\b(?:\d[ -]?){13,19}\b")
UNFINISHED = re.compile(r"\{\w+\}|\bNone\b|\bTraceback\b|/offers2/|/add_ons/|</?\w+>")
# Asks that can be made again: they are about an order or a message, not about the customer.
OF_THE_MOMENT = frozenset({"confirm", "add_on", "choice", "colleague", "open", "words", "quantity"})
DETAILS = frozenset(FIELDS)
TERMS = ("terms_first", "terms_first_only", "terms_recurring", "terms_trial", "terms_unknown")


def always(
    scenario: Scenario, played: Played, replies: ReplyParser, offers: Sequence[Offer], shop_url: str
) -> list[Failure]:
    """Return what a conversation did that none may do.

    Args:
        scenario: For what the host knows.
        played: The conversation.
        replies: Understands its replies.
        offers: Everything in the catalogue.
        shop_url: The shop's origin.
    """
    rules = (
        _answers_each_message,
        _says_what_it_is,
        _asks_one_thing,
        _asks_never_for_what_it_knows,
        _writes_only_after_a_yes,
        _says_the_terms_before_the_last_ask,
        _calls_a_model_once_a_message,
        _leaves_nothing_unfinished,
        _keeps_no_card_number,
        _reports_each_outcome_once,
    )
    return [
        *(
            replace(failure, line="consent" if rule is _writes_only_after_a_yes else "conduct")
            for rule in rules
            for failure in rule(scenario, played, replies)
        ),
        *crossed(scenario, played, replies, offers, shop_url, by_phrases=True),
    ]


def _answers_each_message(_: Scenario, played: Played, __: ReplyParser) -> Iterator[Failure]:
    yield from (failure(one, "no answer") for one in played.exchanges if not one.reply.strip() and not one.waiting)


def _says_what_it_is(_: Scenario, played: Played, replies: ReplyParser) -> Iterator[Failure]:
    words = [word.strip().casefold() for word in replies.playbook.say("disclosure_words").split(",")]
    for first in played.exchanges[:1]:
        if not any(word in first.reply.casefold() for word in words):
            yield failure(first, "the first message does not say that this is an automated assistant")


def _asks_one_thing(_: Scenario, played: Played, replies: ReplyParser) -> Iterator[Failure]:
    for one in played.exchanges:
        asked = replies.asks(one.reply) - {"words"}
        together = asked - DETAILS - ({"confirm"} if asked & DETAILS else set())
        if len(together) + bool(asked & DETAILS) > 1:
            yield failure(one, f"asks for more than one thing: {', '.join(sorted(asked))}")


def _asks_never_for_what_it_knows(scenario: Scenario, played: Played, replies: ReplyParser) -> Iterator[Failure]:
    host = scenario.context.customer.model_dump(exclude_none=True) if scenario.context.customer else {}
    host |= {"country": scenario.context.country} if scenario.context.country else {}
    host |= {"currency": scenario.context.currency} if scenario.context.currency else {}
    wanted_asks: dict[str, int] = {}
    for one in played.exchanges:
        needs = {key: value for key, value in one.needs.items() if value not in (None, "", [], {})}
        known = {*host, *one.customer, *needs, *(needs.get("attributes") or {})}
        known |= {q.key for q in replies.playbook.questions if q.attribute in known}
        asked = replies.asks(one.reply) - OF_THE_MOMENT
        invalid = {"email"} if any(replies.said(key, one.reply) for key in ("email_invalid", "work_email")) else set()
        for ask in sorted((asked & known) - invalid):
            yield failure(one, f"asks for {ask}, which it knows")
        # A colleague who is to call back needs what an order only wants, so those asks are not counted.
        wants = replies.fields_in("ask_details_wanted", one.reply) | replies.fields_in("confirm_details", one.reply)
        for ask in sorted(wants & set(replies.playbook.details.wanted)):
            wanted_asks[ask] = wanted_asks.get(ask, 0) + 1
            if wanted_asks[ask] > 1:
                yield failure(one, f"asks for {ask} a second time, although it is only wanted")


def _writes_only_after_a_yes(_: Scenario, played: Played, replies: ReplyParser) -> Iterator[Failure]:
    before: tuple[str, ...] = ()
    asked, agreed = False, None
    for one in played.exchanges:
        made = len(one.baskets) - len(before)
        quoted = (one.outcome or {}).get("kind") == "quote" or replies.said("quote_failed", one.reply)
        if made > 1:
            yield failure(one, f"{made} baskets in one turn")
        items = (one.outcome or {}).get("items")
        # Another address or the like leaves the terms as they were agreed to.
        if made and not asked and not quoted and (items is None or items != agreed):
            yield failure(one, "a basket was made without a yes to the order and its terms")
        terms = len(replies.missing_phrases(TERMS, one.reply)) < len(TERMS)
        asked = (terms and bool(replies.asks(one.reply) & {"confirm", *DETAILS})) or (asked and not made)
        before, agreed = one.baskets, items


def _says_the_terms_before_the_last_ask(_: Scenario, played: Played, replies: ReplyParser) -> Iterator[Failure]:
    told = False  # once is enough: nothing is read back twice when a question came between
    for one in played.exchanges:
        told = told or len(replies.missing_phrases(TERMS, one.reply)) < len(TERMS)
        if "confirm" in replies.asks(one.reply) and not told:
            yield failure(one, "asks for the yes before the terms were told")


def _calls_a_model_once_a_message(_: Scenario, played: Played, __: ReplyParser) -> Iterator[Failure]:
    for one in played.exchanges:
        if one.model_calls > 1:
            yield failure(one, f"{one.model_calls} model calls for one message")


def _leaves_nothing_unfinished(_: Scenario, played: Played, replies: ReplyParser) -> Iterator[Failure]:
    for one in played.exchanges:
        plain = one.reply
        for link in replies.links(one.reply):
            plain = plain.replace(link, "")
        if found := UNFINISHED.search(plain):
            yield failure(one, f"says {found[0]!r}, which no customer should read")


def _keeps_no_card_number(_: Scenario, played: Played, __: ReplyParser) -> Iterator[Failure]:
    numbers = {re.sub(r"\D", "", found) for one in played.exchanges for found in CARD.findall(one.said)}
    for number in filter(_is_card, numbers):
        places = {"the sandbox": played.bodies, "the model": played.prompts}
        places |= {f"the state after turn {one.turn}": one.kept for one in played.exchanges}
        places |= {f"the reply of turn {one.turn}": one.reply for one in played.exchanges}
        for place, text in places.items():
            if number in re.sub(r"[ -]", "", text):
                yield Failure(None, f"a card number reached {place}")
                break


def _is_card(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def _reports_each_outcome_once(_: Scenario, played: Played, __: ReplyParser) -> Iterator[Failure]:
    told = [_told_of(outcome) for outcome in played.reported]
    if len(set(told)) < len(told):
        yield Failure(None, "the host was told of one outcome twice")
    last = next((one.outcome for one in reversed(played.exchanges) if one.outcome), None)
    if last and _told_of(last) not in told:
        yield Failure(None, f"the host was never told of the outcome {last.get('kind')}")


def _told_of(outcome: Mapping[str, Any]) -> str:
    # What makes an outcome another one; the same link handed over once more is the same outcome.
    return json.dumps([outcome.get(key) for key in ("kind", "url", "external_id", "items")])
