"""What buyers are recommended, and why: `python tests/fit_table.py` prints the table and fails where a judge would."""

from __future__ import annotations

import sys

from buyers import buyers, judged


def main() -> int:
    """Print what each buyer is named first, with its reasons and caveats."""
    verdicts = [judged(buyer) for buyer in buyers()]
    for verdict in verdicts:
        first = verdict.named[0] if verdict.named else None
        print(f"{'no ' if verdict.faults else 'yes'} {verdict.buyer['shop']:9} {verdict.buyer['says']}")
        if first is None:
            print("              nothing serves")
        else:
            told = "; ".join((*first.reasons, *(f"but {caveat}" for caveat in first.caveats)))
            print(f"              {first.offer.path.rpartition('/')[2]}" + (f": {told}" if told else ""))
        for fault in verdict.faults:
            print(f"              WRONG: {fault}")
    wrong = sum(bool(verdict.faults) for verdict in verdicts)
    print(f"{len(verdicts) - wrong} of {len(verdicts)} buyers are recommended what a good salesperson would name")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
