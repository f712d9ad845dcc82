"""One PostgreSQL cluster for these tests, and a database of its own for each."""

import uuid

import psycopg
import pytest
from lacking import lacking
from postgres_cluster import HOW, binaries, cluster
from web_server import close_visitors


@pytest.fixture(scope="session")
def served():
    if binaries() is None:
        lacking(HOW)
    with cluster() as url:
        yield url


@pytest.fixture
def database(served):
    name = f"limio_{uuid.uuid4().hex}"
    with psycopg.connect(served, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return served.removesuffix("postgres") + name


@pytest.fixture(autouse=True)
def visitors_leave():
    yield
    close_visitors()
