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
MOST_NAMED = 40  # names that are looked at; nobody names more
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
OTHER_PERIOD: Mapping[str, Literal["monthly", "yearly"]] = {"yearly": "monthly", "monthly": "yearly"}
ONLY_ASKED = frozenset({"compare", "what_if"})  # "and monthly instead" wants it so, and asks nothing


def read_intents(message: Message, lexicon: Lexicon, hints: Hints, said: Reading) -> None:
    """Read what is to happen, as far as it binds nobody; what is negated is not wanted."""
    words = {message.tokens[place].word for place in message.telling()}
    found = [match.value("intents") for match in message.named("intents") if message.is_free(match)]
    if words and words <= listed("helping") and not (found or hints.order_stands):
        found = ["recommend"]
    for intent, groups in lexicon.together.items():
        if _together(intent, groups, message):
            found.append(intent)
    if message.asking:
        found.append("question")
    asks = bool(message.asking | message.marked)
    told = dict.fromkeys(one for one in found if one and (asks or one not in ONLY_ASKED))
    said.intents = cast("list[Intent]", list(told))
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
        found = [one for one in message.named(kind, f"{kind}_word")[:MOST_NAMED] if one.first not in fields]
        due = _due(message, found, hints)
        found = [one for one in found if one.value(kind) is not None or one.first in due]
        billed = {one.path for one in known if said.billing and one.billing == said.billing}
        wanted: list[tuple[Match, list[str]]] = []
        for match in found:
            paths = [value for name, value in sorted(match.labels) if name in {kind, f"{kind}_word"}]
            if (
                message.is_free(match)
                and not _is_refused(match, kind, message)
                and not _is_replaced(match, found, message)
            ):
                wanted.append((match, paths))
            else:
                message.negated.update(match.places)
                said.unwanted += [AttributeValue(key=kind, value=path) for path in paths]
        names = {one.path: " ".join(words_of_name(one.display_name)) for one in known} if wanted else {}
        setattr(said, f"{kind}s", _meant(wanted, names, billed, message))
        message.taken |= message.places(match for match, _ in wanted if match.value(kind) is None)
    if not said.offers and not said.add_ons:
        said.offers = _pointed_at(message, hints, said)


def _due(message: Message, found: Sequence[Match], hints: Hints) -> set[int]:
    """Return where a word that is an everyday one too names an offer: beside "one", "monthly" or a number, or alone.

    Where one is to be chosen, it does so beside what chooses: "then the family"; "my team" names none.
    """
    own = message.places(found)
    nameless = {place + 1 for place, one in enumerate(message.tokens) if one.word in listed("mine")}
    nameless |= message.alone("common")  # "two new ones"
    others = message.telling() - own
    if not others or (hints.expecting in CHOOSING and others <= message.places(message.named(*PICKING))):
        return own - nameless
    due = {place for one in message.named("option_words", "billing") for place in (one.first - 1, one.last + 1)}
    due |= {one.last + 1 for one in numbers_in(message, every=True)}  # "4 pro"
    due |= {one.last + 1 for one in message.named("more")}  # "another pro"
    if message.named("joins") and any(one.value("offer") for one in found):  # "Single, plus ten classes"
        due |= {one.first for one in found if message.begins(one.first)}
    due |= {one.last + 2 for one in message.named("people", "copies")}  # "3 seats of pro"
    due |= {one.first - 1 for one in message.named("for_whom") if one.last + 1 in message.digits}  # "pro for 4"
    capitals = {place for place in own if message.typed(place, place)[0].isupper()}  # "32 pro Platz" names none
    return (due & capitals if message.nouns else due) - nameless


def _is_refused(match: Match, kind: str, message: Message) -> bool:
    """Whether its clause says no to it: "the archive no", and of an add-on "please don't add it", "take it off"."""
    clause = [one for one in message.matches if message.clauses[one.first] == message.clauses[match.first]]
    behind = {name for one in clause if one.first > match.last for name in one.values}
    if not behind.isdisjoint({"no", "leaving"}):
        return True
    drops = any("no" in one.values for one in clause if one.first < match.first)
    ends = "negators" in clause[-1].values  # "Archiv doch nicht"
    return kind == "add_on" and (drops or ends or ("fewer" in behind and "numbers" not in behind))


def _is_replaced(match: Match, found: Sequence[Match], message: Message) -> bool:
    """Whether another is to take its place: "replace Pro by Essential"; where numbers stand, none."""
    clause = message.clauses[match.first]
    last = [one for one in found if message.clauses[one.first] == clause][-1]
    swaps = message.clauses_of(message.named("replaces"))
    return clause in swaps and match is not last and not numbers_in(message, every=True)


def _meant(
    named: Sequence[tuple[Match, list[str]]], names: Mapping[str, str], billed: set[str], message: Message
) -> list[str]:
    """Return what was named, of it what is billed as they want.

    Beside a whole name a part of one counts where something joins them, "All Clubs with the coach", and where it does
    not say what that is for, "Business Pro for market data"; and none of what is paid otherwise does.
    """
    joined = message.named("joins") or len(numbers_in(message, every=True)) > 1
    whole = {
        one for one, paths in named if "gift" in one.values or message.spoken(one) in {names[path] for path in paths}
    }
    fits = billed.intersection(path for _, paths in named for path in paths)
    found: dict[str, None] = {}
    for match, paths in named:
        leads = message.lists[max(match.first - 2, 0) : match.first]
        is_apart = joined and not any({"for_whom", "groups"} <= held for held in leads)
        if match in whole or ((is_apart or not whole) and (not fits or fits.intersection(paths))):
            found |= dict.fromkeys([path for path in paths if path in fits] or paths)
    longer = set() if joined else {names[path] for path in found}
    return [path for path in found if not any(_is_part(names[path], name) for name in longer)]


def _is_part(name: str, of: str) -> bool:
    return name != of and f" {name} " in f" {of} "


def _pointed_at(message: Message, hints: Hints, said: Reading) -> list[str]:
    """Return the offers of the list shown last that "the second one", "both" or "the yearly one" mean."""
    shown, options = list(hints.shortlist), message.named("option_words")
    if not shown or said.people or said.quantity:
        return []
    beside = {one.first - 1 for one in options} | {one.last + 1 for one in options if one.value("numbers") is None}
    places = [
        (match, int(match.value("ordinals") or 0))
        for match in message.named("ordinals")
        if message.is_free(match) and (match.last in beside or message.telling() <= set(match.places))
    ]
    if places:
        match, place = places[-1 if message.named("corrections", "no") else 0]  # "the top one. No, the bottom one"
        message.take(match.first, match.last)
        return shown[place - 1 if place > 0 else place :][:1]
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
