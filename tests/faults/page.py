"""The matrix as a page; run as a program it plays every cell and writes docs/evidence/faults.md anew."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from faults import words
from faults.agents import SINCE, TOOLS, WISHES, talked, tool_called
from faults.classes import CLASSES, REFUSALS
from faults.clients import OPERATIONS, WORLDS, operated, sold
from faults.guards import GUARDS
from faults.kept import PLAYED
from faults.listed import FAULTS, SLACK, Came, Fault
from faults.readme import NONE
from faults.record import Record
from limio_langchain.sandbox import Sandbox

PAGE = Path(__file__).parents[2] / "docs" / "evidence" / "faults.md"
FIGURES = ("came out", "requests", "time", "baskets")
HALF = 0.5  # where a share counts as more than half
BASKET_TOOLS = ("limio_create_checkout", "limio_create_quote")
Play = Callable[[str], Record]


def share(record: Record) -> str:
    """Return the time as a coarse share of the deadline, so that another run gives the same page."""
    part = record.seconds / record.deadline
    if part <= HALF:
        return "≤ 50 %"
    if record.seconds <= record.deadline + SLACK:
        return "≤ 100 %"
    return "**past it**"


def came_out(record: Record) -> str:
    """Return what came out, with its reason."""
    return record.end.replace("_", " ") + (f", `{record.reason}`" if record.reason else "")


def figures(play: Play) -> tuple[str, ...]:
    """Play both worlds and return a row's figures: one where both gave the same, else both."""
    told = [(came_out(one), str(one.requests), share(one), str(one.baskets)) for one in map(play, WORLDS)]
    return tuple(first if first == second else f"{first}; async {second}" for first, second in zip(*told, strict=True))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    lines = [tuple(heads), *map(tuple, rows)]
    lines.insert(1, ("---",) * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def of_client(limio: Sandbox, on: str) -> str:
    """Return the table of every fault on the checkout or on the token."""

    def row(fault: Fault) -> tuple[str, ...]:
        if not isinstance(fault.token if on == "token" else fault.checkout, Came):
            return (fault.name, str(fault.token), *[NONE] * 4)
        return (fault.name, *figures(lambda world: sold(limio, fault, on, world)), words.of_client(fault, on))

    return table(("fault", *FIGURES, "in words"), map(row, FAULTS))


def grouped(names: Iterable[str], faults: Iterable[Fault], play: Callable[[Fault, str, str], Record]) -> str:
    """Return a table by fault; what gave the same with a fault is one row."""
    rows = []
    for fault in faults:
        found = [(figures(lambda world, f=fault, n=name: play(f, n, world)), name) for name in names]
        for told, same in groupby(sorted(found), key=lambda one: one[0]):
            rows.append((fault.name, ", ".join(f"`{name}`" for _, name in same), *told))
    return table(("fault", "of", *FIGURES), rows)


def of_agent(limio: Sandbox) -> str:
    """Return the table of the agent's conversations."""
    rows = [
        (since, fault.name, wish, *figures(lambda world, f=fault, s=since, w=wish: talked(limio, f, w, s, world)))
        for since in SINCE
        for fault in agent_faults(since)
        for wish in WISHES
    ]
    return table(("broken from", "fault", "the customer wants a", *FIGURES), rows)


def of_store() -> str:
    """Return what happens to the store of conversations, and which test plays it."""
    rows = ((fault, came, _linked(test)) for fault, came, test in PLAYED)
    return table(("fault", "what came of it", "played by"), rows)


def of_guards() -> str:
    """Return the guards, where each stands, and which test notices its absence."""
    rows = ((one.keeps, _linked(one.file), _linked(one.test)) for one in GUARDS)
    return table(("what it keeps", "where it stands", "the test that notices its absence"), rows)


def _linked(place: str) -> str:
    file, _, test = place.partition("::")
    return f"[{test or Path(file).name}](../../{file})"


def agent_faults(since: str) -> list[Fault]:
    """Return the faults played on the agent: the refusals can only be met at the checkout."""
    return [one.fault for one in CLASSES] + (list(REFUSALS) if since == "the checkout" else [])


def page(limio: Sandbox) -> str:
    """Play every cell and return the page."""
    eight = [one.fault for one in CLASSES]

    def by_tool(fault: Fault, name: str, world: str) -> Record:
        return tool_called(limio, fault, name, world)

    classes = table(("fault", "stands for"), ((one.fault.name, one.stands_for) for one in CLASSES))
    parts = (
        words.HEAD,
        f"{words.CHECKOUT}\n{of_client(limio, 'checkout')}",
        f"{words.TOKEN}\n{of_client(limio, 'token')}",
        f"{words.EIGHT}\n{classes}",
        f"{words.OPERATIONS}\n{grouped(OPERATIONS, eight, lambda f, n, world: operated(limio, f, n, world))}",
        f"{words.TOOLS}\n{grouped(TOOLS, eight, by_tool)}",
        f"{words.REFUSALS}\n{grouped(BASKET_TOOLS, REFUSALS, by_tool)}",
        f"{words.AGENT}\n{of_agent(limio)}",
        f"{words.STORE}\n{of_store()}",
        f"{words.GUARDS}\n{of_guards()}",
    )
    return "\n".join(parts)


if __name__ == "__main__":
    logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())  # a TLS greeting is no HTTP, as is meant
    with Sandbox() as sandbox:
        PAGE.write_text(page(sandbox))
