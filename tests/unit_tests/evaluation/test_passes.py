"""pass^k as tau-bench defines it, and its interval."""

from itertools import combinations
from math import comb

import pytest

from limio_sales_agent.evaluation.passes import interval, pass_hat


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_pass_k_is_the_share_of_k_trials_drawn_at_random_that_all_passed(k):
    trials = {"always": [1, 1, 1, 1], "mostly": [1, 1, 0, 1], "once": [0, 0, 1, 0], "never": [0, 0, 0, 0]}
    drawn = [sum(map(all, combinations(one, k))) / comb(4, k) for one in trials.values()]
    assert pass_hat([sum(one) for one in trials.values()], 4, k) == pytest.approx(sum(drawn) / len(drawn))


def test_pass_1_is_the_share_of_conversations_and_pass_n_that_of_scenarios_that_never_failed():
    assert pass_hat([4, 3, 1, 0], 4, 1) == 8 / 16
    assert pass_hat([4, 3, 1, 0], 4, 4) == 1 / 4


@pytest.mark.parametrize("k", [0, 5])
def test_more_in_a_row_than_were_tried_is_no_number(k):
    with pytest.raises(ValueError, match="from 1 to 4"):
        pass_hat([4], 4, k)


def test_wilson_s_interval_is_that_of_the_textbook_and_doubts_a_clean_sheet_too():
    assert interval(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    low, high = interval(1.0, 8)
    assert (low, high) == (pytest.approx(0.6756, abs=1e-4), 1.0)
