"""Made-up conversations: the same from the same seed, and all of them valid."""

import pytest

from limio_sales_agent.evaluation.grammar import PATHS, generate
from limio_sales_agent.evaluation.schema import Scenario

KEPT = 24


def test_the_same_seed_makes_up_the_same_conversations():
    assert generate(KEPT, 7) == generate(KEPT, 7)


def test_another_seed_makes_up_others():
    assert generate(KEPT, 7) != generate(KEPT, 8)


def test_more_of_them_begin_with_the_same():
    assert generate(KEPT, 7) == generate(2 * KEPT, 7)[:KEPT]


def test_every_path_is_taken():
    assert {one["name"].split(": ")[1].split(", ")[0] for one in generate(len(PATHS), 7)} == set(PATHS)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_made_up_is_a_scenario(seed):
    names = [Scenario.model_validate(one).name for one in generate(60, seed)]
    assert len(set(names)) == 60
