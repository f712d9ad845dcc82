"""Consent, which is a closed thing: a yes, a no or a goodbye counts only where the whole message is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from babel.numbers import get_currency_symbol

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import ASKING, Intent, Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import amounts_of, numbers_in
from limio_sales_agent.reading.rules.tokens import words_of

Verdict = Literal["yes", "no", "not_buying"]
Accounted = Literal["whole", "partly", "against"]
# What may stand in a message that commits to something, beside what was read from it.
ACCOUNTED = frozenset(
    {"yes", "no", "leaving", "please", "fillers", "corrections", "billing", "offer", "add_on", "both", "option_words"}
    | {"name_is", "company_is", "closings", "only_me", "praise", "receipts", "goods"}
)
# What may stand in a clause that agrees, and is about nothing but the order: not "send me the terms".
LEADING = frozenset({"seems", "acts", "things", "goods", "leads", "requests", "glue", "support"})
# What may stand in a clause that tells something beside a yes: "I have read the terms", "my boss approved it".
TELLING = frozenset({"seems", "things", "goods", "glue", "support", "leads"})
# Wishes that go before an order: who has one does not conclude it in the same breath.
FIRST: frozenset[Intent] = frozenset(
    {"quote", "human", "discount", "existing_customer", "link_broken", "another_order"}
)
TOGETHER = (
    ("acts", "things"),
    ("acts", "goods"),
    ("requests", "goods"),
    ("please", "goods"),
    ("acts", "add_on"),
    ("acts", "add_on_word"),
)  # in one clause they agree
LONGEST_SIGNATURE = 8  # words
POLITE = frozenset({"thanks", "greeting"})
COMMITTING: frozenset[Intent] = frozenset({"yes", "no", "not_buying", "buy", "pay_now"})


def read_commitment(message: Message, hints: Hints, said: Reading) -> None:
    """Read whether the message agrees, refuses or leaves, and whether all of it is accounted for."""
    verdicts = _Verdicts(message, hints)
    said.accounted = verdicts.accounted(said, hints.expecting)
    last = verdicts.last()
    if last == "no" and ("decline_details" in said.intents or (hints.expecting != "add_on" and _changes(said))):
        last = None  # "no, 15" takes nothing back, nor does "no, you do not get my address"
    said.hedged = hints.expecting == "confirm" and not ASKING & set(said.intents) and not verdicts.may_change()
    if said.accounted == "whole":
        said.intents += [last] if last else []
        return
    held_back = last is not None or bool(COMMITTING & set(said.intents)) or bool(message.named("doubt", "conditions"))
    said.intents = [one for one in said.intents if one not in COMMITTING - {"buy", "pay_now"}]
    if held_back:
        said.intents.append("unsure")


def _changes(said: Reading) -> bool:
    return bool(said.people or said.quantity or said.offers or said.attributes or said.billing or said.budget)


class _Verdicts:
    """What each sentence of a message says to the last ask."""

    def __init__(self, message: Message, hints: Hints) -> None:
        self.message = message
        self.together: dict[int, int] = {}  # clauses that agree by two words, and where the second of them stands
        for pair in TOGETHER:
            first, second = ({message.clauses[one.first]: one.last for one in message.named(name)} for name in pair)
            self.together |= {clause: max(first[clause], second[clause]) for clause in first.keys() & second.keys()}
        self.about = {message.clauses[one.first] for one in message.named("topics")}
        asks = {message.clauses[place] for place in message.polite}  # "yes please the terms"
        self.praised = {message.clauses[one.first] for one in message.named("praise", "yes")} & self.about - asks
        self.together = {clause: place for clause, place in self.together.items() if clause not in self.about}
        self.against = {one.first for one in message.named("no", "leaving", "doubt", "conditions", "negators")}
        self.yes = [one for one in message.named("yes") if not self._only_praises(one) and not self._is_cut(one)]
        buying = (one for one in message.named("intents") if one.value("intents") in {"buy", "pay_now"})
        agrees = [*self.yes, *filter(message.is_free, buying)]
        self.agreeing = {message.clauses[one.first] for one in agrees} - self.about | self.together.keys()
        self.repeated = _repeated(message, hints)
        facts = message.taken | self.repeated | message.places(message.named("offer", "add_on", "billing"))
        self.given = {message.clauses[place] for place in message.taken}
        told = [one for one in message.named("support", "praise", "receipts", "goods") if message.is_free(one)]
        self.stating = {message.clauses[one.first] for one in told if one.value("goods") is None}
        self.allowed = {message.clauses[one.first] for one in told if one.value("support") is not None}
        thanks = (one for one in message.named("intents") if one.value("intents") in POLITE)
        self.telling = {message.clauses[one.first] for one in (*told, *thanks)}
        self.changed = {message.clauses[place] for place in facts}
        self.telling |= self.changed
        fields = {message.clauses[one.first] for one in message.named("fields")}
        self.telling |= {clause for clause in fields if clause + 1 in self.given}  # "my e-mail: jo@brand.io"

        self._names = _words_of_names(message, hints)
        self.rest = self._left_over()

    def _left_over(self) -> set[int]:
        """Return the words that nothing accounts for."""
        message = self.message
        held = message.places(one for one in message.matches if self._is_accounted(one))
        held |= message.places(message.named("doubt", "conditions")) | message.taken | self.repeated
        held |= {
            place for place in message.glue - message.negated if message.clauses[place] in self.agreeing | self.telling
        }
        refusals = [one for one in message.matches if one.value("intents") == "decline_details"] + message.named(
            "no", "leaving"
        )
        refusing = {message.clauses[one.first] for one in refusals}
        held |= {
            place for place in message.fillers if message.clauses[place] in refusing
        }  # "I'd rather not give my email"
        held |= self._signature() | self._names
        # What a slip was taken for in the catalogue may be a word of its own: "terms" is no "teams".
        slips = message.respelt & message.places(one for one in message.matches if _is_in_the_catalogue(one))
        # "We are 12" tells how many they are, and orders nothing.
        tells = [one for one in message.named("breaks") if one.value("groups") is not None]
        telling = {place for one in tells for place in (one.last + 1, one.last + 2)}
        telling &= message.taken | self.repeated
        return set(message.words()) - (held - slips - telling - (message.priced - self.repeated))

    def _signature(self) -> set[int]:
        """Return the words in capitals with which a message ends behind "regards,": a name, a firm, a place."""
        message = self.message
        closings = [one.last for one in message.named("closings")]
        behind = [place for place in message.words() if closings and place > closings[-1]]
        signed = all(
            message.typed(place, place)[0].isupper() or place in message.fillers | message.taken for place in behind
        )
        return set(behind) if signed and len(behind) <= LONGEST_SIGNATURE else set()

    def _is_cut(self, match: Match) -> bool:
        """Whether another phrase begins within this one and goes on, "we do" in "we do not need it", or a number follows."""
        counts = match.value("groups") is not None and match.last + 1 < len(self.message.tokens)
        if counts and self.message.tokens[match.last + 1].is_number:
            return True  # "make it 14"
        return not self.against.isdisjoint(range(match.first + 1, match.last + 1))

    def _only_praises(self, match: Match) -> bool:
        """Whether "great" praises a price, or "okay" says that something was understood."""
        if self.message.named("receipts") and match.value("nods") is not None:
            return True
        return self.message.clauses[match.first] in self.about and match.value("praise") is not None

    def last(self) -> Verdict | None:
        """Return what the last sentence that says anything says; None where two of them are in one."""
        said: dict[int, set[Verdict]] = {}
        for verdict, place in self._all():
            said.setdefault(self.message.sentences[place], set()).add(verdict)
        if not said:
            return "yes" if self._only_asks_for_it() else None
        verdicts = said[max(said)]
        if verdicts == {"no", "not_buying"}:
            return "not_buying"
        return next(iter(verdicts)) if len(verdicts) == 1 else None

    def _only_asks_for_it(self) -> bool:
        """Whether all there is is a "please"."""
        polite = self.message.places(
            one for one in self.message.matches if one.value("please") is not None or one.value("intents") in POLITE
        )
        return bool(self.message.named("please")) and polite.issuperset(self.message.words())

    def _all(self) -> Iterator[tuple[Verdict, int]]:
        for match in self.yes:
            if match.value("no") is None and match.value("leaving") is None:
                yield ("yes" if self.message.is_free(match) else "no"), match.first
        for match in self.message.named("leaving", "no"):
            yield ("no" if match.value("leaving") is None else "not_buying"), match.first
        for place in self.together.values():
            yield ("no" if place in self.message.negated else "yes"), place

    def accounted(self, said: Reading, expecting: str | None) -> Accounted:
        """Return whether all is accounted for, or what is not at least does not speak against it."""
        message = self.message
        # "too expensive, so no" is as plain as a refusal gets, and so is an address that is kept back.
        refuses = self.last() in {"no", "not_buying"}
        refuses |= expecting == "details" and "decline_details" in said.intents
        doubts = message.named("doubt", "conditions")
        if "goodbye" in said.intents and not refuses and self._only_nods():
            return "against"  # "ok, bye" leaves; "please make it, goodbye" does not
        if (doubts and not refuses) or said.invalid or said.unlisted or (ASKING | FIRST) & set(said.intents):
            return "against"
        rest = self.rest
        if not rest:
            return "partly" if self._breaks_off() else "whole"
        numbers = any(message.tokens[place].is_number for place in rest)
        foreign = 2 * len(rest - message.ordinary) >= sum(1 for _ in message.words())
        return "against" if numbers or foreign or rest & message.negated else "partly"

    def _is_accounted(self, match: Match) -> bool:
        if match.value("intents") in {"thanks", "greeting", "goodbye", "buy", "pay_now", "decline_details"}:
            return True
        if not {"name_is", "company_is"}.isdisjoint(match.values) and match.last + 1 not in self.message.taken:
            return False  # "the company's name is right" agrees to a name
        clause = self.message.clauses[match.first]
        if clause in self.praised and not {"topics", "seems"}.isdisjoint(match.values):
            return True  # "the terms are fine"; "okay and the terms" is a question
        leads = clause in self.agreeing and not LEADING.isdisjoint(match.values)
        leads |= clause + 1 in self.agreeing and match.value("leads") is not None  # "go ahead and | make it"
        tells = clause in self.telling and not TELLING.isdisjoint(match.values)
        # "My address is jo@brand.io", and "E-mail: jo@brand.io".
        names = clause not in self.agreeing and not {clause, clause + 1}.isdisjoint(self.given)
        fields = names and match.value("fields") is not None
        known = not ACCOUNTED.isdisjoint(match.values) or any(one.startswith("attribute") for one in match.values)
        tells |= clause in self.stating and match.value("topics") is not None
        tells |= clause in self.allowed and match.value("approvers") is not None  # "my boss" by itself allows nothing
        counts = clause in self.given and not {"people", "copies", "in_total", "of_which"}.isdisjoint(match.values)
        return ((leads or tells or counts) and self.message.is_free(match)) or fields or known

    def may_change(self) -> bool:
        """Whether what the message tells may change an agreed order: it corrects, or a clause of it is all of a change."""
        message = self.message
        hedged = {message.sentences[one.first] for one in message.named("conditions")}
        corrects = any(message.sentences[one.first] not in hedged for one in message.named("corrections", "no"))
        doubts = message.places(
            one for one in message.named("doubt") if one.value("breaks") is None
        )  # "but 10" is none
        rest = self.rest - message.places(message.named("negators"))  # "monthly instead of yearly"
        unclear = {message.clauses[place] for place in rest | doubts} | self.allowed
        unclear |= {
            clause for clause, sentence in zip(message.clauses, message.sentences, strict=True) if sentence in hedged
        }
        return corrects or not (rest or doubts or hedged) or bool(self.changed - unclear)

    def _only_nods(self) -> bool:
        return not self.together and all(one.value("nods") is not None for one in self.yes)

    def _breaks_off(self) -> bool:
        """Whether the last word calls for another: "yes and"."""
        last = max(self.message.words(), default=-1)
        return any(one.last == last for one in self.message.named("unfinished"))


def _repeated(message: Message, hints: Hints) -> set[int]:
    """Return the tokens of amounts that are said as they were shown, with their currency and period."""
    shown = amounts_of(hints.ask)
    numbers = [one for one in numbers_in(message, every=True) if one.value in shown]
    found = {place for one in numbers for place in range(one.first, one.last + 1)}
    for match in message.named("currencies", "periods", "per_person", "in_total", "copies", "people"):
        near = not found.isdisjoint({match.first - 2, match.first - 1, match.last + 1})
        currency = match.value("currencies")
        if near and (currency is None or get_currency_symbol(currency, "en") in hints.ask):
            found |= set(range(match.first, match.last + 1))
    return found


def _words_of_names(message: Message, hints: Hints) -> set[int]:
    """Return the words of what is named, wherever they stand: "a locker of my own"."""
    paths = {value for one in message.named("offer", "add_on", "add_on_word") for _, value in one.labels}
    named = (one.display_name for one in (*hints.offers, *hints.add_ons) if one.path in paths)
    words = {word for name in named for word in words_of(name)}
    return {place for place in message.words() if message.tokens[place].word in words}


def _is_in_the_catalogue(match: Match) -> bool:
    return any(one.partition(":")[0] in {"attribute", "offer", "offer_word", "add_on"} for one in match.values)
