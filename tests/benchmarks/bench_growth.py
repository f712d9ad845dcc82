"""What a long conversation costs a turn, held against the first ten turns of a new one."""

import json
import statistics
from itertools import count, cycle, islice
from time import perf_counter

import httpx
import pytest
from fake_openai import reading
from langgraph.checkpoint.memory import InMemorySaver

from benchmarks.elsewhere import settings
from benchmarks.measuring import Row, once
from benchmarks.sale import TALK, chat_model, completion, playbook, prompt_tokens, say
from benchmarks.stores import bytes_kept, store
from limio_langchain import LimioToolkit
from limio_sales_agent import create_sales_agent

MOST = 1.3
MOST_BYTES = 1.15


@pytest.fixture
def toolkit(far_sandbox):
    with LimioToolkit.from_settings(settings(far_sandbox, catalog_ttl=24 * 3600)) as made:
        yield made


class Spoken:
    """A conversation that goes on, ten turns at a time."""

    def __init__(self, agent, thread, file):
        self.agent, self.thread, self.file, self.turns = agent, thread, file, 0

    def ten(self):
        """Say ten things; return the seconds and the bytes stored, a turn."""
        before, began = bytes_kept(self.file), perf_counter()
        for text in TALK:
            say(self.agent, text, self.thread)
        taken = perf_counter() - began
        self.turns += len(TALK)
        return taken / len(TALK), (bytes_kept(self.file) - before) / len(TALK)


def bench_growth(benchmark, size, toolkit, tmp_path):
    lengths, rounds, threads = size((10, 100, 1_000), (10, 30)), size(9, 3), count()

    def measure():
        told = []
        with store("sqlite", tmp_path) as saver:
            agent = create_sales_agent(toolkit, playbook=playbook(), checkpointer=saver)
            file = tmp_path / "conversations.sqlite"
            long = Spoken(agent, "long", file)
            long.ten()
            for length in lengths:
                while long.turns < length:
                    long.ten()
                pairs = [(Spoken(agent, next(threads), file).ten(), long.ten()) for _ in range(rounds)]
                told.append([statistics.median(now[i] / first[i] for first, now in pairs) for i in (0, 1)])
        return told

    told, prompts = once(benchmark, measure), _prompt_tokens(toolkit, lengths)
    worst = [max(ratios) for ratios in (*zip(*told, strict=True), prompts)]
    words = [
        f"{what} {' / '.join(f'{ratio:.2f}' for ratio in ratios)} x"
        for what, ratios in zip(("time", "bytes", "prompt tokens"), (*zip(*told, strict=True), prompts), strict=True)
    ]
    Row(
        15,
        f"growth: a turn after {' / '.join(f'{length:,}' for length in lengths)} turns",
        "the first ten turns of a new conversation",
        f"time and prompt tokens per turn within {MOST} x, bytes written within {MOST_BYTES} x (at first: all within 1.3 x)",
        "; ".join(words),
        worst[0] <= MOST and worst[1] <= MOST_BYTES and worst[2] <= MOST,
        "ten turns of the long conversation and of a new one in turn, SQLite; prompt tokens as the mean of the last ten "
        "turns against the mean of the first ten",
        {
            "x": list(lengths),
            "label": "turns so far",
            "time": [one[0] for one in told],
            "bytes written": [one[1] for one in told],
            "prompt tokens": prompts,
        },
    ).keep(benchmark)


def _prompt_tokens(toolkit, lengths):
    """Return the prompt tokens of ten turns after so many, as ratios to the first ten."""
    asked = []

    def answered(request):
        asked.append(prompt_tokens(json.loads(request.content)))
        return httpx.Response(200, json=completion(reading(understood=False)))

    agent = create_sales_agent(toolkit, model=chat_model(answered), playbook=playbook(), checkpointer=InMemorySaver())
    spent = []
    for text in islice(cycle(TALK), lengths[-1] + len(TALK)):
        before = len(asked)
        say(agent, text, "long")
        spent.append(sum(asked[before:]))
    first = statistics.mean(spent[:10])
    return [statistics.mean(spent[length : length + 10]) / first for length in lengths]
