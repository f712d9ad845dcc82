"""What the customer wants: offers, attributes, terms, and what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from limio_langchain import Offer
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import AttributeValue, Intent, Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import numbers_in
from limio_sales_agent.reading.rules.tokens import words_of_name
from limio_sales_agent.reading.rules.words import Lexicon

LONGEST_ANSWER = 6  # words of "we're a small law firm"
CHOOSING = frozenset({"choice", "add_on", "confirm"})
TERMS = ("billing", "payment", "prefer")
OTHER_PERIOD = {"yearly": "monthly", "monthly": "yearly"}
ONLY_ASKED = frozenset({"compare", "what_if"})  # "and monthly instead" wants it so, and asks nothing


def read_intents(message: Message, lexicon: Lexicon, said: Reading) -> None:
    """Read what is to happen, as far as it binds nobody; what is negated is not wanted."""
    found = [match.value("intents") for match in message.named("intents") if message.is_free(match)]
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
        matches = [one for one in message.named("part") if ("part", f"{intent}/{place}") in one.labels]
        for name in ("number", "billing"):
            matches += message.named(f"{name}s" if name == "number" else name) if f"<{name}>" in group else []
        sentences = {message.sentences[one.first] for one in matches}
        if "<number>" in group:
            sentences |= {message.sentences[place] for place in message.digits}
        common &= sentences
        if not common:
            break
    return bool(common)


def _question(message: Message) -> str | None:
    """Return the first sentence that asks, as it was typed."""
    asking = message.asking
    places = [place for place, number in enumerate(message.sentences) if number == min(asking)] if asking else []
    return message.typed(places[0], places[-1]) if places else None


def read_terms(message: Message, said: Reading) -> None:
    """Read how they want to pay, and which end of the range."""
    options = {one.first for one in message.named("option_words")}
    for name in TERMS:
        for match in message.named(name):
            value = match.value(name) or ""
            asked = message.asking - message.sentences_with("offer")
            if message.sentences[match.first] in asked and match.last + 1 in options:
                continue  # "is there a fee on the monthly one too?" asks about it
            if message.is_free(match):
                setattr(said, name, value)
            else:
                said.unwanted.append(AttributeValue(key=name, value=value))
    told = {one.value for one in said.unwanted if one.key == "billing"}
    said.billing = None if said.billing in told else said.billing
    if len(told) == 1 and said.billing is None:
        said.billing = OTHER_PERIOD.get(told.pop())  # type: ignore[assignment]  # "I do not want to pay for a year"


def read_country(message: Message, hints: Hints, said: Reading) -> None:
    """Read a country, where they say that they are in it, or were asked."""
    leads = {match.last for match in message.named("place_words")}
    for match in message.named("country"):
        if message.is_free(match) and (hints.expecting == "country" or match.first - 1 in leads):
            said.country = match.value("country")
            message.take(match.first, match.last)


def read_names(message: Message, hints: Hints, said: Reading) -> None:
    """Read the offers and add-ons that are named or pointed at."""
    sure = _sure_places(message)
    for kind, known in (("offer", hints.offers), ("add_on", hints.add_ons)):
        matches = [one for one in message.named(kind, f"{kind}_word") if _names(one, kind, message, hints, sure)]
        wanted: dict[str, str] = {}
        named: set[int] = set()
        for match in matches:
            paths = [value for name, value in sorted(match.labels) if name in {kind, f"{kind}_word"}]
            if message.is_free(match) and not _is_refused(match, kind, message):
                wanted |= dict.fromkeys(paths, message.spoken(match))
                if match.value(kind) is None:  # else it is accounted for as a name, wherever it stands
                    named |= {match.first, match.last}
            else:
                message.negated |= message.places([match])
                said.unwanted += [AttributeValue(key=kind, value=path) for path in paths]
        meant = _by_whole_names(wanted, known, message)
        billed = {one.path for one in known if said.billing and one.billing == said.billing}
        narrowed = [path for path in meant if path in billed] or meant
        setattr(said, f"{kind}s", narrowed)
        message.taken |= named if narrowed else set()
    if not said.offers and not said.add_ons:
        said.offers = _pointed_at(message, hints, said)


def _by_whole_names(wanted: dict[str, str], known: Sequence[Offer], message: Message) -> list[str]:
    """Return what was named; a name that is a part of another's is that other's alone: "Tidewell Home, first month £1"."""
    if not wanted:
        return []
    text = " ".join(one.word for one in message.tokens if one.is_word or one.is_number)
    may_be = [one for one in known if one.path in wanted or not message.negated]
    names = {one.path: " ".join(words_of_name(one.display_name)) for one in may_be}
    whole = _longest(names.values(), text)
    if not whole:
        return list(wanted)
    longer = {path for path in wanted if names[path] not in whole and any(_holds(names[path], one) for one in whole)}
    # "One Club and the Personal Coach": what stands beside a whole name, in more than a word, is named too.
    joined = bool(message.named("joins")) or len(numbers_in(message, every=True)) > 1  # "All Clubs with the coach"
    longer |= {
        path
        for path, said in wanted.items()
        if (" " in said or joined) and not any(_holds(name, said) or _holds(said, name) for name in whole)
    }
    if longer and not message.named("joins"):  # "the gift of Tidewell Home" is one, "... and the gift" are two
        whole = {name for name in whole if not any(_holds(names[path], name) for path in longer)}
    return [path for path in dict.fromkeys((*wanted, *names)) if path in longer or names[path] in whole]


def _longest(names: Iterable[str], text: str) -> set[str]:
    """Return the names that stand in a text, each where no longer one does."""
    found: set[str] = set()
    padded = f" {text} "
    for name in sorted(set(names), key=len, reverse=True):
        if f" {name} " in padded:
            found.add(name)
            padded = f" {padded.replace(f' {name} ', ' , ').strip()} "
    return found


def _holds(text: str, name: str) -> bool:
    return f" {name} " in f" {text} "


def _is_refused(match: Match, kind: str, message: Message) -> bool:
    """Whether the clause goes on with a no: "the archive no", "Archiv doch nicht", and of an add-on "take it off".

    An add-on is refused by one before it, too: "please don't add the archive".
    """
    clause = message.clauses[match.first]
    if kind == "add_on" and any(
        message.clauses[one.first] == clause and one.last < match.first for one in message.named("no")
    ):
        return True
    behind = [one for one in message.matches if one.first > match.last and message.clauses[one.first] == clause]
    ends = behind[-1:] if kind == "add_on" and behind and behind[-1].value("negators") is not None else []
    counted = any(one.value("numbers") is not None for one in behind)
    off = [one for one in behind if one.value("fewer") is not None] if kind == "add_on" and not counted else []
    return bool(ends or off) or any(not {"no", "leaving"}.isdisjoint(one.values) for one in behind)


def _sure_places(message: Message) -> tuple[set[int], set[int]]:
    """Return where a word that is an everyday one too names an offer: beside "the .. one" or "monthly"; and beside a count."""
    beside = {place for one in message.named("option_words", "billing") for place in (one.first - 1, one.last + 1)}
    # "3 pro seats", "3 seats of pro", "4 pro", "another pro", "pro for 4"
    units = [one for one in message.matches if one.value("people") is not None]
    counted = {one.first - 1 for one in units} | {one.last + 2 for one in units}
    counted |= {one.last + 1 for one in numbers_in(message, every=True)}
    counted |= {one.last + 1 for one in message.matches if one.value("more") is not None}
    counted |= {one.first - 1 for one in message.named("for_whom") if message.digits.intersection({one.last + 1})}
    rest = set(message.words()) - message.fillers - message.polite
    return beside, counted | (rest if len(rest) < 2 else set())


def _names(match: Match, kind: str, message: Message, hints: Hints, sure: tuple[set[int], set[int]]) -> bool:
    """Whether a word that is an everyday one too names an offer here."""
    if match.value(kind) is not None or hints.expecting in CHOOSING - {"confirm"}:
        return True
    beside, counted = sure
    if match.first in beside or match.last in beside:
        return True
    if message.nouns and not message.typed(match.first, match.last)[0].isupper() and not _ends_there(match, message):
        return False  # "32 pro Platz"; "zwei pro und ein essential" names it
    return match.first in counted or match.last in counted


def _ends_there(match: Match, message: Message) -> bool:
    """Whether nothing is counted behind a word: the clause ends, or goes on with an "and"."""
    after = match.last + 1
    return after == len(message.tokens) or message.begins(after) or not message.tokens[after].is_word


def _pointed_at(message: Message, hints: Hints, said: Reading) -> list[str]:
    """Return the offers of the list shown last that "the second one", "both" or "the yearly one" mean."""
    shown = list(hints.shortlist)
    if not shown or said.people or said.quantity:
        return []
    named = message.named("option_words")
    options = {one.first - 1 for one in named} | {
        one.last + 1 for one in named if one.value("numbers") is None
    }  # "one first"
    short = sum(1 for _ in message.words()) <= 6
    ordinals = message.named("ordinals")
    corrected = bool(message.named("corrections", "no"))  # "the top one. Actually no, the bottom one"
    for match in reversed(ordinals) if corrected else ordinals:
        place = int(match.value("ordinals") or 0)
        if (
            message.is_free(match)
            and (match.last in options or (short and not _puts_first(match, message)))
            and place <= len(shown)
        ):
            return [shown[place - 1 if place > 0 else place]]
    if hints.expecting == "choice" and message.named("both") and short:
        return shown
    if hints.expecting == "choice" and said.billing and message.named("option_words"):
        billed = {one.path for one in hints.offers if one.billing == said.billing}
        return [path for path in shown if path in billed][:1]
    return []


def _puts_first(match: Match, message: Message) -> bool:
    """Whether a place in a list says when: "first tell me more"."""
    after = match.last + 1
    idle = message.fillers | message.glue | message.polite
    goes_on = after < len(message.tokens) and message.tokens[after].is_word and after not in idle
    return message.begins(match.first) and goes_on


def read_attributes(message: Message, hints: Hints, said: Reading) -> None:
    """Read what their words stand for in the catalogue; in a question only what leads up to who they are."""
    asked = any(question.key == hints.expecting for question in hints.playbook.questions)
    asking = message.asking | message.marked
    about = {match.last + step for match in message.named("for_whom") for step in (1, 2, 3)}
    for match in message.matches:
        held = sorted(label for label in match.labels if label[0].startswith("attribute:"))
        if not held or not message.taken.isdisjoint(range(match.first, match.last + 1)):
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
        said.keywords = list(
            dict.fromkeys(match.value("keyword") or "" for match in message.named("keyword") if message.is_free(match))
        )


def read_unanswered(message: Message, hints: Hints, said: Reading) -> None:
    """Read that a question will not be answered, or that none of its values is right."""
    question = next((one for one in hints.playbook.questions if one.key == hints.expecting), None)
    if question is None or _is_answered(question.key, question.attribute, said):
        return
    key: Any = question.key
    if message.named("do_not_know") or (
        question.attribute and "question" not in said.intents and message.named("other")
    ):
        said.declined.append(key)
    elif question.attribute and _tells_something(message, said):
        said.declined.append(key)
        said.unlisted = " ".join(message.text.split())[:40]


def _is_answered(key: str, attribute: str | None, said: Reading) -> bool:
    if attribute:
        return any(one.key == attribute for one in said.attributes)
    return getattr(said, key, None) is not None or (key == "people" and said.quantity is not None)


def _tells_something(message: Message, said: Reading) -> bool:
    """Whether a few words hold one of their own, which answers nothing else, and nothing else was read from them."""
    own = [place for place in message.words() if place not in message.ordinary and message.tokens[place].is_word]
    said_else = bool(said.intents or said.email or said.people or said.offers)
    answers = bool(message.named("yes", "no", "praise", "doubt", "conditions", "leaving"))
    return bool(own) and not said_else and not answers and sum(1 for _ in message.words()) <= LONGEST_ANSWER
