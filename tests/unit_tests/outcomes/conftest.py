"""A store of outcomes, a clock that is moved by hand, and a hook that keeps what it hears."""

from datetime import timedelta

import pytest
from placed import KEY, Limio, delivered, handed_over

from limio_sales_agent.outcomes import database
from limio_sales_agent.outcomes.after_sale import AfterSale
from limio_sales_agent.outcomes.store import OutcomeStore


class Clock:
    def __init__(self):
        self.now = 1_780_000_000.0

    def __call__(self):
        return self.now

    def on(self, **time):
        self.now += timedelta(**time).total_seconds()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(database, "SYNCHRONOUS", "OFF")  # no test lives through a power cut
    with OutcomeStore.open(str(tmp_path / "outcomes.sqlite"), playbook="Tidewell", clock=clock) as one:
        yield one


@pytest.fixture
def limio():
    return Limio()


@pytest.fixture
def linked(store):
    """The store, once a conversation came to a link."""
    store.record(handed_over("thread", KEY))
    return store


class Heard(list):
    """A hook."""

    fails = 0

    def __call__(self, outcome):
        if self.fails:
            self.fails -= 1
            raise OSError
        self.append(outcome)

    @property
    def kinds(self):
        return [one["kind"] for one in self]


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def after_sale(store, limio, heard):
    return AfterSale(store, limio, on_outcome=heard)


@pytest.fixture
def hear(after_sale):
    """Take a delivery of something, whatever Limio holds of it, and look into it."""

    async def heard_of(told):
        await after_sale.take(delivered(told))
        await after_sale.work()

    return heard_of


@pytest.fixture
def come(limio, hear):
    """Have Limio hold an order, and send it."""

    async def came(told, **changes):
        limio.objects[told["id"]] = told | changes
        await hear(told | changes)
        return told

    return came
