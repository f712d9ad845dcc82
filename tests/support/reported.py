"""Outcomes of many conversations, put down at once, and what a report of them must say, counted beside it."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert

from limio_sales_agent.outcomes.database import events, items, sales, writing

FIRST, DAYS, BATCH = date(2026, 1, 1), 90, 5_000
PLANS = {"/offers2/Pro": Decimal("49.99"), "/offers2/Team": Decimal(1495), "/offers2/Home": Decimal("9.9")}
STEPS = ("conversation", "recommended", "agreed", "link", "paid")
NO, TOPICS = ("too_expensive", "not_now"), ("refund", "other")


class Filled:
    """Fills a store, and counts."""

    def __init__(self, store, conversations, seed=0):
        self.store, self.dice, self.numbers = store, random.Random(seed), iter(range(10**9))
        self.funnel, self.revenue, self.no, self.topics = (
            Counter(dict.fromkeys(STEPS, 0)),
            Counter(),
            Counter(),
            Counter(),
        )
        self.paid = self.taken_back = self.unverified = 0
        for begin in range(0, conversations, BATCH):
            self.rows = {events: [], items: [], sales: []}
            for number in range(begin, min(begin + BATCH, conversations)):
                self.conversation(number)
            with writing(store.engine) as connection:
                for table, rows in self.rows.items():
                    if rows:
                        connection.execute(insert(table), rows)

    def conversation(self, number):
        """Put down one: how far it came, and why it came no further."""
        dice, day = self.dice, FIRST + timedelta(days=self.dice.randrange(DAYS))
        common = {"conversation": f"{number:032x}", "began": day.isoformat(), "playbook": f"Playbook {number % 2}"}
        far = dice.choices(range(1, 6), (20, 25, 15, 30, 10))[0]
        for place, step in enumerate(STEPS[: min(far, 4)]):
            kind = "assisted_checkout" if step == "link" else step
            more = {"external_id": f"key-{number}", "seconds": dice.randrange(30, 600)} if step == "link" else {}
            self.event(day, place, kind=kind, step=step, is_first=True, **common, **more)
            self.funnel[step] += 1
        if far == 2:
            reason = dice.choice(NO)
            self.event(day, 9, kind="not_buying", reason=reason, **common)
            self.no[reason] += 1
        if dice.random() < 0.1:
            topic = dice.choice(TOPICS)
            self.event(day, 8, kind="unanswered", reason=topic, **common)
            self.topics[topic] += 1
        if far == 5:
            self.order(number, day, common)

    def order(self, number, day, common):
        plan, quantity = self.dice.choice(list(PLANS)), self.dice.randrange(1, 20)
        amount, key, verified = PLANS[plan] * quantity, f"order-{number:032x}", self.dice.random() < 0.9
        sale = {
            "order_key": key,
            "conversation": common["conversation"],
            "external_id": f"key-{number}",
            "day": day.isoformat(),
        }
        self.rows[sales].append({**sale, "stage": "completed" if verified else "submitted", "verified": verified})
        currency = "EUR" if number % 5 == 0 else "GBP"
        told = {"order_key": key, "external_id": f"key-{number}", "amount": amount, "currency": currency, **common}
        self.event(day, 5, kind="submitted", reason="" if verified else "unverified", **told)
        if not verified:
            self.unverified += 1
            return
        line = {"place": 0, "offer": plan, "quantity": quantity, "item_kind": "offer", "amount": amount}
        if number % 11 == 0:  # cancelled before it was sold: neither paid nor taken back
            unsold = self.event(day, 6, kind="cancelled", **told)
            self.rows[items].append({**line, "outcome_id": unsold})
            return
        identity = self.event(day, 6, kind="completed", step="paid", is_first=True, **told)
        self.rows[items].append({**line, "outcome_id": identity})
        self.funnel["paid"] += 1
        self.paid += 1
        self.revenue[currency] += amount
        if number % 7 == 0:
            end = self.event(
                day, 7, kind=self.dice.choice(("cancelled", "failed")), step="taken_back", **{**told, "amount": -amount}
            )
            self.rows[items].append({**line, "outcome_id": end, "quantity": -quantity, "amount": -amount})
            self.taken_back += 1
            self.revenue[currency] -= amount

    def event(self, day, place, **told):
        identity = str(UUID(int=next(self.numbers)))
        at = datetime(day.year, day.month, day.day, 12, 0, place, tzinfo=UTC).timestamp()
        empty = {"reason": "", "step": "", "is_first": False, "seconds": None, "external_id": None, "order_key": None}
        blank = {**empty, "amount": None, "currency": None, "outcome_id": identity, "day": day.isoformat(), "at": at}
        self.rows[events].append({**blank, "told_at": at, "tries": 0, **told})
        return identity
