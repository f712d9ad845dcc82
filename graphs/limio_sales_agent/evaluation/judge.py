"""Holds a conversation against its scenario: turns, milestones, minefields, the sandbox, and what is always true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from limio_langchain import Offer
from limio_sales_agent.evaluation.checks import misses
from limio_sales_agent.evaluation.invariants import always
from limio_sales_agent.evaluation.lines import crossed
from limio_sales_agent.evaluation.record import Basket, Exchange, Failure, Played, failure
from limio_sales_agent.evaluation.reply_parser import ReplyParser
from limio_sales_agent.evaluation.schema import Check, End, Scenario

OF_PHRASES = ("asks", "asks_not", "phrases", "phrases_not", "not_carried")
OF_THE_SALES_AGENT = frozenset({"handoff", "existing_customer", "not_buying"})  # no tool does these
EMPTY = Check.model_construct()


def judge(
    scenario: Scenario,
    played: Played,
    replies: ReplyParser,
    offers: Sequence[Offer],
    shop_url: str,
    *,
    by_phrases: bool = True,
) -> list[Failure]:
    """Return everything that is wrong with a conversation; nothing is a pass.

    Args:
        scenario: What was to happen.
        played: What happened.
        replies: Understands the replies.
        offers: Everything in the catalogue.
        shop_url: The shop's origin.
        by_phrases: Whether the agent speaks the playbook's phrases. Of another only what the sandbox's ledger, the
            links and the names in its replies show is judged.
    """
    scenario = scenario if by_phrases else without_phrases(scenario)
    invariants = always if by_phrases else crossed
    return [
        *_ends(scenario, played),
        *_turns(scenario, played, replies, shop_url),
        *_milestones(scenario, played, replies, shop_url),
        *_minefields(scenario, played, replies, shop_url),
        *_sandbox(scenario.sandbox, played),
        *invariants(scenario, played, replies, offers, shop_url),
    ]


def milestones_reached(scenario: Scenario, played: Played, replies: ReplyParser, shop_url: str) -> int:
    """Return how many of the scenario's milestones were reached, in their order."""
    missed = next(_milestones(scenario, played, replies, shop_url), None)
    return len(scenario.milestones) if missed is None else int(missed.what.split()[1]) - 1


def without_phrases(scenario: Scenario) -> Scenario:
    """Return a scenario without what only an agent that speaks the playbook's phrases can be held against."""
    return scenario.model_copy(
        update={
            "turns": tuple(one.model_copy(update={"expect": None}) for one in scenario.turns),
            "milestones": tuple(_neutral(scenario.milestones)),
            "minefields": tuple(_neutral(scenario.minefields)),
        }
    )


def _neutral(checks: Sequence[Check]) -> Iterator[Check]:
    for check in checks:
        kept = check.model_copy(update=dict.fromkeys(OF_PHRASES, ()) | {"reason": None, "waiting": None})
        if kept.outcome in OF_THE_SALES_AGENT:
            kept = kept.model_copy(update={"outcome": None})
        if kept != EMPTY:
            yield kept


def _ends(scenario: Scenario, played: Played) -> Iterator[Failure]:
    last = played.exchanges[-1] if played.exchanges else Exchange(0, "", "")
    if played.broke:
        yield failure(last, played.broke)
    if len(played.exchanges) > scenario.max_messages:
        yield failure(last, f"{len(played.exchanges)} messages, at most {scenario.max_messages} are allowed")
    if played.seconds > scenario.max_seconds:
        yield failure(last, f"{played.seconds:.1f} s, at most {scenario.max_seconds:.0f} s are allowed")


def _turns(scenario: Scenario, played: Played, replies: ReplyParser, shop_url: str) -> Iterator[Failure]:
    for number, turn in enumerate(scenario.turns, start=1):
        # A turn that goes on may find nothing to answer; then it is the reply before that must be right.
        until = [one for one in played.exchanges if one.turn <= number]
        if not until:
            yield Failure(number, "was never reached")
        elif turn.expect:
            for missed in misses(turn.expect, until[-1], replies, shop_url):
                yield replace(failure(until[-1], f"expected {missed}"), turn=number)


def _milestones(scenario: Scenario, played: Played, replies: ReplyParser, shop_url: str) -> Iterator[Failure]:
    begin = 0
    for number, milestone in enumerate(scenario.milestones, start=1):
        reached = _first(milestone, played.exchanges[begin:], replies, shop_url)
        if reached is None:
            yield Failure(None, f"milestone {number} was not reached: {_words(milestone)}", "", _replies(played, begin))
            return
        begin += reached


def _first(milestone: Check, exchanges: Sequence[Exchange], replies: ReplyParser, shop_url: str) -> int | None:
    met = (place for place, one in enumerate(exchanges) if not misses(milestone, one, replies, shop_url))
    return next(met, None)


def _minefields(scenario: Scenario, played: Played, replies: ReplyParser, shop_url: str) -> Iterator[Failure]:
    for minefield in scenario.minefields:
        for one in played.exchanges:
            if not misses(minefield, one, replies, shop_url):
                yield failure(one, f"minefield: {_words(minefield)}")


def _sandbox(end: End, played: Played) -> Iterator[Failure]:
    if end.baskets is not None and len(played.baskets) != end.baskets:
        yield Failure(None, f"{len(played.baskets)} baskets, expected {end.baskets}")
    if end.checkout_calls is not None and played.checkout_calls != end.checkout_calls:
        yield Failure(None, f"a basket was asked for {played.checkout_calls} times, expected {end.checkout_calls}")
    ids = [basket.external_id for basket in played.baskets]
    if len(set(ids)) < len(ids):
        yield Failure(None, "two baskets for one order")
    if any(basket.changed for basket in played.baskets):
        yield Failure(None, "another order was sent under the number of an earlier one")
    if played.baskets:
        yield from (Failure(None, f"the last basket's {fault}") for fault in _basket(end, played.baskets[-1]))


def _basket(end: End, basket: Basket) -> Iterator[str]:
    if end.items is not None and dict(end.items) != dict(basket.items):
        yield f"items are {dict(basket.items)}, expected {dict(end.items)}"
    for name, value in end.customer.items():
        if basket.customer.get(name, "none") != value:
            yield f"{name} is {basket.customer.get(name)!r}, expected {value!r}"
    for name, value in end.tracking.items():
        if basket.tracking.get(name, "none") != value:
            yield f"tracking {name} is {basket.tracking.get(name)!r}, expected {value!r}"
    for name in ("country", "page", "paid"):
        expected, found = getattr(end, name), getattr(basket, name)
        if expected is not None and expected != found:
            yield f"{name} is {found!r}, expected {expected!r}"


def _words(check: Check) -> str:
    return ", ".join(f"{key} {value}" for key, value in check.model_dump(exclude_defaults=True).items())


def _replies(played: Played, begin: int) -> str:
    return "\n---\n".join(one.reply for one in played.exchanges[begin:])
