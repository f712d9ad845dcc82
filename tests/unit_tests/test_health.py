"""When the API counts as down."""

import pytest
from fake_limio import FakeClock

from limio_langchain.errors import ApiDown, AuthError, DeadlineExceeded, ServerError, Unreachable
from limio_langchain.health import Health


def fail(health, error):
    with pytest.raises(type(error)), health.attempt():
        raise error


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def down(clock):
    health = Health(clock.now)
    fail(health, Unreachable("x"))
    fail(health, DeadlineExceeded("x"))
    return health


def test_two_lasting_failures_in_a_row_make_it_down(down):
    with pytest.raises(ApiDown), down.attempt():
        pass


def test_an_answer_in_between_starts_the_count_anew(clock):
    health = Health(clock.now)
    for error in (Unreachable("x"), AuthError("refused is an answer"), ServerError(503, "GET", "/")):
        fail(health, error)
    with health.attempt():
        pass


def test_after_thirty_seconds_one_may_look_and_the_others_may_not(down, clock):
    clock.time += 30
    with down.attempt(), pytest.raises(ApiDown), down.attempt():
        pass
    with down.attempt():
        pass  # the look succeeded, so it is up


def test_a_failed_look_makes_it_down_for_thirty_seconds_more(down, clock):
    clock.time += 30
    fail(down, Unreachable("still"))
    clock.time += 29
    with pytest.raises(ApiDown), down.attempt():
        pass


def test_a_cancelled_look_lets_another_look(down, clock):
    clock.time += 30
    with pytest.raises(KeyboardInterrupt), down.attempt():
        raise KeyboardInterrupt
    with down.attempt():
        pass
