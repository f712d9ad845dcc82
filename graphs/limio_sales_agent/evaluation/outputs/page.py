"""A run as a page to read: one file, nothing loaded from elsewhere, readable in print and in the dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from limio_sales_agent.evaluation.lines import LINES
from limio_sales_agent.evaluation.record import Result
from limio_sales_agent.evaluation.summary import Summary

STYLE = files("limio_sales_agent.evaluation.outputs").joinpath("page.css").read_text(encoding="utf-8")
AGENTS = {"sales": "the sales agent", "tools": "create_agent with the tools"}


def as_page(summary: Summary) -> str:
    """Return a whole page."""
    title = f"{summary.setup.model or 'No model'} in {AGENTS[summary.setup.agent]}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f"{''.join(_parts(summary, title))}</main></body></html>"
    )


def _parts(summary: Summary, title: str) -> Iterator[str]:
    yield f'<header><p class="over">limio-agent eval</p><h1>{escape(title)}</h1>'
    yield f'<p class="note">{_about(summary)}</p></header>'
    yield f'<ul class="figures">{"".join(_figures(summary))}</ul>'
    yield _section("How sure it is", _passes(summary), PASSES)
    yield _section(
        "Lines crossed", _lines(summary), "In how many conversations; checked by code against the sandbox's books."
    )
    yield _section("Scenarios", _scenarios(summary), "A square for each time it was played.")
    lost = [one for one in summary.results if not one.passed]
    yield _section("What failed", "".join(map(_conversation, lost)) or "<p>Nothing.</p>")


PASSES = "pass^k: the chance that a scenario passes k times in a row, with its 95 % interval (Wilson, over scenarios)."


def _about(summary: Summary) -> str:
    many = f"{len(summary.by_scenario)} scenarios, {len(summary.results)} conversations"
    return f"{many}. Customers: {escape(summary.setup.customer or 'scripted')}. The judge is code."


def _figures(summary: Summary) -> Iterator[str]:
    reached, of = summary.milestones
    read, written = summary.tokens
    cost = "unknown" if summary.cost is None else f"{summary.cost:,.4f}"
    k, share, (low, high) = summary.passes[0]
    figures = [
        (f"{share:.0%}", f"pass^{k}, between {low:.0%} and {high:.0%}"),
        (f"{sum(summary.lines.values())}", "lines crossed"),
        (f"{reached}/{of}", "milestones reached"),
        (f"{summary.seconds_a_turn:.2f} s", "a turn"),
        (f"{read + written:,}", f"tokens ({written:,} written), cost {cost}"),
    ]
    yield from (f"<li><strong>{escape(said)}</strong>{escape(what)}</li>" for said, what in figures)


def _passes(summary: Summary) -> str:
    rows = "".join(_pass(*one) for one in summary.passes)
    return f'<div class="passes">{rows}</div>'


def _pass(k: int, share: float, bounds: tuple[float, float]) -> str:
    low, high = bounds
    return (
        f'<div class="k">pass^{k}</div><div class="track">'
        f'<i class="band" style="left:{low:.1%};width:{high - low:.1%}"></i>'
        f'<i class="mark" style="left:{share:.1%}"></i></div><div class="n">{share:.1%}</div>'
    )


def _lines(summary: Summary) -> str:
    rows = "".join(
        f'<tr class="{"bad" if summary.lines[line] else "good"}"><th>{line}</th><td>{escape(words)}</td>'
        f'<td class="n">{summary.lines[line]}</td></tr>'
        for line, words in LINES.items()
    )
    return f"<table>{rows}</table>"


def _scenarios(summary: Summary) -> str:
    rows = "".join(_row(name, played) for name, played in summary.by_scenario.items())
    head = (
        '<tr><th>Scenario</th><th></th><th class="n">Milestones</th><th class="n">Turns</th><th class="n">s</th></tr>'
    )
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _row(name: str, played: Sequence[Result]) -> str:
    squares = "".join(f'<b class="{"ok" if one.passed else "no"}">{"✓" if one.passed else "✗"}</b>' for one in played)
    reached, of = sum(one.milestones[0] for one in played), sum(one.milestones[1] for one in played)
    turns, seconds = sum(one.turns for one in played), max(one.seconds for one in played)
    numbers = (f"{reached}/{of}" if of else "", str(turns), f"{seconds:.1f}")
    cells = "".join(f'<td class="n">{one}</td>' for one in numbers)
    return f'<tr><td>{escape(name)}</td><td class="squares">{squares}</td>{cells}</tr>'


def _conversation(result: Result) -> str:
    why = "".join(
        f"<li><b>{escape(one.line or 'not reached')}</b> {escape(_where(one.turn))}{escape(one.what)}</li>"
        for one in result.failures
    )
    said = "".join(map(_message, result.messages))
    name = escape(f"{result.scenario}, time {result.repeat + 1}")
    return f"<details><summary>{name}</summary><ul>{why}</ul>{said}</details>"


def _where(turn: int | None) -> str:
    return f"turn {turn}: " if turn else ""


def _message(message: Any) -> str:
    calls = [one["function"] for one in message.get("tool_calls") or ()]
    lines = [f'<p class="call">{escape(one["name"])}({escape(one["arguments"])})</p>' for one in calls]
    if message.get("content"):
        lines.append(f'<p class="{escape(message["role"])}">{escape(str(message["content"]))}</p>')
    return "".join(lines)


def _section(title: str, body: str, note: str = "") -> str:
    told = f'<p class="note">{escape(note)}</p>' if note else ""
    return f"<section><h2>{escape(title)}</h2>{told}{body}</section>"
