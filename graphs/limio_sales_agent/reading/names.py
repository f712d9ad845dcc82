"""The customer's name and company."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import HOLE, Message
from limio_sales_agent.reading.ordinary import NO_NAMES

_NAME = r"[^\W\d_]+(?:[-'][^\W\d_]+)*\.?"
_TWO = (
    rf"(?P<first>{_NAME})(?: (?P<last>(?:(?:van|von|de|der|den|la|le|di|da|del|bin|al|st|mc) ?)*{_NAME}(?: {_NAME})?))?"
)
_SAID = re.compile(
    rf"\b(?:(?P<sure>(?:my|the) (?:full )?name(?:s| is|:)|names?(?::| is)?|name ?[:=-]|call me|known as|first name(?: is|:)?)|im|i am|this is|its|it is|thats) ?{_TWO}"
)
_LAST_NAME = re.compile(rf"\b(?:surname|last name|family name)(?: is|:)? (?P<last>{_NAME})")
_HERE = re.compile(rf"(?:^|[.,!\n] ?|\b(?:hi|hello|hey|hiya),? )(?P<first>{_NAME})(?: (?P<last>{_NAME}))? here\b")
_SIGNED = re.compile(
    rf"(?:^|[\n.,!?{HOLE}] *)(?:(?:kind|best|warm|many)? ?(?:regards|best|wishes|cheers|thanks|thank you|sincerely|yours|thx|rgds|br|kr|all the best|best wishes|"
    rf"many thanks|ta|yours sincerely|yours faithfully|thanks a lot|thanks again|love)[,.!]? *\n? *|\n *(?:- ?|x )?|[.!?] - ?)(?P<first>{_NAME})(?: (?P<last>{_NAME}(?: {_NAME})?))? *[.!x]* *(?:$|\n|(?={HOLE})|[,|])"
)
_FROM = re.compile(
    r"\b(?:(?:im|i am|this is|my names?(?: is)?|here|hi|were|we are|calling|writing|names?|its|me|it is)\b[^.?!\n]{0,40}?\b(?:from|at|of|with)|(?:i |we )?(?:work|working) (?:for|at)|"
    r"(?:my |our |the )?(?:company|organi[sz]ation|firm|business|agency)(?:s name)? ?(?:name)?(?: is called| is named| is|s|:|=| called| named)|were called|we are called|on behalf of) ?"
)
_COMPANY = re.compile(
    r"(?:the )?(?:[A-Z0-9][\w&'.+-]*|&|and(?= [A-Z])|of(?= [A-Z])|the(?= [A-Z]))(?: (?:[A-Z0-9][\w&'.+-]*|&|and(?= [A-Z])|of(?= [A-Z])|the(?= [A-Z])))*"
)
_LOOSE_COMPANY = re.compile(r"[\w&'.+-]+(?: [\w&'.+-]+){0,3}")
SUFFIX = re.compile(
    r"\b(?:ltd|limited|inc|llc|llp|plc|gmbh|ag|bv|b\.v|sa|s\.a|sarl|srl|ab|oy|as|a/s|pty|corp|corporation|co|company|agency|studios?|group|partners|associates|"
    r"consulting|media|solutions|university|college|school|clinic|hospital|labs?|technologies|publishing|news|press|trust|foundation|council|pr|marketing|digital|& sons|and sons|accountants|accounting)\b\.?"
)
_PIECES = re.compile(rf"[,;\n/|]|{HOLE}+|\s-\s|\b(?:and|from|at)\b|(?<=\w)\.(?=\s|$)|:")
_LABEL = re.compile(
    r"^(?:it ?s|its|it is|im|i am|my|our|the|yes|yeah|sure|ok|okay|name|names|full|first|last|email|e-?mail|phone|tel|mobile|number|company|address|is|here|of course|details?|work|contact|mine|would be|s|-|=|\W)+\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Who:
    """What a message says of who writes it."""

    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    span: tuple[int, int] | None = None


def introduced(message: Message, known_words: frozenset[str]) -> Who:
    """Return the name somebody introduces themselves or signs with."""
    for pattern in (_SAID, _HERE, _SIGNED):
        for match in reversed(list(pattern.finditer(message.read))):
            sure = pattern is not _SAID or bool(match["sure"])
            if who := _name(match, message, sure=sure, known_words=known_words):
                return who
    if match := _LAST_NAME.search(message.read):
        return Who(last_name=_tidy(message.typed(match.span("last"))), span=match.span())
    return Who()


def _name(match: re.Match[str], message: Message, *, sure: bool, known_words: frozenset[str]) -> Who | None:
    first = message.typed(match.span("first")).strip(".")
    if not _is_name(first, known_words) or not (sure or _alone(match, message, first)):
        return None
    last = message.typed(match.span("last")) if match["last"] else ""
    cased = first[:1].isupper() and not message.raw.isupper()
    words = []
    for word in last.split():
        if not _is_name(word.strip("."), known_words) or (
            cased and not word[:1].isupper() and word.lower() not in _PARTICLES
        ):
            break
        words.append(word.strip("."))
    last = " ".join(words)
    start = match.start("first")
    end = start + len(match["first"]) if not last else match.start("last") + len(last)
    return Who(_tidy(first), _tidy(last) if last else None, span=(start, end))


_PARTICLES = frozenset("van von de der den la le di da del bin al st".split())


def _alone(match: re.Match[str], message: Message, first: str) -> bool:
    """After "I'm" a capital letter makes a name; without one the sentence must go on as after a name."""
    start = match.start()
    if first[:1].isupper() and not message.raw.isupper() and len(first) > 1:
        return True
    if match.group(0).startswith(("its", "it is", "thats")):
        return False
    rest = message.read[match.start("first") + len(match["first"]) :]
    if re.match(
        rf"\s*(?:$|[.,!?;\n{HOLE}(]|(?:from|at|and|here|my|-|by the way|btw|email|with|for short|on|&)(?!\w))", rest
    ):
        return True
    return (
        bool(match["last"])
        and bool(re.match(rf"\s*(?:$|[.,!;\n{HOLE}(]|(?:from|at|and|here|my|email)\b)", message.read[match.end() :]))
        and start >= 0
    )


def _is_name(word: str, known_words: frozenset[str]) -> bool:
    plain = word.lower().replace("'", "")
    return 1 < len(plain) < 30 and plain not in NO_NAMES and plain not in known_words and not plain.endswith("ing")


def company(message: Message, known_words: frozenset[str]) -> Who:
    """Return the company a message names with words around it: "from Acme", "company: Acme Ltd"."""
    for match in _FROM.finditer(message.read):
        behind = message.typed((match.end(), len(message.read)))
        lead = message.read[match.end() :]
        if not behind or lead.startswith((HOLE, "\n")):
            continue
        named = re.search(r"compan|organi|firm|called|business|behalf|agency", match[0])
        pattern = (
            _COMPANY
            if not (message.raw.islower() or message.raw.isupper()) and not (named and behind[:1].islower())
            else _LOOSE_COMPANY
        )
        found = pattern.match(behind)
        if not found:
            continue
        name = _until_company_ends(found[0], loose=pattern is _LOOSE_COMPANY)
        if (
            name
            and name.lower().split()[0] not in NO_NAMES
            and name.lower() not in known_words
            and not name[0].isdigit()
        ):
            return Who(company=name, span=(match.end(), match.end() + len(name)))
    return Who()


def _until_company_ends(name: str, *, loose: bool) -> str:
    name = name.rstrip(".-'")
    if not loose:
        return name
    words: list[str] = []
    for word in name.split():
        if words and word.lower() in _STOP:
            break
        words.append(word)
        if word.endswith((".", ",")) or SUFFIX.fullmatch(word.lower()):
            break
    return " ".join(words).rstrip(".")


_STOP = frozenset(
    "and we my i were with email at on for but is the need looking want who in here or to so if can please our need have".split()
)


def listed(message: Message, hints: Hints, known_words: frozenset[str], email: str | None) -> Who:
    """Return who a bare list of details names: "Ann Lee, ann@acme.co.uk, Acme Ltd"."""
    first = last = firm = None
    for piece in _PIECES.split(message.raw):
        text = _LABEL.sub("", piece.strip(" .!()\"'")).strip(" .!()\"'")
        words = text.split()
        if not words or len(words) > 4 or any(letter.isdigit() for letter in text):
            continue
        if words[0].lower() in NO_NAMES or (
            len(words) == 1 and words[0].lower() in known_words and not text[0].isupper()
        ):
            continue
        if _is_company(
            text,
            words,
            email,
            named=bool(first) or bool({"first_name", "last_name"} & hints.known),
            expecting=hints.expecting,
        ):
            firm = firm or text
        elif (
            first is None
            and all(_is_name(word, frozenset()) or word.lower() in _PARTICLES for word in words)
            and len(words) <= 3
        ):
            first, last = _tidy(words[0]), _tidy(" ".join(words[1:])) or None
    return Who(first, last, firm)


def _is_company(text: str, words: list[str], email: str | None, *, named: bool, expecting: str | None) -> bool:
    if expecting == "company" or SUFFIX.search(text.lower()):
        return True
    if email:
        local, _, domain = email.lower().partition("@")
        flat = "".join(words).lower()
        like_name = max(fuzz.partial_ratio(words[0].lower(), local), fuzz.ratio(flat, local))
        like_firm = fuzz.ratio(flat, domain.split(".")[0])
        if max(like_name, like_firm) >= 80:
            return like_firm > like_name or (named and like_firm >= 80)
    return named and expecting != "first_name"


def _tidy(name: str) -> str:
    name = name.strip(" .")
    if name.islower() or (name.isupper() and len(name) > 2):
        return re.sub(r"(?:^|(?<=[\s'-]))\w", lambda letter: letter[0].upper(), name.lower())
    return name
