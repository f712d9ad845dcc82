"""What no conversation may ever do, whatever its scenario says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from limio_langchain import Offer, purchase_link
from limio_sales_agent.scenarios.checks import link_kind
from limio_sales_agent.scenarios.hearing import FIELDS, Hearing
from limio_sales_agent.scenarios.model import Scenario
from limio_sales_agent.scenarios.prices import amounts, invented, possible
from limio_sales_agent.scenarios.record import Exchange, Failure, Played

CARD = re.compile(r"\b(?:\d[ -]?){13,19}\b")
UNFINISHED = re.compile(r"\{\w+\}|\bNone\b|\bTraceback\b|/offers2/|/add_ons/|</?\w+>")
# Asks that can be made again: they are about an order or a message, not about the customer.
OF_THE_MOMENT = frozenset({"confirm", "add_on", "choice", "colleague", "open", "words", "quantity"})
DETAILS = frozenset(FIELDS)
TERMS = ("terms_first", "terms_first_only", "terms_recurring", "terms_trial", "terms_unknown")


def always(
    scenario: Scenario, played: Played, hearing: Hearing, offers: Sequence[Offer], shop_url: str
) -> list[Failure]:
    """Return what a conversation did that none may do.

    Args:
        scenario: For what the host knows.
        played: The conversation.
        hearing: Understands its replies.
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
    found = [failure for rule in rules for failure in rule(scenario, played, hearing)]
    return [*found, *_links(played, hearing, shop_url), *_prices(scenario, played, hearing, offers)]


def failure(exchange: Exchange, what: str) -> Failure:
    """Return a failure of one exchange."""
    return Failure(exchange.turn, what, exchange.said, exchange.reply)


def _answers_each_message(_: Scenario, played: Played, __: Hearing) -> Iterator[Failure]:
    yield from (failure(one, "no answer") for one in played.exchanges if not one.reply.strip() and not one.waiting)


def _says_what_it_is(_: Scenario, played: Played, hearing: Hearing) -> Iterator[Failure]:
    words = [word.strip().casefold() for word in hearing.playbook.say("disclosure_words").split(",")]
    for first in played.exchanges[:1]:
        if not any(word in first.reply.casefold() for word in words):
            yield failure(first, "the first message does not say that this is an automated assistant")


def _asks_one_thing(_: Scenario, played: Played, hearing: Hearing) -> Iterator[Failure]:
    for one in played.exchanges:
        asked = hearing.asks(one.reply) - {"words"}
        together = asked - DETAILS - ({"confirm"} if asked & DETAILS else set())
        if len(together) + bool(asked & DETAILS) > 1:
            yield failure(one, f"asks for more than one thing: {', '.join(sorted(asked))}")


def _asks_never_for_what_it_knows(scenario: Scenario, played: Played, hearing: Hearing) -> Iterator[Failure]:
    host = scenario.context.customer.model_dump(exclude_none=True) if scenario.context.customer else {}
    host |= {"country": scenario.context.country} if scenario.context.country else {}
    host |= {"currency": scenario.context.currency} if scenario.context.currency else {}
    wanted_asks: dict[str, int] = {}
    for one in played.exchanges:
        needs = {key: value for key, value in one.needs.items() if value not in (None, "", [], {})}
        known = {*host, *one.customer, *needs, *(needs.get("attributes") or {})}
        known |= {q.key for q in hearing.playbook.questions if q.attribute in known}
        asked = hearing.asks(one.reply) - OF_THE_MOMENT
        invalid = {"email"} if any(hearing.said(key, one.reply) for key in ("email_invalid", "work_email")) else set()
        for ask in sorted((asked & known) - invalid):
            yield failure(one, f"asks for {ask}, which it knows")
        # A colleague who is to call back needs what an order only wants, so those asks are not counted.
        wants = hearing.fields_in("ask_details_wanted", one.reply) | hearing.fields_in("confirm_details", one.reply)
        for ask in sorted(wants & set(hearing.playbook.details.wanted)):
            wanted_asks[ask] = wanted_asks.get(ask, 0) + 1
            if wanted_asks[ask] > 1:
                yield failure(one, f"asks for {ask} a second time, although it is only wanted")


def _writes_only_after_a_yes(_: Scenario, played: Played, hearing: Hearing) -> Iterator[Failure]:
    before: tuple[str, ...] = ()
    asked, agreed = False, None
    for one in played.exchanges:
        made = len(one.baskets) - len(before)
        quoted = (one.outcome or {}).get("kind") == "quote" or hearing.said("quote_failed", one.reply)
        if made > 1:
            yield failure(one, f"{made} baskets in one turn")
        items = (one.outcome or {}).get("items")
        # Another address or the like leaves the terms as they were agreed to.
        if made and not asked and not quoted and (items is None or items != agreed):
            yield failure(one, "a basket was made without a yes to the order and its terms")
        terms = len(hearing.missing_phrases(TERMS, one.reply)) < len(TERMS)
        asked = (terms and bool(hearing.asks(one.reply) & {"confirm", *DETAILS})) or (asked and not made)
        before, agreed = one.baskets, items


