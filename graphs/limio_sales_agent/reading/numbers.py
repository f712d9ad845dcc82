"""Number words: "twenty-five", "a dozen", "half a hundred" become digits."""

from __future__ import annotations

import re

from limio_sales_agent.reading.message import Message

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
UNITS = {word: number for number, word in enumerate(_SMALL)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
UNITS["fourty"] = 40
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000}
NUMBER_WORDS = frozenset((*UNITS, *SCALES, "couple", "half"))

_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_SCALE = "|".join(SCALES)
_NUMBER = re.compile(
    rf"\b(?:half (?:a |an )?(?P<half>{_SCALE})"
    rf"|(?:a )?couple (?:of )?(?P<couple>{_SCALE})s?"
    rf"|(?P<words>(?:(?:an? )?(?:{_SCALE})|(?:{_UNIT}))(?:(?:[ -]| and )(?:{_UNIT}|{_SCALE}))*)"
    rf"|(?P<digits>\d+) (?P<scale>{_SCALE}))(?:[ -]odd)?\b"
)
_LONE = {"one", "zero"}  # "the annual one" is no number


def spell_out(message: Message) -> Message:
    """Return the message with number words of `read` as digits; a lone "one" stays a word."""
    return message.rewritten(_NUMBER, _digits)


def _digits(match: re.Match[str]) -> str:
    if half := match["half"]:
        return str(SCALES[half] // 2)
    if couple := match["couple"]:
        return str(SCALES[couple] * 2)
    if match["digits"]:
        return str(int(match["digits"][:9]) * SCALES[match["scale"]])
    words = re.findall(r"[a-z]+", match["words"])
    return match[0] if len(words) == 1 and words[0] in _LONE else " ".join(map(str, _values(words)))


def _values(words: list[str]) -> list[int]:
    """Add words up as one number for as long as they can be one: "twenty five" is one, "five ten" are two."""
    values: list[int] = []
    whole = part = 0
    room = 1_000  # what the next word must stay below to belong to this number
    for word in (word for word in words if word not in {"a", "an", "and"}):
        if word in SCALES:
            part, whole, room = (
                (0, whole + (part or 1) * 1_000, 1_000) if word == "thousand" else _scaled(part, whole, word)
            )
        elif UNITS[word] < room:
            part += UNITS[word]
            room = 10 if UNITS[word] >= 20 else 0
        else:
            values.append(whole + part)
            whole, part, room = 0, UNITS[word], 10 if UNITS[word] >= 20 else 0
    return [*values, whole + part]


def _scaled(part: int, whole: int, word: str) -> tuple[int, int, int]:
    return (part or 1) * SCALES[word], whole, 100 if word == "hundred" else 0
