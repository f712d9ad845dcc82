"""What a head of sales asks: how far conversations came, what was paid, what kept people from it; by SQL alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, select

from limio_sales_agent.outcomes.database import events, items, reading, sales
from limio_sales_agent.outcomes.events import STEPS
from limio_sales_agent.outcomes.store import OutcomeStore

TAKEN_BACK = ("cancelled", "failed")
MOST_ROWS = 50  # of offers, topics and reasons; the rest is summed up as one
OTHER = "(all others)"


@dataclass(frozen=True)
class Period:
    """Which days are looked at, both ends included; None leaves an end open.

    Attributes:
        since: The first day.
        until: The last day.
        playbook: One playbook's conversations alone.
    """

    since: date | None = None
    until: date | None = None
    playbook: str | None = None

    def of(self, day: Any, playbook: Any = None) -> list[Any]:
        """Return the conditions on a column of days, and on one of playbooks."""
        where = []
        if self.since is not None:
            where.append(day >= self.since.isoformat())
        if self.until is not None:
            where.append(day <= self.until.isoformat())
        if self.playbook is not None and playbook is not None:
            where.append(playbook == self.playbook)
        return where


@dataclass(frozen=True)
class Count:
    """How often a code came up."""

    code: str
    count: int


@dataclass(frozen=True)
class Revenue:
    """What was sold of one offer in one currency; what was taken back is taken off.

    Attributes:
        offer: The catalogue path; ``(all others)`` sums up the rest.
        currency: ISO-4217 code, or nothing where no amount was told.
        orders: How many orders it was in.
        quantity: How many of it.
        amount: What it came to, as far as Limio tells amounts.
        untold: In how many orders it has no amount of its own.
    """

    offer: str
    currency: str
    orders: int
    quantity: int
    amount: Decimal
    untold: int


@dataclass(frozen=True)
class Day:
    """A day of one playbook: conversations begun then, how far they came, and the orders and revenue of that day."""

    day: str
    playbook: str
    steps: dict[str, int]
    paid: int
    taken_back: int
    revenue: dict[str, Decimal]


@dataclass(frozen=True)
class Report:
    """What conversations came to in a period.

    Attributes:
        period: Which.
        funnel: How many conversations that began in it came to each step, at any time.
        links: How the link was handed over: ``assisted_checkout``, and ``purchase_link: reason`` for each reason.
        days: By day and playbook.
        paid: Orders completed in the period, by the day they were.
        taken_back: Orders cancelled or failed after they were completed, likewise.
        revenue: What these came to, by currency, what was taken back taken off.
        by_offer: The same by offer.
        untold: Orders paid of which Limio told no amount.
        unverified: Orders submitted that could not be read back, so that they are not counted as paid.
        submitted: Orders read back that are not done.
        failed: Orders that failed.
        unmatched: New orders of the shop that belong to no conversation.
        tests: Orders in test mode, which are not counted as paid.
        abandoned: Links left behind.
        replaced: Links another one replaced.
        seconds_to_link: How long conversations took to their link: half of them took less, and nine of ten.
        reasons_for_no: Why people did not buy, by code.
        topics: What was asked and not answered, by terms of the catalogue and the playbook.
        handoffs: Why a person took over, by code.
    """

    period: Period
    funnel: dict[str, int]
    links: list[Count]
    days: list[Day]
    paid: int = 0
    taken_back: int = 0
    revenue: dict[str, Decimal] = field(default_factory=dict)
    by_offer: list[Revenue] = field(default_factory=list)
    untold: int = 0
    unverified: int = 0
    submitted: int = 0
    failed: int = 0
    unmatched: int = 0
    tests: int = 0
    abandoned: int = 0
    replaced: int = 0
    seconds_to_link: tuple[int | None, int | None] = (None, None)
    reasons_for_no: list[Count] = field(default_factory=list)
    topics: list[Count] = field(default_factory=list)
    handoffs: list[Count] = field(default_factory=list)


def make_report(store: OutcomeStore, period: Period | None = None) -> Report:
    """Return the report of a period; everything is counted by the database, so memory does not grow with it."""
    period = period or Period()
    with reading(store.engine) as connection:
        started = _started(connection, period)
        happened = _happened(connection, period)
        paid, revenue = _paid(connection, period), _revenue(connection, period)
        return Report(
            period=period,
            funnel={step: sum(n for (*_, s), n in started.items() if s == step) for step in STEPS},
            links=_links(connection, period),
            days=_days(started, paid, revenue),
            paid=sum(one.sold for one in paid),
            taken_back=sum(one.back for one in paid),
            revenue=_summed(revenue),
            by_offer=_by_offer(connection, period),
            untold=sum(one.untold for one in paid),
            **_orders(connection, period),
            abandoned=sum(n for (kind, _), n in happened.items() if kind == "abandoned"),
            replaced=sum(n for (kind, _), n in happened.items() if kind == "replaced"),
            seconds_to_link=(_seconds(connection, period, 0.5), _seconds(connection, period, 0.9)),
            reasons_for_no=_counts(happened, "not_buying"),
            topics=_counts(happened, "unanswered"),
            handoffs=_counts(happened, "handoff"),
        )


def _started(connection: Connection, period: Period) -> dict[tuple[str, str, str], int]:
    """Return how many conversations came to each step, by the day they began and playbook."""
    keys = (events.c.began, events.c.playbook, events.c.step)
    where = (events.c.is_first, *period.of(events.c.began, events.c.playbook))
    rows = connection.execute(select(*keys, func.count()).where(*where).group_by(*keys))
    return {(began, playbook, step): count for began, playbook, step, count in rows}


def _links(connection: Connection, period: Period) -> list[Count]:
    keys = (events.c.kind, events.c.reason)
    where = (events.c.is_first, events.c.step == "link", *period.of(events.c.began, events.c.playbook))
    rows = connection.execute(select(*keys, func.count()).where(*where).group_by(*keys))
    found = [Count(f"{kind}: {reason}" if reason else kind, count) for kind, reason, count in rows]
    return sorted(found, key=lambda one: (-one.count, one.code))


def _happened(connection: Connection, period: Period) -> dict[tuple[str, str], int]:
    """Return how often things came up in the period, by kind and reason."""
    keys = (events.c.kind, events.c.reason)
    kinds = events.c.kind.in_(("not_buying", "unanswered", "handoff", "abandoned", "replaced"))
    where = (kinds, *period.of(events.c.day, events.c.playbook))
    rows = connection.execute(select(*keys, func.count()).where(*where).group_by(*keys))
    return {(kind, reason): count for kind, reason, count in rows}


def _counted() -> Any:
    """Return the condition for what adds to revenue: orders completed, and what was taken back of them."""
    kinds = events.c.kind.in_(("completed", *TAKEN_BACK))  # for the index; the steps decide
    return and_(kinds, events.c.step.in_(("paid", "taken_back")))


@dataclass(frozen=True)
class _PaidOn:
    day: str
    playbook: str
    sold: int
    back: int
    untold: int


def _paid(connection: Connection, period: Period) -> list[_PaidOn]:
    is_sold = events.c.kind == "completed"
    keys = (events.c.day, events.c.playbook)
    counts = (
        func.sum(case((is_sold, 1), else_=0)),
        func.sum(case((is_sold, 0), else_=1)),
        func.sum(case((and_(is_sold, events.c.amount.is_(None)), 1), else_=0)),
    )
    query = select(*keys, *counts).where(_counted(), *period.of(*keys)).group_by(*keys)
    return [_PaidOn(day, playbook, *map(int, sums)) for day, playbook, *sums in connection.execute(query)]


Revenues = dict[tuple[str, str, str], Decimal]


def _revenue(connection: Connection, period: Period) -> Revenues:
    """Return what was sold, what was taken back taken off, by day, playbook and currency."""
    keys = (events.c.day, events.c.playbook, events.c.currency)
    where = (_counted(), events.c.amount.is_not(None), *period.of(events.c.day, events.c.playbook))
    rows = connection.execute(select(*keys, func.sum(events.c.amount)).where(*where).group_by(*keys))
    return {(day, playbook, currency or ""): amount for day, playbook, currency, amount in rows}


def _summed(revenue: Revenues) -> dict[str, Decimal]:
    """Return the sum of each currency."""
    sums: dict[str, Decimal] = {}
    for (*_, currency), amount in sorted(revenue.items(), key=lambda one: one[0][-1]):
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums


def _by_offer(connection: Connection, period: Period) -> list[Revenue]:
    keys = (items.c.offer, events.c.currency)
    sign = case((events.c.kind == "completed", 1), else_=-1)
    untold = func.sum(case((items.c.amount.is_(None), sign), else_=0))
    sums = (func.sum(sign), func.sum(items.c.quantity), func.sum(items.c.amount), untold)
    query: Select[Any] = (
        select(*keys, *sums)
        .select_from(events.join(items, items.c.outcome_id == events.c.outcome_id))
        .where(_counted(), *period.of(events.c.day, events.c.playbook))
        .group_by(*keys)
    )
    rows = [
        Revenue(offer, currency or "", int(orders), int(count), amount or Decimal(0), int(blank))
        for offer, currency, orders, count, amount, blank in connection.execute(query)
    ]
    return _shortened(
        sorted(rows, key=lambda one: (not one.currency, one.currency, -one.amount, -one.orders, one.offer))
    )


def _shortened(rows: list[Revenue]) -> list[Revenue]:
    """Return the first rows, and one a currency for the rest, so that a report stays one whatever is sold."""
    kept, rest = rows[:MOST_ROWS], rows[MOST_ROWS:]
    for currency in sorted({one.currency for one in rest}):
        same = [one for one in rest if one.currency == currency]
        sums = (sum(getattr(one, name) for one in same) for name in ("orders", "quantity", "amount", "untold"))
        kept.append(Revenue(OTHER, currency, *sums))
    return kept


def _orders(connection: Connection, period: Period) -> dict[str, int]:
    """Return how many orders stand where, by the day they were first heard of."""
    ours = sales.c.conversation.is_not(None)
    columns = {
        "unverified": and_(ours, sales.c.stage == "submitted", ~sales.c.verified, ~sales.c.is_test),
        "submitted": and_(ours, sales.c.stage == "submitted", sales.c.verified, ~sales.c.is_test),
        "failed": and_(ours, sales.c.stage == "failed", ~sales.c.is_test),
        "unmatched": and_(~ours, ~sales.c.is_test),
        "tests": sales.c.is_test,
    }
    counts = [func.coalesce(func.sum(case((where, 1), else_=0)), 0).label(name) for name, where in columns.items()]
    row = connection.execute(select(*counts).where(*period.of(sales.c.day))).one()
    return {name: int(count) for name, count in row._mapping.items()}  # noqa: SLF001  SQLAlchemy's public name


def _seconds(connection: Connection, period: Period, share: float) -> int | None:
    """Return how many seconds a share of the conversations took to their first link at most."""
    where = (events.c.is_first, events.c.step == "link", events.c.seconds.is_not(None))
    where = (*where, *period.of(events.c.began, events.c.playbook))
    count = connection.scalar(select(func.count()).select_from(events).where(*where)) or 0
    if not count:
        return None
    place = min(count - 1, int(count * share))
    return connection.scalar(select(events.c.seconds).where(*where).order_by(events.c.seconds).offset(place).limit(1))


def _counts(happened: dict[tuple[str, str], int], kind: str) -> list[Count]:
    found = [Count(reason or "not said", count) for (one, reason), count in happened.items() if one == kind]
    ranked = sorted(found, key=lambda one: (-one.count, one.code))
    rest = sum(one.count for one in ranked[MOST_ROWS:])
    return [*ranked[:MOST_ROWS], *([Count(OTHER, rest)] if rest else [])]


def _days(started: dict[tuple[str, str, str], int], paid: Iterable[_PaidOn], revenue: Revenues) -> list[Day]:
    days: dict[tuple[str, str], dict[str, int]] = {}
    for (began, playbook, step), count in started.items():
        days.setdefault((began, playbook), {})[step] = count
    sold = {(one.day, one.playbook): one for one in paid}
    amounts: dict[tuple[str, str], dict[str, Decimal]] = {}
    for (*when, currency), amount in sorted(revenue.items()):
        amounts.setdefault((when[0], when[1]), {})[currency] = amount
    return [
        Day(
            *key,
            {step: days.get(key, {}).get(step, 0) for step in STEPS},
            sold[key].sold if key in sold else 0,
            sold[key].back if key in sold else 0,
            amounts.get(key, {}),
        )
        for key in sorted({*days, *sold})
    ]
