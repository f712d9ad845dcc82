"""How a figure is taken: ours and its baseline in turn, round by round, so that a busy machine slows both alike."""

import gc
import statistics
import time
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        place: Where it stands in the table.
        what: What was measured.
        baseline: What it is held against, measured in the same run; empty where the figure is exact.
        target: What was asked for.
        figure: What was found.
        met: Whether every part of the target was met.
        note: What a reader should know besides.
        series: What a plot is drawn from: named lists of numbers.
    """

    place: int
    what: str
    baseline: str
    target: str
    figure: str
    met: bool
    note: str = ""
    series: dict = field(default_factory=dict)

    def keep(self, benchmark):
        """Put the row where the report finds it: in pytest-benchmark's own JSON."""
        benchmark.extra_info["row"] = asdict(self)


@dataclass(frozen=True)
class Race:
    """Seconds of each round, ours and the baseline's."""

    ours: list
    theirs: list

    @property
    def ratio(self):
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios)

    @property
    def ratios(self):
        return [mine / other for mine, other in zip(self.ours, self.theirs, strict=True)]

    def told(self, calls=1):
        """Return the medians in words."""
        mine, other = (statistics.median(each) / calls for each in (self.ours, self.theirs))
        low, _, high = statistics.quantiles(self.ratios, n=4)
        return f"{duration(mine)} against {duration(other)}; half of {len(self.ours)} rounds between {low:.2f} and {high:.2f}"


def race(benchmark, ours, theirs, *, rounds, calls=1, before=None):
    """Run the baseline and ours in turn; pytest-benchmark times ours, its set-up is the baseline's lap.

    Args:
        benchmark: pytest-benchmark's fixture.
        ours: What is measured.
        theirs: What it is held against.
        rounds: How often each runs.
        calls: How many calls make one round: many where one is too short for the clock.
        before: Makes the arguments of both, freshly for each round and outside its time.
    """
    others = []

    def made():
        if before is None:
            return ()
        given = (before(),)
        gc.collect()  # what making them left is nobody's to pay for
        return given

    def lap():
        given = made()
        began = time.perf_counter()
        for _ in range(calls):
            theirs(*given)
        others.append(time.perf_counter() - began)
        return (made(), {})

    def run(*given):
        for _ in range(calls):
            ours(*given)

    benchmark.pedantic(run, setup=lap, rounds=rounds, warmup_rounds=max(2, rounds // 10))
    return Race(list(benchmark.stats.stats.data), others[-rounds:])


def once(benchmark, work):
    """Run something exact once and return what it found."""
    return benchmark.pedantic(work, rounds=1)


def duration(seconds):
    """Return seconds in the unit that reads best."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
