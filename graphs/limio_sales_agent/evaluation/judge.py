"""Holds a conversation against its scenario: turns, milestones, minefields, the sandbox, and what is always true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from limio_langchain import Offer
from limio_sales_agent.scenarios.always import always, failure
from limio_sales_agent.scenarios.checks import misses
from limio_sales_agent.scenarios.hearing import Hearing
from limio_sales_agent.scenarios.model import Check, End, Scenario
from limio_sales_agent.scenarios.record import Basket, Exchange, Failure, Played


def judge(
    scenario: Scenario, played: Played, hearing: Hearing, offers: Sequence[Offer], shop_url: str
) -> list[Failure]:
    """Return everything that is wrong with a conversation; nothing is a pass.

    Args:
        scenario: What was to happen.
        played: What happened.
        hearing: Understands the replies.
        offers: Everything in the catalogue.
        shop_url: The shop's origin.
    """
    return [
        *_ends(scenario, played),
        *_turns(scenario, played, hearing, shop_url),
        *_milestones(scenario, played, hearing, shop_url),
        *_minefields(scenario, played, hearing, shop_url),
        *_sandbox(scenario.sandbox, played),
        *always(scenario, played, hearing, offers, shop_url),
    ]


def _ends(scenario: Scenario, played: Played) -> Iterator[Failure]:
    last = played.exchanges[-1] if played.exchanges else Exchange(0, "", "")
    if played.broke:
        yield failure(last, played.broke)
    if len(played.exchanges) > scenario.max_messages:
        yield failure(last, f"{len(played.exchanges)} messages, at most {scenario.max_messages} are allowed")
    if played.seconds > scenario.max_seconds:
        yield failure(last, f"{played.seconds:.1f} s, at most {scenario.max_seconds:.0f} s are allowed")


def _turns(scenario: Scenario, played: Played, hearing: Hearing, shop_url: str) -> Iterator[Failure]:
    for number, turn in enumerate(scenario.turns, start=1):
        # A turn that goes on may find nothing to answer; then it is the reply before that must be right.
        until = [one for one in played.exchanges if one.turn <= number]
        if not until:
            yield Failure(number, "was never reached")
        elif turn.expect:
            for missed in misses(turn.expect, until[-1], hearing, shop_url):
                yield replace(failure(until[-1], f"expected {missed}"), turn=number)


def _milestones(scenario: Scenario, played: Played, hearing: Hearing, shop_url: str) -> Iterator[Failure]:
    begin = 0
    for number, milestone in enumerate(scenario.milestones, start=1):
        reached = _first(milestone, played.exchanges[begin:], hearing, shop_url)
        if reached is None:
            yield Failure(None, f"milestone {number} was not reached: {_words(milestone)}", "", _replies(played, begin))
            return
        begin += reached


def _first(milestone: Check, exchanges: Sequence[Exchange], hearing: Hearing, shop_url: str) -> int | None:
    met = (place for place, one in enumerate(exchanges) if not misses(milestone, one, hearing, shop_url))
    return next(met, None)


def _minefields(scenario: Scenario, played: Played, hearing: Hearing, shop_url: str) -> Iterator[Failure]:
    for minefield in scenario.minefields:
        for one in played.exchanges:
            if not misses(minefield, one, hearing, shop_url):
                yield failure(one, f"minefield: {_words(minefield)}")


def _sandbox(end: End, played: Played) -> Iterator[Failure]:
    if len(played.baskets) != end.baskets:
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
    return ", ".join(f"{key} {value}" for key, value in check.model_dump(exclude_unset=True).items())


def _replies(played: Played, begin: int) -> str:
    return "\n---\n".join(one.reply for one in played.exchanges[begin:])
