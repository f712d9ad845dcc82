"""Consent, which is a closed thing: a yes, a no or a goodbye counts only where the whole message is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import ASKING, Intent, Reading
from limio_sales_agent.reading.rules.message import Match, Message

Verdict = Literal["yes", "no", "not_buying"]
Accounted = Literal["whole", "partly", "against"]
# What may stand in a message that commits to something, beside what was read from it.
ACCOUNTED = frozenset(
    {"yes", "no", "leaving", "please", "fillers", "corrections", "billing", "offer", "add_on", "both", "option_words"}
    | {"name_is", "company_is", "closings", "only_me", "praise", "receipts"}
)
# What may stand beside a yes only in a clause that agrees, and is about nothing but the order: not "send me the terms".
LEADING = frozenset({"seems", "acts", "things", "goods", "leads", "requests"})
# Wishes that go before an order: who has one does not conclude it in the same breath.
FIRST: frozenset[Intent] = frozenset(
    {"quote", "human", "discount", "existing_customer", "link_broken", "another_order", "goodbye"}
)
TOGETHER = (
    ("acts", "things"),
    ("acts", "goods"),
    ("requests", "goods"),
    ("please", "goods"),
    ("acts", "add_on"),
    ("acts", "add_on_word"),
    ("seems", "praise"),
)  # in one clause they agree
POLITE = frozenset({"thanks", "greeting"})
COMMITTING: frozenset[Intent] = frozenset({"yes", "no", "not_buying", "buy", "pay_now"})


def read_commitment(message: Message, hints: Hints, said: Reading) -> None:
    """Read whether the message agrees, refuses or leaves, and whether all of it is accounted for."""
    verdicts = _Verdicts(message)
    said.accounted = verdicts.accounted(said, hints.expecting)
    last = verdicts.last()
    if last == "no" and ("decline_details" in said.intents or (hints.expecting != "add_on" and _changes(said))):
        last = None  # "no, 15" takes nothing back, nor does "no, you do not get my address"
    if said.accounted == "whole":
        said.intents += [last] if last else []
        return
    held_back = last is not None or bool(COMMITTING & set(said.intents)) or bool(message.named("doubt"))
    said.intents = [one for one in said.intents if one not in COMMITTING - {"buy", "pay_now"}]
    if held_back:
        said.intents.append("unsure")


def _changes(said: Reading) -> bool:
    return bool(said.people or said.quantity or said.offers or said.attributes or said.billing or said.budget)


class _Verdicts:
    """What each sentence of a message says to the last ask."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.together: dict[int, int] = {}  # clauses that agree by two words, and where the second of them stands
        for pair in TOGETHER:
            first, second = ({message.clauses[one.first]: one.last for one in message.named(name)} for name in pair)
            self.together |= {clause: max(first[clause], second[clause]) for clause in first.keys() & second.keys()}
        self.about = {message.clauses[one.first] for one in message.named("topics")}
        asks = {message.clauses[one.first] for one in message.named("please")}  # "yes please the terms"
        self.praised = {message.clauses[one.first] for one in message.named("praise", "yes")} & self.about - asks
        self.together = {clause: place for clause, place in self.together.items() if clause not in self.about}
        self.against = {one.first for one in message.named("no", "leaving", "doubt", "negators")}
        self.yes = [one for one in message.named("yes") if not self._only_praises(one) and not self._is_cut(one)]
        self.agreeing = {message.clauses[one.first] for one in self.yes} - self.about | self.together.keys()

    def _is_cut(self, match: Match) -> bool:
        """Whether another phrase begins within this one and goes on: "we do" in "we do not need it"."""
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
        doubts = message.named("doubt")
        if (doubts and not refuses) or said.invalid or said.unlisted or (ASKING | FIRST) & set(said.intents):
            return "against"
        held = message.places(one for one in message.matches if self._is_accounted(one)) | message.places(doubts)
        # What a slip was taken for in the catalogue may be a word of its own: "terms" is no "teams".
        slips = message.respelt & message.places(one for one in message.matches if _is_in_the_catalogue(one))
        # "We are 12" tells how many they are, and orders nothing.
        telling = {one.last + 1 for one in message.named("breaks") if one.value("groups") is not None} & message.taken
        rest = set(message.words()) - ((held | message.fillers | message.taken) - slips - telling)
        if not rest:
            return "whole"
        numbers = any(message.tokens[place].is_number for place in rest)
        foreign = 2 * len(rest - message.ordinary) >= sum(1 for _ in message.words())
        return "against" if numbers or foreign or rest & message.negated else "partly"

    def _is_accounted(self, match: Match) -> bool:
        if match.value("intents") in {"thanks", "greeting", "buy", "pay_now", "decline_details"}:
            return True
        clause = self.message.clauses[match.first]
        if clause in self.praised and not {"topics", "seems"}.isdisjoint(match.values):
            return True  # "the terms are fine"; "okay and the terms" is a question
        leads = clause in self.agreeing and not LEADING.isdisjoint(match.values)
        return (
            leads or not ACCOUNTED.isdisjoint(match.values) or any(one.startswith("attribute") for one in match.values)
        )


def _is_in_the_catalogue(match: Match) -> bool:
    return any(one.partition(":")[0] in {"attribute", "offer", "offer_word", "add_on"} for one in match.values)
