"""How many people, and how many copies when that is not people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import Message, Span

MOST = 1_000_000

_NOUN = (
    r"(?:people|persons?|ppl|peeps|folks?|users?|seats?|staff|employees?|members?|colleagues?|devs?|developers?|engineers?|designers?|"
    r"logins?|heads?|adults?|kids?|child|children|students?|pupils?|teachers?|nurses?|doctors?|lawyers?|consultants?|freelancers?|"
    r"contractors?|readers?|journalists?|editors?|guys|teammates?|workers?|reps|agents?|volunteers?|partners?|directors?|of us|"
    r"of them|pax|humans?|man|woman|men|women|strong|accountants?|analysts?|managers?|bods|parents?|others|friends?)"
)
_NUM = r"(?:\d+(?:[,.]\d{3})*(?:k\b)?|(?<!any )(?<!the )(?<!every )one)"
_ABOUT = r"(?:(?:about|around|roughly|approx(?:imately)?|some|circa|ca|maybe|perhaps|probably|nearly|almost|up to|at least|at most|max|over|under|like|say|~|just|only|now|currently|actually|more like|fewer than|less than)\.? ?)*"
_RANGE = rf"(?:(?P<low>{_NUM}) ?(?:-|to|or|and|/) ?)?(?P<number>{_NUM})(?:\+| or so| ish|ish| odd)?"
_NOT_UNIT = (
    r"(?! ?(?:-? ?(?:months?|years?|yrs?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?)\b|am\b|pm\b|%|percent\b|gb\b|tb\b|mb\b|th\b|st\b|nd\b|rd\b|"
    r"sites?\b|offices?\b|locations?\b|branches\b|products?\b|orders?\b|times?\b|more\b|extra\b|invoices?\b|projects?\b|devices?\b|screens?\b|"
    r"options?\b|questions?\b|things?\b|reasons?\b|plans?\b|copies\b|licen[cs]es?\b|subscriptions?\b|units?\b|packs?\b|of (?:each|those|these)\b|"
    r"pounds?\b|quid\b|euros?\b|dollars?\b|[:£€$@\d]|[.,]\d))"
)
PERSON = re.compile(rf" ?-?(?:[a-z]+[ -])?{_NOUN}\b")
_ADJECTIVE = r"(?:(?!for\b|per\b|each\b|and\b|or\b|a\b|of\b|to\b|more\b|extra\b|licen|subscri|cop(?:y|ies)\b|months?\b|years?\b|offices?\b|sites?\b|in\b|with\b|but\b|at\b|so\b|are\b|is\b|need\b|on\b|by\b|from\b|as\b)[a-z]+[ -])"
_COUNTED = re.compile(rf"(?<![\w.,£€$]){_RANGE}[ -]?{_ADJECTIVE}{{0,2}}?{_NOUN}\b")
_GROUP = re.compile(
    rf"\b(?:team|group|family|household|company|firm|staff|crew|department|headcount|party|office|practice|agency|business|size|studio|startup|charity|school|of us|users?|people|seats?|number)"
    rf"(?: size)?(?: of| is|:| =| would be| are| with|:)? ?{_ABOUT}{_RANGE}{_NOT_UNIT}(?!\w)"
)
_WE = re.compile(
    rf"\b(?:were|we are|we re|id be|wed be|well be|we will be|there are|theres|there is|there r|there will be|therell be|we have|weve got|got|buying for|its for|it is|its|need)(?: a)? {_ABOUT}{_RANGE}{_NOT_UNIT}(?=\s*(?:$|[.,;!?)\n]|please\b|and\b|but\b|thanks\b|in total\b|all in\b|altogether\b|now\b|here\b|strong\b))"
)
_FOR = re.compile(
    rf"\b(?:for|of) {_ABOUT}{_RANGE}{_NOT_UNIT}(?=\s*(?:$|[.,;!?)\n\ufffc]|please\b|and\b|but\b|on\b|paid\b|thanks\b|then\b|cost\b|instead\b|yearly\b|monthly\b|annually\b|with\b))"
)
_MAKE = re.compile(
    rf"\b(?:make (?:it|that)|change (?:it |that |this )?to|(?:bump|up|put|drop|cut|reduce|increase|bring|move|set|switch) (?:it|that|this|us)(?: up| down)?(?: to)?|go (?:up |down |back )?(?:to|with|for)|lets (?:say|do|go (?:with|for))|call it|more like|would be|would|is now|now|were now|if we were|what about|how about|and) {_ABOUT}{_RANGE}{_NOT_UNIT}(?=\s*(?:$|[.,;!?)\n]|please\b|and\b|but\b|instead\b|then\b|not\b|now\b|cost\b|be\b|rather\b|thanks\b|come\b))"
)
_ONE = re.compile(
    r"\b(?:(?:just|only) (?:for )?(?:me|myself|one|the one|1)(?! and| plus| &|,? my)|on my own|by myself|for myself|(?:its |just |only )?for me(?! and| plus| &|,? my)\b|solo|one[- ](?:man|woman|person)|sole trader|myself only|me only|me myself and i|me alone)\b"
)
_RELATIVE = r"(?:wife|husband|partner|girlfriend|boyfriend|fiancee?|flatmate|housemate|mum|mom|dad|mother|father|son|daughter|brother|sister|assistant|colleague|business partner|kid|mate|friend|spouse|other half|pa|boss|co-?founder|cousin|gran|baby|child|missus|hubby)"
_KIN = re.compile(
    rf"\b(?:me|myself|i|us)?(?:(?:,| and| &| plus| \+|, and) (?:my|the|our|a|one|1) {_RELATIVE}\b|(?:,| and| &| plus| \+|, and) (?:my |the |our )?(?:\d+) (?:\w+ )?(?:kids?|children|sons|daughters|friends|colleagues|flatmates|housemates|teenagers|assistants|partners|others))+"
)
_AND_I = re.compile(rf"\bmy {_RELATIVE}(?: and| &) (?:i|me|myself)\b")
_COUPLE = re.compile(r"\b(?:(?:were|we are|as|for) a couple(?! of)|both of us|us both|a couple of us)\b")
_NEED = re.compile(
    rf"(?<![\w.,£€$]){_RANGE}(?: [a-z]+){{0,4}}? (?:(?:will |would |actually |really )*(?:need|require|use|want)s?)\b|\bonly {_RANGE}{_NOT_UNIT}|(?<![\w.,£€$])(?P<part>{_NUM}) of (?:my|our|the|those|them) \d+[\w ]{{0,20}}".replace(
        "(?P<low>", "(?:"
    ).replace("(?P<number>", "(")
)
_PLUS = re.compile(rf"^ ?(?:and|plus|\+|&|,) (?:another )?(?P<number>{_NUM})[ -]{_ADJECTIVE}{{0,2}}?{_NOUN}\b")
_COPIES = re.compile(
    rf"(?<![\w.,£€$])(?P<number>{_NUM}|an?) (?:[a-z]+ )?(?:cop(?:y|ies)|licen[cs]es?|subscriptions?|subs|units?|packs?|of (?:each|those|these|them))\b|(?<!\w)(?P<times>\d+) ?x\b|\bx ?(?P<by>\d+)\b"
)
_BARE = re.compile(rf"(?<![\w.,£€$#]){_RANGE}{_NOT_UNIT}(?!\w)")


@dataclass(frozen=True)
class Count:
    """A number of people or copies and where it stands."""

    number: int
    span: Span


def people(message: Message, hints: Hints) -> Count | None:
    """Return how many people need it.

    Of a range the higher number, because a plan must hold all of them; of several numbers the one that "need" it,
    else the last, because people correct themselves forwards.
    """
    text = message.read
    found = [*_counted(text), *_relatives(text)]
    for pattern in (_GROUP, _WE, _MAKE, _FOR):
        found += [
            Count(_number(match["number"]), match.span())
            for match in pattern.finditer(text)
            if match["number"] != "one"
        ]
    if not found and hints.expecting == "people":
        found = [Count(_number(match["number"]), match.span()) for match in _BARE.finditer(text)][:1]
    needed = [
        Count(_number(next(filter(None, match.groups()))), match.span())
        for match in _NEED.finditer(text)
        if any(match.groups())
    ]
    needed = (
        [count for count in needed if any(_overlap(count.span, other.span) for other in found)]
        if len(found) > 1
        else []
    )
    return _last([count for count in needed or found if 0 < count.number <= MOST])


def copies(message: Message) -> Count | None:
    """Return how many copies or licences they ask for."""
    found = []
    for match in _COPIES.finditer(message.read):
        said = match["number"] or match["times"] or match["by"]
        if said not in {"a", "an", "one"}:
            found.append(Count(_number(said), match.span()))
    return _last([count for count in found if 0 < count.number <= MOST])


def bare_number(message: Message) -> Count | None:
    """Return the only number in a message, whatever it counts."""
    found = [
        Count(_number(match["number"]), match.span())
        for match in _BARE.finditer(message.read)
        if match["number"] != "one"
    ]
    return found[0] if len(found) == 1 and 0 < found[0].number <= MOST else None


def _counted(text: str) -> list[Count]:
    found: list[Count] = []
    for match in _COUNTED.finditer(text):
        number, end = _number(match["number"]), match.end()
        while more := _PLUS.match(text[end:]):
            number, end = number + _number(more["number"]), end + more.end()
        if not (found and match.start() < found[-1].span[1]):
            found.append(Count(number, (match.start(), end)))
    return found


def _relatives(text: str) -> list[Count]:
    found = [Count(1, match.span()) for match in _ONE.finditer(text)]
    found += [Count(2, match.span()) for pattern in (_AND_I, _COUPLE) for match in pattern.finditer(text)]
    for match in _KIN.finditer(text):
        if re.match(r"(?:me|myself|i|us)\b", match[0]):
            several = [int(number) for number in re.findall(r"\d+", match[0])]
            single = len(re.findall(rf"\b(?:my|the|our|a|one) {_RELATIVE}\b", match[0]))
            found.append(Count(1 + sum(several) + single, match.span()))
    return found


def _number(text: str) -> int:
    if text == "one":
        return 1
    digits = re.sub(r"\D", "", text)[:12]
    return int(digits or 0) * (1_000 if text.endswith("k") else 1)


def _last(counts: list[Count]) -> Count | None:
    return max(counts, key=lambda count: count.span[1], default=None)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
