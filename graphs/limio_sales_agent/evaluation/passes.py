"""pass^k as tau-bench defines it, and how sure one can be of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, sqrt

Z = 1.959964  # of the normal distribution: 95 of 100 intervals hold the true value


def pass_hat(passed: Sequence[int], trials: int, k: int) -> float:
    """Return the chance that a task passes in all of k trials, as a mean over tasks of C(c, k) / C(n, k).

    Source: Yao and others, tau-bench (arXiv 2406.12045), section 3: pass^k is the chance that all k i.i.d. trials of a
    task succeed, averaged over tasks, estimated without bias from n >= k trials of which c succeeded.

    Args:
        passed: How many trials of each task passed.
        trials: How many trials each task had.
        k: Of how many trials all must pass; 1 to `trials`.

    Raises:
        ValueError: `k` is not from 1 to `trials`.
    """
    if not 1 <= k <= trials:
        raise ValueError(f"k: must be from 1 to {trials}, the number of trials")
    return sum(comb(count, k) for count in passed) / (comb(trials, k) * len(passed)) if passed else 0.0


def interval(share: float, tasks: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of so many tasks.

    Tasks are the sample and not conversations, because repeats of one task are not independent; so it is rather too
    wide than too narrow, and it is of use at 0 and 100 % too, where resampling would say that nothing is in doubt.
    """
    if not tasks:
        return 0.0, 1.0
    middle = share + Z**2 / (2 * tasks)
    spread = Z * sqrt(share * (1 - share) / tasks + Z**2 / (4 * tasks**2))
    whole = 1 + Z**2 / tasks
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)
