"""What a run came to, as a page."""

from collections import Counter

from chaos.checks import WITH_BASKET
from chaos.faults import name_of
from chaos.run import AT_ONCE, FAULTS

HEAD = """# Chaos, and what is left of it

Made-up customers talk to the agent while about {faults:.0%} of all calls to Limio go wrong and its processes are killed with
SIGKILL, at random moments and right after one of their writes to the store, and started anew. A customer who gets no
answer sends the message again, under the same id, as the chat page does; a tenth of the messages are sent twice at once, to both servers. `make chaos` plays all of it and writes this page;
`tests/integration_tests/test_chaos.py` plays a short form on every change.

The sandbox, its ledger and the customers live in a process that is not killed. The workers run what the chat page runs: the
agent, the store, the transcript and the turn's lock. At the end the stores are opened anew, and each conversation is held
against what its customer said and heard, the outcomes its host was told of, and the sandbox's ledger. A basket is known as a
customer's by the address in it, and holds exactly the details that this customer gave. On SQLite two deployments follow each
other whose conversations have the same ids, and the sandbox keeps the first order of a repeated key; on PostgreSQL the last.

The API is left alone for 0.3 s after two failures in a row, not for 30, because the run would otherwise be mostly rest. A
worker is a new process of the operating system each time, made from one that has loaded the modules and done nothing else.
Customers, faults and what lies between two kills come from seed {seed}; what runs at the same time is the machine's to decide, so
no two runs are quite alike.
"""
WORDS = {
    "went_through": "every message was answered, and in one way however often it was sent",
    "ends_with_an_outcome": "every conversation ends with an outcome",
    "loses_no_message": "the transcript holds each message and its answer once, in order",
    "loses_nothing_said": "address, name, company and number of people are as the customer said them",
    "sells_what_was_said": "what is sold is what they asked for, in that number",
    "makes_one_basket_an_order": "no order is in two baskets, and there are no more baskets than orders",
    "agrees_with_the_ledger": "outcomes and ledger agree; every basket holds its own customer's details and one order, ever",
    "hands_the_link_over": "whoever has an outcome was given its link",
    "tells_the_host": "the host is told of each outcome; twice only where a kill came in between",
    "keeps_the_agents_rules": "what no conversation may ever do, by the scenarios' own rules",
}


def page(runs):
    """Return the page for the runs, one on each store."""
    parts = [HEAD.format(faults=FAULTS, seed=runs[0].plan.seed), _figures(runs), _checks(runs), _outcomes(runs)]
    return "\n".join([*parts, _faults(runs)])


def summary(run):
    """Return a run in a line, and what does not hold."""
    failed = [f"{check}: {fault}" for check, faults in run.failures.items() for fault in faults]
    happened = run.happened
    line = (
        f"{run.plan.store}: {len(run.told)} conversations, {happened['kills']} kills, {happened['interrupted']} turns "
        f"cut off, {_baskets(run)} baskets, {len(failed)} mismatches, {run.seconds:.0f} s"
    )
    return "\n".join([line, *failed, *_conversations(run, failed)])


def _conversations(run, failed):
    """Return in full what was said where something does not hold."""
    for told in run.told:
        if any(told.customer.thread in fault for fault in failed):
            said = [text for one in told.customer.exchanges for text in (f"> {one.said}", one.reply)]
            yield "\n".join(["", f"{told.customer.thread} ({told.customer.scenario.name})", *said])


def _figures(runs):
    rows = {
        "conversations": lambda run: len(run.told),
        "at a time": lambda _: AT_ONCE,
        "worker processes at a time": lambda run: run.plan.servers,
        "messages": lambda run: sum(len(one.customer.exchanges) for one in run.told),
        "kills (SIGKILL), each followed by a start": lambda run: run.happened["kills"],
        "of them between two writes": lambda run: run.happened["died"],
        "turns cut off in the middle": lambda run: run.happened["interrupted"],
        "conversations cut off at least once": lambda run: sum(one.customer.interrupted > 0 for one in run.told),
        "calls to Limio": _calls,
        "of them made to fail": lambda run: f"{_hits(run)} ({_hits(run) / _calls(run):.0%})",
        "baskets in the sandbox's ledger": _baskets,
        "handed over with an outcome": lambda run: sum(len(_named(one)) for one in run.told),
        "known as an order's, its answer lost": lambda run: _baskets(run) - sum(len(_named(one)) for one in run.told),
        "**ledger mismatches**": lambda run: f"**{len(run.failures['agrees_with_the_ledger'])}**",
        "seconds": lambda run: f"{run.seconds:.0f}",
    }
    return _table(["", *(run.plan.store for run in runs)], [[name, *map(of, runs)] for name, of in rows.items()])


def _checks(runs):
    rows = [[words, *(len(run.failures[check]) for run in runs)] for check, words in WORDS.items()]
    return "## What must hold: how often it did not\n\n" + _table(["", *(run.plan.store for run in runs)], rows)


def _outcomes(runs):
    counts = [Counter(_came_to(one) for one in run.told) for run in runs]
    kinds = sorted({kind for count in counts for kind in count})
    rows = [[*kind, *(count[kind] for count in counts)] for kind in kinds]
    return "## What conversations came to\n\n" + _table(["outcome", "reason", *(run.plan.store for run in runs)], rows)


def _came_to(told):
    outcome = told.state.get("outcome") or {"kind": "none", "reason": ""}
    return outcome["kind"].replace("_", " "), (outcome["reason"] or "").replace("_", " ")


def _faults(runs):
    operations = list(dict.fromkeys(fault.on for run in runs for fault in run.faults))
    hits = Counter()
    for run in runs:
        for fault in run.faults:
            hits[fault.on, name_of(fault)] += fault.hits
    names = sorted({name for _, name in hits})
    rows = [[name, *(hits.get((on, name), "") for on in operations)] for name in names]
    return "## What went wrong, by operation, over all stores\n\n" + _table(["fault", *operations], rows)


def _calls(run):
    return sum(run.calls[on] for on in {fault.on for fault in run.faults})


def _hits(run):
    return sum(fault.hits for fault in run.faults)


def _baskets(run):
    return sum(len(one.baskets) for one in run.told) + run.strangers


def _named(told):
    known = {one.external_id for one in told.baskets}
    return {one["external_id"] for one in told.outcomes if one["kind"] in WITH_BASKET} & known


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"
