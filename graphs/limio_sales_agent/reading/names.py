"""The customer's name and company, introduced in a sentence or signed below one."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from limio_sales_agent.reading.lexicon import NO_NAMES
from limio_sales_agent.reading.message import HOLE, Message, Span
from limio_sales_agent.reading.patterns import one_of

PARTICLES = frozenset("van von de der den la le di da del bin al st ter ten dos".split())

_NAME = r"[^\W\d_]+(?:-[^\W\d_]+)*\.?"
_PARTICLE = rf"(?:(?:{'|'.join(sorted(PARTICLES))}) )*"
_LAST = rf"(?P<last>{_PARTICLE}{_NAME}(?: {_PARTICLE}{_NAME})?)"
_TWO = rf"(?P<first>{_NAME})(?: {_LAST})?"
_SURE = one_of(r"""
    (?:my|the) (?:full |first )?name(?:s| is|:)? ?:?|names(?: is|:)?|name(?: is| ?[:=-])|first name(?: is|:)?|call me|known as
    (?:im|i am) called|you can call me|(?:email|mail|contact) is for|this is for
""")
_SAID = re.compile(rf"\b(?:(?P<sure>{_SURE})|im|i am|this is|its|it is|thats) ?{_TWO}")
_LAST_NAME = re.compile(rf"\b(?:surname|last name|family name)(?: is|:)? {_LAST}")
_HERE = re.compile(rf"(?:^|[.,!\n] ?|\b(?:hi|hello|hey|hiya),? |\bits )(?P<first>{_NAME})(?: {_LAST})? here\b")
_CLOSING = one_of(r"""
    (?:(?:kind|best|warm|warmest|many|with) )*(?:regards|best|wishes|cheers|thanks|thank you|sincerely|yours|thx|rgds|br|kr|ta|love)
    all the best|yours (?:sincerely|faithfully|truly)|thanks (?:a lot|again|so much|in advance)|many thanks in advance|sent by|signed
""")
_END = rf" *[.!x]* *(?:$|\n|(?={HOLE})|[,|])"
_SIGNED = re.compile(rf"(?:^|[\n.,!?{HOLE}] *){_CLOSING}(?!\w)[,.!]* *\n* *-? *{_TWO}{_END}")
_DASHED = re.compile(rf"(?:\n *(?:- ?|x )|[.!?] - ?|\n\n ?){_TWO}{_END}")
# "Ann Lee, ann@acme.com", "Ann Lee from Acme": two capitals are needed, since any two words could stand there.
_LED = re.compile(
    rf"(?:^|[.,;:!?\n(] *|\b(?:hi|hello|please|and|for) ){_TWO}(?=(?: ?[,:;<(-])? ?{HOLE}| (?:from|at|of|with) |, ?(?P<firm>[^,.;:\n{HOLE}]{{2,40}}), ?{HOLE})"
)
_GOES_ON = re.compile(rf"\s*(?:$|[.,!?;\n(/|{HOLE}-]|(?:from|at|and|here|my|by the way|btw|email|&)(?!\w))")


@dataclass(frozen=True)
class Who:
    """What a message says of who writes it, and where in `read`."""

    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    span: Span | None = None


def introduced(message: Message, not_names: AbstractSet[str]) -> Who:
    """Return the name somebody introduces themselves or signs with.

    Args:
        message: The message.
        not_names: Words that nobody is called.
    """
    matches = (
        match
        for pattern in (_SAID, _HERE, _SIGNED, _DASHED, _LED)
        for match in reversed(list(pattern.finditer(message.read)))
    )
    who = next(filter(None, (_who(match, message, not_names) for match in matches)), Who())
    if who.last_name is None and (match := _LAST_NAME.search(message.read)):
        last = tidy_name(message.typed(match.span("last")))
        return replace(
            who, last_name=last, span=(min(match.start("last"), (who.span or match.span("last"))[0]), match.end("last"))
        )
    return who


def _who(match: re.Match[str], message: Message, not_names: AbstractSet[str]) -> Who | None:
    first = message.typed(match.span("first")).strip(".")
    last = _last_name(match, message, first, not_names)
    end = match.end("first") if not last else match.start("last") + len(last)
    sure = match.re is not _SAID or bool(match["sure"])
    if not is_name(first, not_names) or not (sure or _meant(match, message, first, end)):
        return None
    if match.re in {_DASHED, _LED} and (first.islower() or (match.re is _LED and not last[:1].isupper())):
        return None
    firm = message.typed(match.span("firm")) if match.re is _LED and match["firm"] else ""
    end = match.end("firm") if firm[:1].isupper() else end
    return Who(
        tidy_name(first), tidy_name(last) or None, firm if firm[:1].isupper() else None, (match.start("first"), end)
    )


def _last_name(match: re.Match[str], message: Message, first: str, not_names: AbstractSet[str]) -> str:
    """The words after the first name for as long as they can be names, capitals included where the first has one."""
    cased = first[:1].isupper() and not message.raw.isupper()
    words: list[str] = []
    for word in (message.typed(match.span("last")) if match["last"] else "").split():
        particle = word.lower() in PARTICLES
        if not (particle or is_name(word.strip("."), not_names)) or (cased and not word[:1].isupper() and not particle):
            break
        words.append(word.strip("."))
    joined = " ".join(words)
    if cased or not joined or _GOES_ON.match(message.read[match.end("first") + 1 + len(joined.replace("'", "")) :]):
        return joined
    return words[0] if len(words) > 1 and _GOES_ON.match(message.read[match.end("first") + 1 + len(words[0]) :]) else ""


def _meant(match: re.Match[str], message: Message, first: str, end: int) -> bool:
    """After "I'm" a capital letter makes a name; without one the sentence must go on as after a name."""
    if first[:1].isupper() and not message.raw.isupper() and len(first) > 1:
        return True
    if match[0].startswith(("its", "it is", "thats")):
        return False
    return bool(_GOES_ON.match(message.read[end:]))


def is_name(word: str, not_names: AbstractSet[str] = NO_NAMES) -> bool:
    """Return whether a word can be a name."""
    plain = word.lower().replace("'", "")
    return 1 < len(plain) < 30 and plain not in not_names and plain not in NO_NAMES and not plain.endswith("ing")


def tidy_name(name: str) -> str:
    """Return a name as it is written on an envelope, where the customer used one case only."""
    name = name.strip(" .")
    if name.islower() or (name.isupper() and len(name) > 2):
        return re.sub(r"(?:^|(?<=[\s'-]))\w", lambda letter: letter[0].upper(), name.lower())
    return name
