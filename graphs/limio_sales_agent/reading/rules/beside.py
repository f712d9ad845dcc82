"""What is told beside a yes: that it was allowed, thanks, a misgiving that is settled. The yes is read without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.rules.message import Match, Message, message_of
from limio_sales_agent.reading.rules.numbers import amounts_of, numbers_in
from limio_sales_agent.reading.rules.tokens import words_of
from limio_sales_agent.reading.rules.words import Index, Lexicon

HEADS = frozenset({"told", "misgivings"})  # what makes idle words a thing that is told
IDLE = HEADS | {"fine", "beside", "approvers", "support", "glue"}
# What stays and is read as ever: what agrees, and what the order says, told back.
STAYING = frozenset({"yes", "nods", "please", "people", "copies", "in_total", "per_person", "periods", "currencies"})
STAYING |= {"offer", "offer_word", "billing"}
GOING_ON = frozenset({"yes", "nods", "acts", "please"})  # what "but" may lead to behind a misgiving
OUTRIGHT = frozenset({"acts", "goods"})
HARD = frozenset({"conditions", "negators", "doubt", "no", "leaving", "corrections", "more", "fewer"})
HARD |= {"inverts", "wanting"}


def without_asides(text: str, lexicon: Lexicon, catalogue: Index, hints: Hints) -> str | None:
    """Return a reply without what is only told beside its answer; None if it is no yes."""
    message = message_of(text, lexicon, catalogue, lexicon.asides)
    outright = any(map(_is_outright, message.matches))
    gone = _Asides(message, lexicon, hints, outright=outright).gone
    kept = list(message.text)
    for one in (message.tokens[place] for place in gone):
        kept[one.start : one.end] = " " * (one.end - one.start)
    rest = [one for one in message.matches if gone.isdisjoint(range(one.first, one.last + 1))]
    plain = any("plainly" in one.values for one in rest)
    return "".join(kept) if gone and (plain or any(_is_outright(one) for one in rest)) else None


def _is_outright(match: Match) -> bool:
    """Whether what agrees says more than "I see": beside "ok" thanks and the like may be all there is."""
    names = match.values.keys()
    return not OUTRIGHT.isdisjoint(names) or ("yes" in names and {"nods", "praise"}.isdisjoint(names))


class _Asides:
    """The words of the clauses that only tell something.

    In each of them every word is one of a few, or beside an outright yes tells the order back. A negation, a condition, a
    doubt, a question, a wish or a number that the ask did not tell leaves a clause as it was.
    """

    def __init__(self, message: Message, lexicon: Lexicon, hints: Hints, *, outright: bool) -> None:
        self.message, self._outright = message, outright
        self.gone: set[int] = set()
        self._words = {one[0]: dict(labels) for one, labels in lexicon.asides.labels.items() if len(one) == 1}
        self._ask = set(words_of(hints.ask))
        self._at: dict[int, list[Match]] = defaultdict(list)
        for match in message.matches:
            for place in range(match.first, match.last + 1):
                self._at[place].append(match)
        shown = amounts_of(hints.ask)
        numbers = numbers_in(message, every=True)
        self._numbers = {place for one in numbers for place in range(one.first, one.last + 1)}
        others = {one.first for one in numbers if one.value not in shown}
        self._other = {place for place in others if not self._is(place, "beside", "glue")}  # "ein"
        self._uneasy = False  # whether a misgiving was just told, which "but" may settle
        for sentence, places in groupby(message.words(), key=lambda place: message.sentences[place]):
            if sentence not in message.marked:
                clauses = groupby(places, key=lambda place: message.clauses[place])
                self._leave_out([list(clause) for _, clause in clauses])
        leaves = any(one.value("intents") == "goodbye" and not self._is_idle(one) for one in message.matches)
        uneasy = max(message.places(message.named("misgivings")) & self.gone, default=-1)
        if leaves or uneasy > max(set(message.words()) - self.gone, default=-1):
            self.gone = set()  # "thanks, that was helpful. Bye", "go ahead. Pricey though"

    def _leave_out(self, clauses: Sequence[list[int]]) -> None:
        run: list[int] = []
        for clause in clauses:
            if self._is_told(clause):
                run += clause
                self._uneasy |= any(self._is(place, "misgivings") for place in clause)
                continue
            self._end(run)
            run = []
            if self._uneasy:
                goes_on = any(self._is(place, *GOING_ON) for place in clause)
                self.gone |= {place for place in clause[:1] if goes_on and self._is(place, "settled")}  # "but go ahead"
                self._uneasy = False
        self._end(run)

    def _end(self, run: Sequence[int]) -> None:
        back = {"number", "name"} if self._outright else set[str]()  # "yes, we are 12" tells how many they are
        if any(self._tells(place) or self._is(place, "fine") or self._means(place) & back for place in run):
            self.gone |= {place for place in run if not self._means(place) & {"stays", "number"}}

    def _is(self, place: int, *names: str) -> bool:
        word = self.message.tokens[place].word if place < len(self.message.tokens) else ""
        held = [*(one.values for one in self._at[place]), self._words.get(word, {})]
        return any(not one.keys().isdisjoint(names) for one in held) or ("glue" in names and place in self.message.glue)

    def _tells(self, place: int) -> bool:
        allowed = any("support" in one.values and one.last > one.first for one in self._at[place])
        return allowed or self._is(place, *HEADS)

    def _is_idle(self, match: Match) -> bool:
        names = IDLE | {"settled"} if self._uneasy else IDLE
        return "wanting" not in match.values and not match.values.keys().isdisjoint(names)

    def _is_told(self, clause: Sequence[int]) -> bool:
        """Whether each word of a clause is one of a few."""
        relapses = self._is(clause[0], "settled") and any(self._is(place, "misgivings") for place in clause)
        settles = self._uneasy and self._is(clause[0], "settled")
        says = settles or any(self._tells(place) or self._is(place, "verbs") for place in clause)
        known = all(None not in self._means(place) for place in clause)
        unsaid = not says and any(self._is(place, "fine") for place in clause)  # "happy" by itself
        return known and not (unsaid or relapses or self._asks(clause))

    def _means(self, place: int) -> set[str | None]:
        token = self.message.tokens[place]
        if place in self._other or place in self.message.respelt:
            return {None}
        if token.is_number:
            return {"number"}
        named = self.message.begins(place) and self.message.typed(place, place).istitle() and not self.message.nouns
        named = named and self._is(place + 1, "verbs")  # "Derek has signed it off"
        return {self._meaning(one) for one in self._at[place]} or {"idle" if named else None}

    def _meaning(self, match: Match) -> str | None:
        names, words = match.values.keys(), self.message.spoken(match).split()
        if self._is_idle(match):
            return "idle"
        if "people" in names and not {match.first - 1, match.last + 1} & self._numbers:
            return "idle"  # "the directors have agreed"
        if "offer_word" in names and self._ask.issuperset(words):
            return "name"
        if "numbers" in names or not names.isdisjoint(STAYING):
            return "number" if "numbers" in names else "stays"
        apart = all(self._is(place, *IDLE) for place in range(match.first, match.last + 1)) and len(words) > 1
        return "idle" if names.isdisjoint(HARD) and apart else None

    def _asks(self, clause: Sequence[int]) -> bool:
        """Whether a verb comes before who does it: "has the boss agreed", "ist der Chef einverstanden"."""
        joined = any("breaks" in one.values and one.first == one.last for one in self._at[clause[0]])
        first = clause[joined and len(clause) > 1]
        held = [one for one in self._at[first] if one.first == first]
        asks = any("questions" in one.values and not self._is_idle(one) for one in held)
        lone = all(one.first == one.last for one in held) and self._is(first, "verbs")
        return asks or (lone and not self._is(first + 1, *HEADS, "fine", "settled"))
