"""How well messages are read without a model: `python tests/reading_table.py` prints the table and fails below 95 %."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from limio_sales_agent.reading import Reading, read_plain
from reading_messages import Labelled, load

WANTED = 0.95
# Said in passing: reading them, or not, changes nothing that happens next.
IN_PASSING = {"greeting", "thanks", "goodbye", "recommend"}
# They follow from other slots, or quote the message.
NOT_SCORED = {"question", "note", "answer", "understood"}
TYPED = {"first_name", "last_name", "company", "promo_code", "question"}

Slot = tuple[str, Any]


@dataclass
class Score:
    """Counts by kind of slot, and each fault in words."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Slots read right, of all that were there and all that were made up."""
        counts = [sum(kind.values()) for kind in (self.right, self.missed, self.invented)]
        return counts[0] / sum(counts)


def score(messages: list[Labelled]) -> Score:
    """Read all messages and count."""
    total = Score()
    for message in messages:
        total.messages += 1
        _count(message, read_plain(message.say, message.hints), total)
    return total


def _count(message: Labelled, reading: Reading, total: Score) -> None:
    wanted = {slot for slot in _labelled(message) if slot[0].split(":")[0] not in message.lenient}
    said = {slot for slot in _said(reading, message) if slot[0].split(":")[0] not in message.lenient}
    missed = wanted - said
    # A slot with a wrong value is one error, not two.
    invented = {
        slot for slot in said - wanted if slot[0] not in {kind for kind, _ in missed} and not _tolerated(slot, message)
    }
    for counter, slots in ((total.right, wanted & said), (total.missed, missed), (total.invented, invented)):
        counter.update(kind for kind, _ in slots)
    if missed or invented:
        total.faults.append(
            f"{message.say!r} [{message.hints.expecting}] missed {sorted(missed, key=str)} invented {sorted(invented, key=str)}"
        )


def _tolerated(slot: Slot, message: Labelled) -> bool:
    return slot[0] == "intents" and slot[1] in {*IN_PASSING, *message.also}


def _labelled(message: Labelled) -> set[Slot]:
    slots: set[Slot] = set()
    for kind, value in message.slots.items():
        if kind == "question" and message.perturbed:  # its own words may be the misspelt ones
            continue
        if kind == "attributes":
            slots |= {(kind, pair) for pair in value.items()}
        elif isinstance(value, list):
            slots |= {(kind, one) for one in value}
        else:
            slots.add((kind, _plain(kind, value)))
    return slots


def _said(reading: Reading, message: Labelled) -> set[Slot]:
    slots: set[Slot] = set()
    for kind, value in reading.model_dump(exclude_defaults=True).items():
        if kind == "attributes":
            slots |= {(kind, (one["key"], one["value"])) for one in value}
        elif kind == "corrected" and kind not in message.slots:
            continue
        elif isinstance(value, list):
            slots |= {(kind, one) for one in value}
        elif kind not in NOT_SCORED:
            slots.add((kind, _plain(kind, value)))
    asked = message.slots.get("question")
    if asked and not message.perturbed and asked in " ".join((reading.question or "").lower().split()):
        slots.add(("question", asked))
    return slots


def _plain(kind: str, value: Any) -> Any:
    if kind == "budget":
        return Decimal(str(value))
    return value.casefold().replace("'", "") if kind in TYPED else value


def table(total: Score) -> str:
    """Return the score as lines, a kind of slot each."""
    kinds = sorted({*total.right, *total.missed, *total.invented})
    lines = [f"{'slot':<16}{'right':>7}{'missed':>8}{'invented':>10}{'share':>9}"]
    for kind in kinds:
        counts = total.right[kind], total.missed[kind], total.invented[kind]
        lines.append(f"{kind:<16}{counts[0]:>7}{counts[1]:>8}{counts[2]:>10}{counts[0] / (sum(counts) or 1):>9.1%}")
    return "\n".join(lines)


def main() -> int:
    """Print the table; the held-out messages by their figure alone."""
    tuned, held_out = score(load("messages.yaml")), score(load("held_out.yaml"))
    print(table(tuned))
    for name, total in (("tuned on", tuned), ("held out", held_out)):
        print(f"{name}: {total.messages} messages, half of them perturbed; {total.share:.1%} of the slots right")
    if "-v" in sys.argv:
        print(*tuned.faults, sep="\n")
    return 0 if min(tuned.share, held_out.share) >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
