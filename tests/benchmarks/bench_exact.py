"""The rows that are exact: the same on every machine."""

from benchmarks import exact
from benchmarks.measuring import Row, once
from benchmarks.payload import TOKENS
from benchmarks.sale import SALE, with_a_loop, with_the_agent
from limio_langchain.sandbox import Sandbox


def bench_token_requests(benchmark, size):
    callers = size(500, 50)
    cold, day = once(benchmark, lambda: (exact.cold_token_requests(callers), exact.token_requests_of_a_day()))
    Row(
        5,
        f"token requests: {callers} cold callers (threads, and tasks in four loops), then a day's traffic on a fake clock",
        "-",
        "1, then 1 an hour",
        f"{cold}, then {day} in 24 hours",
        cold == 1 and day <= 25,
        "a token lasts an hour and is renewed a minute before its end, so a day of 1,440 calls takes 25, not 24",
    ).keep(benchmark)


def bench_connections(benchmark):
    found = once(benchmark, exact.connections)
    Row(6, "connections for 300 client calls one after the other", "-", "1", str(found), found == 1).keep(benchmark)


def bench_schema_tokens(benchmark):
    sell, every = once(benchmark, lambda: (exact.schema_tokens("sell"), exact.schema_tokens("sell", "ops")))
    Row(
        7,
        "schema of the `sell` tools / of all tools",
        "-",
        "≤ 750 / ≤ 900 tokens",
        f"{sell} / {every} tokens",
        sell <= 750 and every <= 900,
        f"{TOKENS}; the JSON of `tools` as sent to OpenAI's API",
    ).keep(benchmark)


def bench_answer_tokens(benchmark):
    told, listed = once(benchmark, exact.answer_tokens)
    Row(
        8,
        "what a tool answers to the model: 5 offers of the real data",
        "the API's JSON for the same",
        "≤ 5 % of its tokens, ≤ 350 tokens",
        f"{told / listed:.1%}, {told} tokens",
        told <= 350 and told / listed <= 0.05,
        f"{listed:,} tokens of JSON; {TOKENS}",
    ).keep(benchmark)


def bench_sale_requests(benchmark):
    found = once(benchmark, exact.sale_requests)
    Row(
        9,
        "HTTP requests in a whole sale, catalogue warm",
        "-",
        "1 (the checkout)",
        f"{len(found)} ({', '.join(found)})",
        found == ["checkout"],
    ).keep(benchmark)


def bench_model_calls(benchmark):
    def measure():
        with Sandbox() as limio:
            ours = with_the_agent(limio.settings())
            return ours, with_a_loop(limio.settings(), ours.replies)

    ours, loop = once(benchmark, measure)
    calls, prompts = ours.calls / loop.calls, ours.prompt_tokens / loop.prompt_tokens
    Row(
        10,
        f"model calls in a whole sale of {len(SALE)} messages",
        "a `create_agent` loop with the same tools, messages and replies",
        "≤ 60 %, and ≤ 1 a message; prompt tokens ≤ one third",
        f"{calls:.0%}, {ours.calls / len(SALE):.2g} a message; prompt tokens {prompts:.0%}",
        calls <= 0.6 and ours.calls <= len(SALE) and prompts <= 1 / 3,
        f"{ours.calls} calls and {ours.prompt_tokens:,} prompt tokens against {loop.calls} and {loop.prompt_tokens:,}. "
        f"The customer says {' / '.join(SALE)}; code reads what it is sure of by itself, and asks the model about the "
        "rest. The loop's prompt is one line, without the facts to answer questions from",
    ).keep(benchmark)
