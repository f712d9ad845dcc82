"""What the customer wants: offers, attributes, terms, and what they ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, cast

from limio_sales_agent.playbook import Question
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import AttributeValue, Intent, Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import numbers_in
from limio_sales_agent.reading.rules.tokens import words_of_name
from limio_sales_agent.reading.rules.words import Lexicon, listed

LONGEST_ANSWER = 6  # words of "we're a small law firm"
CHOOSING = frozenset({"choice", "add_on", "confirm"})
ANSWERS = ("yes", "no", "praise", "doubt", "conditions", "leaving")
TERMS = ("billing", "payment", "prefer")
# Lists of what is said beside a choice.
PICKING: tuple[str, ...] = (
    "acts",
    "adds",
    "leads",
    "requests",
    "yes",
    "no",
    "nods",
    "receipts",
    "corrections",
    "copies",
    "people",
)
PICKING += ("numbers", "only", "nothing_more", "more", "also", "joins", "intents", "goods", "negators", "leaving")
PICKING += ("option_words", "billing", "approves")
REFUSING = ("no", "leaving", "fewer", "numbers", "negators", "")
OTHER_PERIOD: Mapping[str, Literal["monthly", "yearly"]] = {"yearly": "monthly", "monthly": "yearly"}
ONLY_ASKED = frozenset({"compare", "what_if"})  # "and monthly instead" wants it so, and asks nothing


def read_intents(message: Message, lexicon: Lexicon, hints: Hints, said: Reading) -> None:
    """Read what is to happen, as far as it binds nobody; what is negated is not wanted."""
    words = {message.tokens[place].word for place in message.telling()}
    only_help = words and words <= listed("helping") and not message.named("yes", "no", "intents")
    found: list[str | None] = ["recommend"] if only_help and not hints.order_stands else []
    found += [match.value("intents") for match in message.named("intents") if message.is_free(match)]
    for intent, groups in lexicon.together.items():
        if _together(intent, groups, message):
            found.append(intent)
    if message.asking:
        found.append("question")
    asks = bool(message.asking | message.marked)
    told_intents = dict.fromkeys(one for one in found if one and (asks or one not in ONLY_ASKED))
    said.intents = cast("list[Intent]", list(told_intents))
    said.question = _question(message) if "question" in found else None


def _together(intent: str, groups: Sequence[Sequence[str]], message: Message) -> bool:
    """Whether one sentence holds one phrase of each group; ``<number>`` is any number, ``<billing>`` any period."""
    common = set(message.sentences)
    for place, group in enumerate(groups):
        held = {one.first for one in message.named("part") if ("part", f"{intent}/{place}") in one.labels}
        if "<number>" in group:
            held |= message.digits | message.places(message.named("numbers"))
        if "<billing>" in group:
            held |= message.places(message.named("billing"))
        common &= {message.sentences[one] for one in held}
    return bool(common)


def _question(message: Message) -> str | None:
    """Return the first sentence that asks, as it was typed."""
    asking = message.asking
    places = [place for place, number in enumerate(message.sentences) if number == min(asking)] if asking else []
    return message.typed(places[0], places[-1]) if places else None


def read_terms(message: Message, said: Reading) -> None:
    """Read how they want to pay, and which end of the range."""
    options = {one.first for one in message.named("option_words")}
    asked = message.asking - message.sentences_with("offer")
    for name in TERMS:
        for match in message.named(name):
            if message.sentences[match.first] in asked and match.last + 1 in options:
                continue  # "is there a fee on the monthly one too?" asks about it
            value = match.value(name) or ""
            if message.is_free(match):
                setattr(said, name, value)
            else:
                said.unwanted.append(AttributeValue(key=name, value=value))
    told = {one.value for one in said.unwanted if one.key == "billing"}
    said.billing = None if said.billing in told else said.billing
    if len(told) == 1 and said.billing is None:
        said.billing = OTHER_PERIOD.get(told.pop())  # "I do not want to pay for a year"


def read_country(message: Message, hints: Hints, said: Reading) -> None:
    """Read a country, where they say that they are in it, or were asked."""
    leads = {match.last for match in message.named("place_words")}
    for match in message.named("country"):
        if message.is_free(match) and (hints.expecting == "country" or match.first - 1 in leads):
            said.country = match.value("country")
            message.take(match.first, match.last)


def read_names(message: Message, hints: Hints, said: Reading) -> None:
    """Read the offers and add-ons that are named or pointed at."""
    fields = {one.last + 1 for one in message.named("place_words")}  # "we are in marketing" names no Briefing
    for kind, known in (("offer", hints.offers), ("add_on", hints.add_ons)):
        wanted: list[tuple[Match, list[str]]] = []
        found = message.named(kind, f"{kind}_word")
        said_in = _said_in_clauses(message) if found else {}
        everyday = _naming_places(message, found, hints) if any(one.value(kind) is None for one in found) else set()
        replaced = _replaced(found, message)
        everyday |= replaced
        for match in found:
            named = match.value(kind) is not None or not everyday.isdisjoint(match.places)
            if not named or match.first in fields:
                continue  # an everyday word that names nothing here
            paths = [value for name, value in sorted(match.labels) if name in {kind, f"{kind}_word"}]
            if (
                message.is_free(match)
                and replaced.isdisjoint(match.places)
                and not _is_refused(match, kind, message, said_in)
            ):
                wanted.append((match, paths))
            else:
                message.negated.update(match.places)
                message.taken.update(replaced.intersection(match.places))
                said.unwanted += [AttributeValue(key=kind, value=path) for path in paths]
        billed = {one.path for one in known if said.billing and one.billing == said.billing}
        held = {path for _, named in wanted for path in named}
        names = {one.path: " ".join(words_of_name(one.display_name)) for one in known if one.path in held}
        meant = _meant(wanted, names, billed, message) if wanted else []
        setattr(said, f"{kind}s", meant)
        message.taken |= message.places(match for match, _ in wanted if meant and match.value(kind) is None)
    if not said.offers and not said.add_ons:
        said.offers = _pointed_at(message, hints, said)


def _meant(
    named: Sequence[tuple[Match, list[str]]], names: Mapping[str, str], billed: set[str], message: Message
) -> list[str]:
    """Return what was named, of it what is billed as they want; none whose name is a part of another's that was meant."""
    joined = message.named("joins") or len(numbers_in(message, every=True)) > 1  # "All Clubs with the coach"
    named = [one for one in named if not _is_what_for(one[0], named, names, message)]
    whole = [match for match, paths in named if message.spoken(match) in {names[path] for path in paths}]
    called = {match for match, _ in named if match in whole or len(match.places) > 1}
    if whole and not joined:  # a single word beside a whole name names nothing
        named = [(match, paths) for match, paths in named if match in called]
    fits = any(path in billed for _, paths in named for path in paths)  # nor does one of what is paid otherwise
    each = (
        [one for one in paths if one in billed] or (paths if match in called or not fits else ())
        for match, paths in named
    )
    found = list(dict.fromkeys(path for paths in each for path in paths))
    longer = set() if joined else {names[path] for path in found}
    return [path for path in found if not any(_is_part(names[path], name) for name in longer)]


