"""What is left of a caller's deadline bounds each wait."""

import pytest

from limio_langchain import deadline


def left(monkeypatch, seconds):
    monkeypatch.setattr(deadline, "time_left", lambda: seconds)


@pytest.mark.parametrize(("remaining", "given", "waited"), [(None, 5, 5), (2, 5, 2), (9, 5, 5), (2, None, 2)])
def test_a_wait_is_as_long_as_it_may_be_and_no_longer_than_what_is_left(monkeypatch, remaining, given, waited):
    left(monkeypatch, remaining)
    assert deadline.bounded(given) == waited


@pytest.mark.parametrize("remaining", [0, -1])
def test_where_nothing_is_left_nothing_is_waited_for(monkeypatch, remaining):
    left(monkeypatch, remaining)
    with pytest.raises(TimeoutError):
        deadline.bounded(5)
