"""What a run came to: pass^k, milestones, lines, tokens, cost and time, as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from limio_sales_agent.evaluation.passes import interval, pass_hat
from limio_sales_agent.evaluation.record import Result
from limio_sales_agent.evaluation.setup import Setup

MILLION = 1_000_000


@dataclass(frozen=True)
class Prices:
    """What a model costs, for a million tokens; unknown when None.

    Attributes:
        read: For what it is sent.
        written: For what it writes.
    """

    read: float | None = None
    written: float | None = None


@dataclass(frozen=True)
class Summary:
    """A run in numbers.

    Attributes:
        setup: The agent and model that were tried.
        results: Each conversation.
        repeats: How often each scenario was played.
        prices: What the model costs.
    """

    setup: Setup
    results: tuple[Result, ...]
    repeats: int
    prices: Prices = Prices()

    @property
    def by_scenario(self) -> dict[str, list[Result]]:
        """The results of each scenario, in the order they were played."""
        found: dict[str, list[Result]] = {}
        for result in self.results:
            found.setdefault(result.scenario, []).append(result)
        return found

    @property
    def whole(self) -> dict[str, list[Result]]:
        """The scenarios that were played as often as they should be, which alone pass^k is made of."""
        return {name: played for name, played in self.by_scenario.items() if len(played) == self.repeats}

    @property
    def passes(self) -> list[tuple[int, float, tuple[float, float]]]:
        """Each k with pass^k and its interval."""
        passed = [sum(one.passed for one in played) for played in self.whole.values()]
        shares = [(k, pass_hat(passed, self.repeats, k)) for k in range(1, self.repeats + 1)]
        return [(k, share, interval(share, len(passed))) for k, share in shares]

    @property
    def milestones(self) -> tuple[int, int]:
        """How many were reached, and of how many."""
        return sum(one.milestones[0] for one in self.results), sum(one.milestones[1] for one in self.results)

    @property
    def lines(self) -> Counter[str]:
        """In how many conversations each line was crossed."""
        return Counter(line for one in self.results for line in sorted({found.line for found in one.failures} - {""}))

    @property
    def tokens(self) -> tuple[int, int]:
        """How many the model was sent, and how many it wrote."""
        written = sum(one.tokens_written for one in self.results)
        return sum(one.tokens for one in self.results) - written, written

    @property
    def cost(self) -> float | None:
        """What the run cost, in the prices' currency; None where the prices are not known."""
        if self.prices.read is None or self.prices.written is None:
            return None
        read, written = self.tokens
        return (read * self.prices.read + written * self.prices.written) / MILLION

    @property
    def seconds_a_turn(self) -> float:
        """How long the agent took for a message, on the average; the sandbox's own time is in it."""
        return sum(one.seconds for one in self.results) / max(1, sum(one.turns for one in self.results))

    def as_json(self) -> dict[str, Any]:
        """Return everything but the conversations."""
        reached, of = self.milestones
        return {
            "agent": self.setup.agent,
            "model": self.setup.model or "none",
            "customer": self.setup.customer or "scripted",
            "scenarios": len(self.by_scenario),
            "repeats": self.repeats,
            "conversations": len(self.results),
            "pass": [{"k": k, "share": share, "low": low, "high": high} for k, share, (low, high) in self.passes],
            "milestones": {"reached": reached, "of": of},
            "lines": dict(self.lines),
            "tokens": {"read": self.tokens[0], "written": self.tokens[1]},
            "cost": self.cost,
            "seconds_a_turn": round(self.seconds_a_turn, 3),
        }


def failed(results: Sequence[Result]) -> list[Result]:
    """Return the conversations that did not pass."""
    return [one for one in results if not one.passed]