def _is_what_for(
    match: Match, named: Sequence[tuple[Match, list[str]]], names: Mapping[str, str], message: Message
) -> bool:
    """Whether a part of a name says what another is for: "Business Pro for market data at work"."""
    if match.value("gift") is not None or message.spoken(match) in names.values():
        return False
    clause = message.clauses[match.first]
    before = [one.last for one, _ in named if one.last < match.first and message.clauses[one.first] == clause]
    between = range(before[-1] + 1, match.first) if before else range(0)
    counted = message.digits | message.places(message.named("numbers", "joins"))
    return counted.isdisjoint(between) and any({"for_whom", "groups"} <= message.lists[place] for place in between)


def _is_part(name: str, of: str) -> bool:
    return name != of and f" {name} " in f" {of} "


Said = Mapping[tuple[int, str], tuple[int, int]]


def _said_in_clauses(message: Message) -> Said:
    """Return where each clause says something first and last, by the names of its phrases; "" is any of them."""
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for one in message.matches:
        for name in ("", *one.values):
            key = message.clauses[one.first], name
            found[key] = (found.get(key, (one.last, 0))[0], one.first)
    return found


def _is_refused(match: Match, kind: str, message: Message, said: Said) -> bool:
    """Whether its clause says no to it: "the archive no", and of an add-on "please don't add it", "take it off"."""
    clause, nowhere = message.clauses[match.first], (len(message.tokens), -1)
    firsts, lasts = zip(*(said.get((clause, name), nowhere) for name in REFUSING), strict=True)
    no, leaving, fewer, numbers, negated, last = (place > match.last for place in lasts)
    if no or leaving:
        return True
    drops = firsts[0] < match.first or (fewer and not numbers)
    return kind == "add_on" and (drops or (negated and last and lasts[4] == lasts[5]))  # "Archiv doch nicht"


def _replaced(named: Sequence[Match], message: Message) -> set[int]:
    """Return the words of what another is to take the place of: "replace Pro by Essential"; where numbers stand, none."""
    swaps = message.clauses_of(message.named("replaces"))
    if not swaps or numbers_in(message, every=True):
        return set()
    last = {message.clauses[one.first]: one for one in named}  # the one that takes it
    return message.places(one for one in named if message.clauses[one.first] in swaps and one not in last.values())


