"""The tables of outcomes, and one engine for them on SQLite and PostgreSQL: whoever awaits has a thread do it.

In the tables of outcomes are codes, playbook keys, catalogue paths and amounts, and nothing of a customer's. A
conversation stands in them as a digest of its thread's id, so that whoever reads a report cannot open it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from limio_sales_agent.storage.sqlite import is_database, made

WAIT = 10  # seconds for a lock or a connection
READS = "limio_reads"
SYNCHRONOUS = "FULL"  # an answer says that a delivery is stored, also where the power fails in the next moment
SCALE = 10_000  # of an amount as it is stored


class Amount(TypeDecorator[Decimal]):
    """An amount of money, exact: stored as a whole number of ten-thousandths, so that a database adds it up exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:  # noqa: ARG002  the base's
        """Return what is stored."""
        return None if value is None else round(value * SCALE)

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:  # noqa: ARG002  the base's
        """Return the amount; a sum of PostgreSQL's comes as a decimal, one of SQLite's as a whole number."""
        return None if value is None else Decimal(value) / SCALE


class Short(TypeDecorator[str]):
    """A text of a set length: what is longer is cut, alike where it is looked for, and by each database.

    Limio's ids, a shop's words and a proxy's names have no longest length, and PostgreSQL refuses the whole row, which
    SQLite keeps.
    """

    impl = String
    cache_ok = True

    def __init__(self, longest: int) -> None:
        super().__init__(longest)
        self.longest = longest

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002  the base's
        """Return what is stored; PostgreSQL has no character of the number 0."""
        return None if value is None else value.replace("\0", "")[: self.longest]


metadata = MetaData()
NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up an INTEGER alone

events = Table(
    "limio_outcomes",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("outcome_id", Short(36), nullable=False, unique=True),
    Column("conversation", Short(32), index=True),
    Column("playbook", Short(120), nullable=False, default=""),
    Column("began", Short(10), nullable=False),
    Column("day", Short(10), nullable=False),
    Column("at", Float, nullable=False),
    Column("kind", Short(40), nullable=False),
    Column("reason", Short(80), nullable=False, default=""),
    Column("step", Short(20), nullable=False, default=""),
    Column("is_first", Boolean, nullable=False, default=False),
    Column("seconds", Integer),
    Column("external_id", Short(80)),
    Column("link_reference", Short(40), index=True),
    Column("order_key", Short(80)),
    Column("amount", Amount),
    Column("currency", Short(3)),
    Column("told_at", Float),
    Column("leased_until", Float),
    Column("tries", Integer, nullable=False, default=0),
    Index("limio_outcomes_funnel", "is_first", "began", "playbook", "step", "kind", "reason"),
    Index("limio_outcomes_seconds", "is_first", "step", "seconds", "began", "playbook"),
    Index("limio_outcomes_days", "kind", "day", "playbook", "reason"),
    Index("limio_outcomes_orders", "external_id", "kind"),
    Index("limio_outcomes_untold", "told_at", "number"),
)

items = Table(
    "limio_outcome_items",
    metadata,
    Column("outcome_id", Short(36), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("offer", Short(400), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("item_kind", Short(10), nullable=False),
    Column("amount", Amount),
)

sales = Table(
    "limio_sales",
    metadata,
    Column("order_key", Short(80), primary_key=True),
    Column("conversation", Short(32), index=True),
    Column("external_id", Short(80), index=True),
    Column("subscription", Short(80), index=True),
    Column("stage", Short(12), nullable=False),
    Column("verified", Boolean, nullable=False, default=False),
    Column("is_test", Boolean, nullable=False, default=False),
    Column("day", Short(10), nullable=False, index=True),
)

inbox = Table(
    "limio_inbox",
    metadata,
    Column("subject", Short(120), primary_key=True),
    Column("facts", Text, nullable=False),
    Column("external_id", Short(80), index=True),
    Column("version", Integer, nullable=False, default=1),
    Column("looks", Integer, nullable=False, default=0),
    Column("next_look", Float, nullable=False, index=True),
)

# What a colleague saw is sealed, and the thread's own id stands beside it: it is a conversation's, and goes with it.
decisions = Table(
    "limio_decisions",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("thread", Text, nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("who", Short(80), nullable=False),
    Column("action", Short(20), nullable=False),
    Column("order", Short(32), nullable=False),
    Column("kind", Short(40)),
    Column("seen", LargeBinary),
)


def _claims(name: str) -> Table:
    """Return a table of who has which conversation's order, or the conversation itself."""
    until = Column("held_until", Float)
    return Table(name, metadata, Column("thread", Text, primary_key=True), Column("holder", Short(80)), until)


desk, talks = _claims("limio_desk"), _claims("limio_talks")

# Customers who were promised a person; `since` is empty once one has answered them.
calls = Table(
    "limio_calls",
    metadata,
    Column("thread", Text, primary_key=True),
    Column("outcome_id", Short(36), nullable=False),
    Column("since", Float, index=True),
)


def open_engine(place: str) -> Engine:
    """Return an engine for a file's path or a PostgreSQL URL, with the tables made where there are none.

    Raises:
        ModuleNotFoundError: A database's URL, without the extra ``postgres``.
    """
    engine = _postgres(place) if is_database(place) else _sqlite(place)
    _made(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that writes, committed at the end."""
    with engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that only reads, so that it keeps no writer waiting."""
    with engine.connect().execution_options(**{READS: True}) as connection:
        yield connection


def _postgres(place: str) -> Engine:
    url = make_url(place).set(drivername="postgresql+psycopg")
    return create_engine(url, pool_size=2, max_overflow=4, pool_timeout=WAIT, pool_pre_ping=True)


def _sqlite(place: str) -> Engine:
    if place != ":memory:":
        made(Path(place))
    engine = create_engine(f"sqlite:///{place}", connect_args={"timeout": WAIT, "check_same_thread": False})
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begun` does
    for pragma in ("journal_mode = WAL", f"synchronous = {SYNCHRONOUS}", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begun(connection: Connection) -> None:
    # A transaction that reads first and writes later is refused at once where another one wrote meanwhile.
    reads = connection.get_execution_options().get(READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _made(engine: Engine) -> None:
    """Make the tables; where another process makes them in this very moment, look once more."""
    for last in (False, True):
        try:
            metadata.create_all(engine)
        except (OperationalError, IntegrityError, DatabaseError):
            if last:
                raise
            time.sleep(0.2)
        else:
            return
