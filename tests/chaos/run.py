"""One run: a sandbox that fails, servers that are killed, and customers who will not give up."""

import asyncio
import json
import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from chaos.checks import CHECKS, Written, keeps_the_agents_rules
from chaos.customers import customers
from chaos.faults import faults_at
from chaos.ledger import Ledger
from chaos.processes import Servers
from chaos.worker import Orders
from limio_langchain import LimioToolkit, Offer
from limio_langchain.sandbox import Sandbox
from limio_sales_agent.evaluation.reply_parser import ReplyParser
from limio_sales_agent.graph import create_sales_agent
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook
from limio_sales_agent.web.storage import open_storage

AT_ONCE = 24  # conversations
FAULTS = 0.3
GLANCE, MOMENT = 0.005, 0.1  # seconds
# Short, so that a hang is one of many faults and not what the run is spent on.
WAITS = {"deadline": 3.0, "connect_timeout": 1.0, "read_timeout": 0.8, "catalog_ttl": 1.0, "country": "GB"}


@dataclass(frozen=True)
class Plan:
    """What is to be played.

    Attributes:
        store: The name of what keeps the conversations.
        database: Its file or URL.
        conversations: How many.
        servers: How many processes on the store.
        killed_every: Answers between two kills, on average; counted in answers and not in seconds, so that a slow
            machine gets as far between them as a fast one.
        fatal: The share of writes to the store after which the process that made one is gone, before its next.
        second: A second deployment's file or URL, whose conversations have the same ids and are others.
        repeated: Which order the sandbox keeps of several with one key.
        seed: Makes customers, faults and what lies between the kills the same.
    """

    store: str
    database: str
    conversations: int
    servers: int = 2
    killed_every: float = 30
    fatal: float = 0.002
    second: str | None = None
    repeated: str = "last"
    seed: int = 0


@dataclass
class Run:
    """What a plan came to.

    Attributes:
        plan: What was to be played.
        told: The conversations, from all sides.
        failures: What does not hold, by the check that noticed.
        happened: Starts, kills, and turns cut off in the middle.
        faults: The sandbox's faults, with their hits.
        calls: How many calls each operation had.
        strangers: How many baskets are nobody's.
        seconds: How long the conversations took.
    """

    plan: Plan
    told: list
    happened: Counter
    faults: list
    calls: Counter
    strangers: int
    seconds: float
    failures: dict = field(default_factory=lambda: defaultdict(list))


def play(plan):
    """Play a plan to its end, and hold every conversation against the sandbox's ledger."""
    faults = faults_at(FAULTS)
    sandbox = Sandbox(faults=faults, seed=plan.seed, repeated=plan.repeated)
    with TemporaryDirectory(prefix="chaos-") as folder, sandbox as limio:
        offers, playbook = [Offer.from_item(item) for item in limio.catalogue], Playbook.load(SANDBOX_PLAYBOOK)
        replies, ledger, crowd = ReplyParser(playbook, offers), Ledger(limio), customers(plan.conversations, plan.seed)
        happened, told, began = Counter(), [], perf_counter()
        for database, part in _deployments(plan, crowd):
            outcomes = Path(folder) / f"outcomes-{len(told)}.jsonl"
            settings = limio.settings(cache_dir=Path(folder) / "cache", **WAITS)
            orders = Orders(database, outcomes, SANDBOX_PLAYBOOK, settings, plan.fatal, plan.seed)
            happened += _conversed(plan, orders, part, replies, ledger)
            told += asyncio.run(_told(orders, part, ledger))
        seconds = perf_counter() - began
        calls = Counter(call["operation"] for call in limio.requests)
        strangers = len(ledger.strangers({one.domain for one in crowd}))
        run = Run(plan, told, happened, faults, calls, strangers, seconds)
        _judge(run, replies, offers, limio.url)
    return run


def _deployments(plan, crowd):
    """Return each deployment's store and customers; a second one numbers its conversations from the beginning again."""
    if plan.second is None:
        return [(plan.database, crowd)]
    half = len(crowd) // 2
    for customer in crowd[half:]:
        customer.threads = half
    return [(plan.database, crowd[:half]), (plan.second, crowd[half:])]


def _conversed(plan, orders, crowd, replies, ledger):
    """Let everybody have their conversation while servers are killed, and return how often."""
    servers = Servers(orders, plan.servers)
    try:
        with _killing(servers, plan), ThreadPoolExecutor(AT_ONCE) as threads:
            for done in [threads.submit(one.talk, servers, replies, ledger) for one in crowd]:
                done.result()
    finally:
        servers.end()
    return servers.happened


@contextmanager
def _killing(servers, plan):
    """Kill servers at random moments meanwhile, and start anew those that a write was the end of."""
    dice, over = Random(f"{plan.seed}/kills"), threading.Event()

    def reap():
        while not over.is_set():
            due = servers.answers + dice.expovariate(1 / plan.killed_every)
            while servers.answers < due and not over.wait(GLANCE):
                servers.bury()
            # Not in the very moment of an answer.
            if not over.wait(dice.uniform(0, MOMENT)):
                servers.kill(dice.randrange(plan.servers))

    reaper = threading.Thread(target=reap, daemon=True)
    reaper.start()
    try:
        yield
    finally:
        over.set()
        reaper.join()


async def _told(orders, crowd, ledger):
    """Read from the store what is left when every process is gone."""
    reported = _reported(orders.outcomes)
    async with open_storage(orders.database) as storage:
        agent = create_sales_agent(LimioToolkit.from_settings(orders.settings), checkpointer=storage.saver)
        told = []
        for one in crowd:
            state = (await agent.aget_state({"configurable": {"thread_id": one.thread}})).values
            entries = await storage.transcript.read(one.thread)
            told.append(Written(one, state, entries, reported[one.thread], ledger))
    return told


def _reported(file):
    by_thread = defaultdict(list)
    for line in file.read_text().splitlines() if file.exists() else ():
        outcome = json.loads(line)
        by_thread[outcome.pop("thread")].append(outcome)
    return by_thread


def _judge(run, replies, offers, shop_url):
    for told in run.told:
        for check in CHECKS:
            _note(run, check, told, check(told))
        _note(run, keeps_the_agents_rules, told, keeps_the_agents_rules(told, replies, offers, shop_url))
    if run.strangers:
        run.failures["agrees_with_the_ledger"].append(f"{run.strangers} baskets are nobody's")


def _note(run, check, told, faults):
    who = f"{told.customer.thread} ({told.customer.scenario.name})"
    run.failures[check.__name__] += [f"{who}: {fault}" for fault in faults]