def _naming_places(message: Message, named: Sequence[Match], hints: Hints) -> set[int]:
    """Return where a word that is an everyday one too names an offer: beside "one", "monthly", a number or a unit.

    Where one is to be chosen, it does so beside what chooses: "then the family"; "my two new starters" names none.
    """
    own = message.places(named)
    others = message.telling() - own - message.places(message.named(*PICKING))
    nameless = {place + 1 for place, one in enumerate(message.tokens) if one.word in listed("mine")}  # "my team"
    nameless |= message.alone("common")  # "two new ones"
    beside = message.named("joins") and any(one.value("offer") for one in named)  # "Single, plus ten classes"
    begun = {one.first for one in named if beside and message.begins(one.first)}
    if hints.expecting in CHOOSING and not others:
        return own - nameless
    found = {place for one in message.named("option_words", "billing") for place in (one.first - 1, one.last + 1)}
    counted = {number.last + 1 for number in numbers_in(message, every=True)}  # "4 pro"
    for one in message.matches:
        if "more" in one.values:
            counted.add(one.last + 1)  # "another pro"
        if "people" in one.values:
            counted |= {one.first - 1, one.last + 2}  # "3 pro seats", "3 seats of pro"
        elif "for_whom" in one.values and one.last + 1 in message.digits:
            counted.add(one.first - 1)  # "pro for 4"
    rest = message.telling()
    counted |= rest if len(rest) == 1 else set()
    if message.nouns:  # "32 pro Platz" names none, "zwei Pro" does
        counted = {n for n in counted if n < len(message.tokens) and _is_named_there(n, message)}
    return (found | counted | begun) - nameless


def _is_named_there(place: int, message: Message) -> bool:
    """Whether a word has a capital, or nothing is counted behind it: "zwei pro und ein essential"."""
    after = place + 1
    ends = after >= len(message.tokens) or message.begins(after) or not message.tokens[after].is_word
    return ends or message.typed(place, place)[0].isupper()


def _pointed_at(message: Message, hints: Hints, said: Reading) -> list[str]:
    """Return the offers of the list shown last that "the second one", "both" or "the yearly one" mean."""
    shown, options = list(hints.shortlist), message.named("option_words")
    if not shown or said.people or said.quantity:
        return []
    beside = {one.first - 1 for one in options} | {one.last + 1 for one in options if one.value("numbers") is None}
    own = set(message.words()) - message.idle
    places = [
        (match, place)
        for match in message.named("ordinals")
        if message.is_free(match) and (match.last in beside or own <= set(match.places))  # not "first tell me more"
        if (place := int(match.value("ordinals") or 0)) <= len(shown)
    ]
    if places:
        match, place = places[
            -1 if message.named("corrections", "no") else 0
        ]  # "the top one. Actually no, the bottom one"
        message.take(match.first, match.last)
        return [shown[place - 1 if place > 0 else place]]
    if hints.expecting == "choice" and message.named("both") and len(message.words()) <= LONGEST_ANSWER:
        return shown
    billed = {one.path for one in hints.offers if said.billing and one.billing == said.billing}
    return [path for path in shown if path in billed][:1] if hints.expecting == "choice" and options else []


def read_attributes(message: Message, hints: Hints, said: Reading) -> None:
    """Read what their words stand for in the catalogue; in a question only what leads up to who they are."""
    asked = any(question.key == hints.expecting for question in hints.playbook.questions)
    asking = message.asking | message.marked
    about = {match.last + step for match in message.named("for_whom") for step in (1, 2, 3)}
    for match in message.matches:
        held = sorted(label for label in match.labels if label[0].startswith("attribute:"))
        if not held or not message.taken.isdisjoint(match.places):
            continue
        pronoun = match.value("one_person") is not None and not asked  # "I approve this myself" is not who it is for
        if (message.sentences[match.first] in asking or pronoun) and match.first not in about:
            continue
        read = [AttributeValue(key=name.partition(":")[2], value=value) for name, value in held]
        if message.is_free(match):
            said.attributes += [one for one in read if one not in said.attributes]
        else:
            said.unwanted += read
    said.attributes = [one for one in said.attributes if one not in said.unwanted]
    if "question" not in said.intents:
        told = (one.values["keyword"] for one in message.named("keyword") if message.is_free(one))
        said.keywords = list(dict.fromkeys(told))


def read_for_me(message: Message, hints: Hints, said: Reading) -> None:
    """Read one person of "for me" at the opening, where it is all that is said."""
    both = message.named("for_whom"), message.named("speaker")
    is_all = all(both) and message.places((*both[0], *both[1])).issuperset(message.words())
    if is_all and hints.expecting is None and not hints.order_stands and said.people is None:
        said.people = 1


def read_unanswered(message: Message, hints: Hints, said: Reading) -> None:
    """Read that a question will not be answered, or that none of its values is right."""
    question = next((one for one in hints.playbook.questions if one.key == hints.expecting), None)
    if question is None or _is_answered(question, said):
        return
    other = question.attribute and "question" not in said.intents and message.named("other")
    if message.named("do_not_know") or other:
        said.declined.append(question.key)
    elif question.attribute and _tells_something(message, said):
        said.declined.append(question.key)
        said.unlisted = " ".join(message.text.split())[:40]


def _is_answered(question: Question, said: Reading) -> bool:
    if question.attribute:
        return any(one.key == question.attribute for one in said.attributes)
    return getattr(said, question.key, None) is not None or (question.key == "people" and said.quantity is not None)


def _tells_something(message: Message, said: Reading) -> bool:
    """Whether a few words hold one of their own, which answers nothing else, and nothing else was read from them."""
    own = any(place not in message.ordinary and message.tokens[place].is_word for place in message.words())
    said_else = said.intents or said.email or said.people or said.offers or message.named(*ANSWERS)
    return own and not said_else and len(message.words()) <= LONGEST_ANSWER
