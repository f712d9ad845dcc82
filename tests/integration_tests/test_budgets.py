"""What a sale may cost, where the cost is the same on every machine."""

import pytest

from benchmarks import exact
from benchmarks.sale import SALE, with_a_loop, with_the_agent
from limio_langchain.sandbox import Sandbox


def test_the_sell_tools_cost_a_model_at_most_750_tokens_a_call():
    assert exact.schema_tokens("sell") <= 750


def test_all_tools_together_cost_at_most_900_tokens_a_call():
    assert exact.schema_tokens("sell", "ops") <= 900


def test_five_real_offers_are_told_in_350_tokens_and_a_twentieth_of_the_api_s():
    told, listed = exact.answer_tokens()
    assert told <= 350
    assert told <= listed / 20


def test_500_cold_callers_in_threads_and_loops_ask_for_one_token():
    assert exact.cold_token_requests() == 1


def test_a_day_of_calls_takes_a_token_an_hour_renewed_a_minute_early():
    assert exact.token_requests_of_a_day() == 25


def test_300_calls_in_a_row_take_one_connection():
    assert exact.connections() == 1


def test_a_whole_sale_with_a_warm_catalogue_is_one_request():
    assert exact.sale_requests() == ["checkout"]


@pytest.fixture(scope="module")
def sale():
    """The same customer before the agent and before a `create_agent` loop with the same tools."""
    with Sandbox() as limio:
        ours = with_the_agent(limio.settings())
        return ours, with_a_loop(limio.settings(), ours.replies)


def test_a_sale_with_a_model_takes_at_most_one_call_a_message(sale):
    ours, _ = sale
    assert ours.outcome["kind"] == "assisted_checkout"
    assert ours.calls <= len(SALE)


def test_a_sale_takes_at_most_60_per_cent_of_a_loop_s_model_calls(sale):
    ours, loop = sale
    assert ours.calls <= 0.6 * loop.calls


def test_a_sale_takes_at_most_a_third_of_a_loop_s_prompt_tokens(sale):
    ours, loop = sale
    assert 3 * ours.prompt_tokens <= loop.prompt_tokens
