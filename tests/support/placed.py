"""Orders at a Limio that is a dictionary, deliveries of them, and an `AfterSale` with a hook that keeps what it hears."""

import json
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from limio_langchain.operation import Aside, Operation, Pause
from limio_langchain.webhooks import read_delivery
from limio_sales_agent.orders.outcome import later_id
from limio_sales_agent.outcomes.events import Event, Item, digest_of, new_reference

PLAN = "/offers2/Pro Plan"
KEY = "8890c8c0-2b34-4a5c-9a8f-1f2a3b4c5d6e"  # of the order a link is for


@dataclass
class Settings:
    has_credentials: bool = True


@dataclass
class Limio:
    """Answers orders and subscriptions by their path."""

    objects: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    status: int | None = None

    async def arun(self, call):
        steps, answer = iter(call), None
        step = next(steps)
        while True:
            try:
                answer = self._answer(step)
            except Exception as error:  # noqa: BLE001
                try:
                    step = steps.throw(error)
                except StopIteration as done:
                    return done.value
                continue
            try:
                step = steps.send(answer)
            except StopIteration as done:
                return done.value

    def _answer(self, step):
        if isinstance(step, Pause):
            return None
        if isinstance(step, Aside):
            return step.work()
        assert isinstance(step, Operation)
        self.asked.append(step.path)
        key = step.path.rpartition("/")[2]
        found = self.objects.get(key)
        if self.status or found is None:
            return step.answer(self.status or 404, {}, b"{}")
        return step.answer(200, {}, json.dumps(found).encode())


def order(key=None, **changes):
    """An order as Limio sends it."""
    key = key or str(uuid.uuid4())
    told = {
        "id": f"order-{uuid.uuid4().hex}",
        "order_type": "new",
        "status": "submitted",
        "external_id": key,
        "checkoutId": f"basket-{key}",
        "orderItems": [{"offer": {"path": PLAN}, "quantity": 3, "price": {"amount": 98, "currency": "GBP"}}],
        "total": {"amount": 294, "currency": "GBP"},
        "sub_reference": f"S{key[:8]}",
        "customerDetails": {"email": "ada@example.com"},
    }
    return told | changes


def delivered(told):
    return read_delivery(json.dumps(told).encode())


def failure(told):
    event = {name: held for name, held in told.items() if name not in {"id", "status"}}
    return {"event": {"type": "order.new", "event": event}, "pluginErrorOutput": []}


def handed_over(thread, key, *, kind="assisted_checkout", number=1, quantity=3, amount="294"):
    """The events of a conversation up to its link."""
    conversation = digest_of(thread)
    items = (Item(PLAN, quantity, "offer"),)
    identity = later_id(conversation, kind, number)
    reference = new_reference(identity) if kind == "purchase_link" else None
    steps = [
        Event(later_id(conversation, step), step, conversation) for step in ("conversation", "recommended", "agreed")
    ]
    link = Event(identity, kind, conversation, external_id=key, link_reference=reference, items=items,
                 amount=Decimal(amount) if amount else None, currency="GBP")  # fmt: skip
    return [*steps, link]