def _says_the_terms_before_the_last_ask(_: Scenario, played: Played, hearing: Hearing) -> Iterator[Failure]:
    told = False  # once is enough: nothing is read back twice when a question came between
    for one in played.exchanges:
        told = told or len(hearing.missing_phrases(TERMS, one.reply)) < len(TERMS)
        if "confirm" in hearing.asks(one.reply) and not told:
            yield failure(one, "asks for the yes before the terms were told")


def _calls_a_model_once_a_message(_: Scenario, played: Played, __: Hearing) -> Iterator[Failure]:
    for one in played.exchanges:
        if one.model_calls > 1:
            yield failure(one, f"{one.model_calls} model calls for one message")


def _leaves_nothing_unfinished(_: Scenario, played: Played, hearing: Hearing) -> Iterator[Failure]:
    for one in played.exchanges:
        plain = one.reply
        for link in hearing.links(one.reply):
            plain = plain.replace(link, "")
        if found := UNFINISHED.search(plain):
            yield failure(one, f"says {found[0]!r}, which no customer should read")


def _keeps_no_card_number(_: Scenario, played: Played, __: Hearing) -> Iterator[Failure]:
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


def _reports_each_outcome_once(_: Scenario, played: Played, __: Hearing) -> Iterator[Failure]:
    told = [_told_of(outcome) for outcome in played.reported]
    if len(set(told)) < len(told):
        yield Failure(None, "the host was told of one outcome twice")
    last = next((one.outcome for one in reversed(played.exchanges) if one.outcome), None)
    if last and _told_of(last) not in told:
        yield Failure(None, f"the host was never told of the outcome {last.get('kind')}")


def _told_of(outcome: Mapping[str, Any]) -> str:
    # What makes an outcome another one; the same link handed over once more is the same outcome.
    return json.dumps([outcome.get(key) for key in ("kind", "url", "external_id", "items")])


def _links(played: Played, hearing: Hearing, shop_url: str) -> Iterator[Failure]:
    given = {link for basket in played.baskets for link in basket.links}
    own = hearing.own_links()
    for one in played.exchanges:
        for link in hearing.links(one.reply):
            if link in given or link in own:
                continue
            if link_kind(link, shop_url) != "purchase":
                yield failure(one, f"a link that neither the API nor the playbook gave: {link}")
            elif fault := _fault_of(link, one, shop_url):
                yield failure(one, fault)


def _fault_of(link: str, exchange: Exchange, shop_url: str) -> str | None:
    """Return what is wrong with a purchase link, built anew from the outcome's items; None when nothing is."""
    outcome = exchange.outcome or {}
    query = parse_qsl(urlsplit(link).query)
    if any(name == "label" for name, _ in query):
        return None  # sells by a label: the scenario says which
    chosen = [line["offer"] for line in outcome.get("items") or ()]
    bought = [value for name, value in query if name == "purchase"]
    if sorted(bought) != sorted(chosen):
        return f"a purchase link for {bought}, while {chosen} was chosen"
    page, code = urlsplit(link).path.strip("/"), dict(query).get("pc")
    if link != purchase_link(shop_url, *bought, page=page, promo_code=code):
        return f"a purchase link that is not written as Limio writes them: {link}"
    return None if outcome.get("url") == link else "a purchase link that is not the outcome's"


def _prices(scenario: Scenario, played: Played, hearing: Hearing, offers: Sequence[Offer]) -> Iterator[Failure]:
    playbook = hearing.playbook
    locale = scenario.context.locale or playbook.money_locale
    known = possible(offers, playbook, _quantities(played.exchanges))
    texts = [one.said for one in played.exchanges] + [section.text for section in playbook.sections]
    texts += [" ".join(map(str, (one.needs.get("budget"),))) for one in played.exchanges]
    known |= {amount for text in texts for amount in amounts(text, "en") | amounts(text, locale)}
    for one in played.exchanges:
        if found := invented(one.reply, known, locale):
            yield failure(one, f"an amount that the catalogue does not hold: {', '.join(found)}")


def _quantities(exchanges: Iterable[Exchange]) -> set[int]:
    found: set[int] = set()
    for one in exchanges:
        found |= {int(number) for number in re.findall(r"\b\d{1,4}\b", one.said)}
        found |= {int(one.needs[key]) for key in ("people", "quantity") if one.needs.get(key)}
        found |= {int(line["quantity"]) for line in (one.outcome or {}).get("items") or ()}
    return {number for number in found if number > 0}
