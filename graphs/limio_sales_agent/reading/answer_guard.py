"""The guard: prose from a model reaches the customer only if everything in it that could be wrong stands in the facts.

It is strict. What is in doubt is refused, and code's own words go out instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 900  # characters
URL = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|co|uk|example|shop|app|dev)\b\S*", re.IGNORECASE
)
MAIL = re.compile(r"\S+@\S+")
MARKUP = re.compile(r"</?[a-z!][^>]*>|\]\(|&#?\w+;|\{\{|```", re.IGNORECASE)
NUMBER = re.compile(
    r"(?P<before>[£$€¥]\s?|\b[A-Z]{3}\s)?(?P<digits>\d[\d.,'\u00a0\u202f ]*\d|\d)(?P<after>\s?%|\s?per cent|\s?[£$€])?"
)
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
SENTENCE = re.compile(r"(?:^|[.!?:\n\u2022-])\s*$")
# Words that tell a price without a number.
PRICED = re.compile(
    r"\b(?:free(?:ly|bie)?|gratis|complimentary|no charge|without charge|on the house"
    r"|discount\w*|cheaper|reduc\w*|half[\s-]price|bargain|deals?|voucher\w*|coupon\w*|cashback|save|saves|savings?|off)\b",
    re.IGNORECASE,
)
# No customer is told of these, whatever text a model took them from.
OF_THE_MACHINE = re.compile(
    r"\b(?:developer mode|system (?:prompt|message)|system\s*:|(?:my|your|these|the|previous|following) (?:instructions?|prompts?)"
    r"|limio_\w+|you read messages|fill in the form|as an ai|language model)",
    re.IGNORECASE,
)
# Words that promise something, or send a customer away. A stem stands for its inflections.
PROMISES = re.compile(
    r"\b(?:approv\w*|authori[sz]\w*"
    r"|trials?|tr[iy]al\w*|refund\w*|money[\s-]?back|reimburs\w*"
    r"|guarante\w*|warrant\w*|promis\w*"
    r"|cancel\w*|any\s?time|whenever you (?:like|want)|no (?:commitment|obligation|strings)"
    r"|clos(?:ed|ing|es)|goodbye|withdrawn|discontinued|no longer|out of business|instead"
    r"|unlimited|lifetime|forever|always|never)\b",
    re.IGNORECASE,
)
WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|weekend|(?:next|this|coming|within an?|in an?) (?:day|week|month|quarter|year|hour)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|within (?:hours|days|minutes))\b",
    re.IGNORECASE,
)
COUNTS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "  # noqa: SIM905  read as a list
        "eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
AMOUNTS = frozenset(
    {"hundred", "thousand", "million", "dozen", "half", "double", "twice", "triple", "quarter", "third"}
)
HARMLESS = frozenset({"one", "i"})  # "one of them", "I": no fact is told by either


def guarded(answer: str, facts: str, *, sure: str | None = None, prices: str | None = None) -> str | None:
    """Return a drafted answer, tidied, or None where anything in it does not stand in the facts.

    Args:
        answer: What a model drafted.
        facts: All it may rely on, as text: what the catalogue says, prices in code's words, the team's knowledge.
        sure: Those that may promise something or hold a link: the team's own, and none of the catalogue's texts.
        prices: Those that may tell a price: code's own words.
    """
    told = _folded(answer).strip()
    if not told or len(told) > LONGEST or not _clean(told) or OF_THE_MACHINE.search(told):
        return None
    known = _folded(facts)
    own = _folded(sure) if sure is not None else known
    priced = _folded(prices) if prices is not None else own
    stands = all(check(told, known) for check in (_numbers, _counts, _names))
    return told if stands and _links(told, own) and _claims(told, own) and _prices(told, priced) else None


def _folded(text: str) -> str:
    """Return text in one form of each letter and digit, so that look-alikes and wide forms hide nothing."""
    return unicodedata.normalize("NFKC", text)


def _clean(text: str) -> bool:
    """No markup, no unseen characters, no letters of two scripts in a word."""
    return (
        not MARKUP.search(text)
        and all(c.isprintable() or c == "\n" for c in text)
        and not any(_mixed(word) for word in WORD.findall(text))
    )


def _mixed(word: str) -> bool:
    scripts = {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}
    return len(scripts) > 1


def _links(text: str, known: str) -> bool:
    mails = [match.group() for match in MAIL.finditer(text)]
    links = [match.group() for match in URL.finditer(MAIL.sub(" ", text))]
    found = [one.rstrip(".,;:!?)") for one in (*mails, *links)]
    places = set(re.split(r"[\s()<>\"]+", known))
    return all(one in places or one in {place.rstrip(".,;:!?") for place in places} for one in found)


def _numbers(text: str, known: str) -> bool:
    held = set(_values(known))
    plain = {value for _, value in held}
    return all(value in plain if not unit else (unit, value) in held for unit, value in _values(text))


def _prices(text: str, known: str) -> bool:
    held = set(_values(known))
    return all(one in held for one in _values(text) if one[0]) and _stand(PRICED, text, known)


def _values(text: str) -> Iterator[tuple[str, str]]:
    """Yield each number with its unit: a currency, ``%`` or nothing."""
    for match in NUMBER.finditer(text):
        unit = (match["before"] or match["after"] or "").strip()
        yield "%" if unit == "per cent" else unit, _value(match["digits"])


def _value(digits: str) -> str:
    """Return a number in one form: ``1,200.00``, ``1 200`` and ``1200`` are one number."""
    tidy = re.sub(r"[\s'\u00a0\u202f]", "", digits)
    whole, point, part = tidy.rpartition("." if tidy.rfind(".") > tidy.rfind(",") else ",")
    if point and len(part) != 3:  # noqa: PLR2004  three digits after a mark are thousands
        return f"{re.sub('[.,]', '', whole)}.{part}".rstrip("0").rstrip(".")
    return re.sub("[.,]", "", tidy)


def _counts(text: str, known: str) -> bool:
    held = {word.lower() for word in WORD.findall(known)}
    digits = {value for _, value in _values(known)}
    for word in (part for match in WORD.findall(text.lower()) for part in match.split("-")):
        if word in HARMLESS or word in held:
            continue
        if word in AMOUNTS or (word in COUNTS and str(COUNTS[word]) not in digits):
            return False
    return True


def _claims(text: str, known: str) -> bool:
    return _stand(PROMISES, text, known) and _stand(WHEN, text, known)


def _stand(pattern: re.Pattern[str], text: str, known: str) -> bool:
    held = " ".join(known.lower().split())
    return all(" ".join(match.group().lower().split()) in held for match in pattern.finditer(text))


def _names(text: str, known: str) -> bool:
    """Each capitalised word inside a sentence must be known, so that no plan, place or month is invented."""
    held = {part for word in WORD.findall(known) for part in word.split("-")}
    for match in WORD.finditer(text):
        word = match.group()
        inside = not SENTENCE.search(text[: match.start()])
        if word[0].isupper() and word.lower() not in HARMLESS and not word.startswith(("I'", "I\u2019")) and inside:
            bare = re.sub(r"['\u2019]s$", "", word)
            if not set(bare.split("-")) <= held:
                return False
    return True
