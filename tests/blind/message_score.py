"""What is read from single messages, point by point."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from blind.shops import BLIND, catalogue, hints, read
from limio_sales_agent.reading import read_plain

COUNTS = ("people", "quantity")
SAME = {"all": "total"}


@dataclass
class Read:
    """One language's figures.

    Attributes:
        points: What a careful reader is sure of.
        right: Points read right.
        wrong: Points read as something else.
        misread: What must not be read and was.
        faults: Each fault in words.
    """

    messages: int = 0
    all_right: int = 0
    points: int = 0
    right: int = 0
    wrong: int = 0
    misread: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def recall(self):
        return self.right / self.points

    @property
    def precision(self):
        return self.right / max(1, self.right + self.wrong + self.misread)


def messages(where=BLIND):
    """Read every message; return the figures by language."""
    scores = defaultdict(Read)
    for entry in read(where / "messages.yaml"):
        count(entry, scores[entry.get("lang", "en")])
    return dict(scores)


def count(entry, score):
    """Read a message and add its points to a score."""
    reading = read_plain(entry["say"], hints(entry["shop"], entry["after"], entry.get("known", ())))
    expected, forbidden = entry.get("expect", {}), entry.get("not", {})
    points = [point for name, wanted in expected.items() for point in _points(name, wanted, reading, entry["shop"])]
    misread = [name for name, what in forbidden.items() if _is_misread(name, what, reading, expected)]
    right = sum(kind == "right" for _, kind in points)
    score.messages += 1
    score.points += len(points)
    score.right += right
    score.wrong += sum(kind == "wrong" for _, kind in points)
    score.misread += len(misread)
    score.all_right += right == len(points) and not misread
    if right < len(points) or misread:
        score.faults.append(f"{entry['say']!r}: {[one for one in points if one[1] != 'right']} misread {misread}")


def _points(name, wanted, reading, shop):
    """Yield each point of a field as right, missed or wrong."""
    if name in {"intents", "attributes"}:
        held = _listed(name, reading)
        wanted = wanted.items() if name == "attributes" else [(one, one) for one in wanted]
        for key, value in wanted:
            told = value in held.get(key, ()) if name == "attributes" else key in held
            other = name == "attributes" and key in held
            yield f"{name} {key}", "right" if told else "wrong" if other else "missed"
        return
    if isinstance(wanted, list):
        yield from ((f"{name} {one}", "right" if one in getattr(reading, name) else "missed") for one in wanted)
        return
    found = _offers(reading, wanted, shop) if name == "offer" else _found(name, reading)
    same = any(_same(name, wanted, one) for one in found)
    yield name, "right" if same else "wrong" if found else "missed"


def _listed(name, reading):
    if name == "intents":
        return {one: one for one in reading.intents}
    held = defaultdict(list)
    for one in reading.attributes:
        held[one.key].append(one.value)
    return held


def _found(name, reading):
    names = COUNTS if name in COUNTS else (name,)
    return [value for one in names if (value := getattr(reading, one)) is not None]


def _offers(reading, wanted, shop):
    """Return the offers read: one and the same by its name, whatever its billing, where the message may leave it open."""
    names = {one.path: one.display_name for group in catalogue(shop) for one in group}
    found = [*reading.offers, *reading.add_ons]
    one = wanted in found and len({names.get(path) for path in found}) == 1
    return [wanted] if one else found


def _same(name, wanted, found):
    if name in {"budget", *COUNTS}:
        return Decimal(str(wanted)) == Decimal(str(found))
    if name == "phone":
        return re.sub(r"\D", "", str(wanted))[-9:] == re.sub(r"\D", "", str(found))[-9:]
    wanted = SAME.get(wanted, wanted)
    return str(wanted).casefold() == str(found).casefold()


def _is_misread(name, what, reading, expected):
    if name == "intents":
        return bool(set(what) & set(reading.intents))
    if name == "attributes":
        held = _listed(name, reading)
        if what is True:
            return bool(held)
        keys = what.items() if isinstance(what, dict) else [(key, None) for key in what]
        return any(key in held and (value is None or value in held[key]) for key, value in keys)
    if name == "offer":
        return bool(reading.offers) and (what is True or what in reading.offers)
    counted = name in COUNTS and not set(COUNTS) & set(expected)
    found = _found(name, reading) if counted else [v for v in [getattr(reading, name)] if v is not None]
    return bool(found) and (what is True or any(_same(name, what, one) for one in found))
