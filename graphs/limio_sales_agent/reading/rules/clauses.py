"""What each clause of a reply is for, and which of its words nothing accounts for."""

from __future__ import annotations

from collections import defaultdict

from babel.numbers import get_currency_symbol

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.rules.message import IDLE, Match, Message
from limio_sales_agent.reading.rules.numbers import amounts_of, numbers_in
from limio_sales_agent.reading.rules.tokens import words_of_name

# What may stand in a message that commits to something, beside what was read from it.
ANYWHERE = frozenset({"yes", "no", "nothing_more", "leaving", "please", "fillers", "corrections", "billing", "offer"})
ANYWHERE |= {"add_on", "option_words", "only_me", "closings", "praise", "approves", "receipts", "goods", "onward"}
ANYWHERE |= {"replaces", "titles", "doubt", "conditions", "later", "both"}
SAYING = frozenset({"thanks", "greeting", "goodbye", "buy", "pay_now", "decline_details"})
ORDER = frozenset({"seems", "things", "goods", "leads", "glue", "support", "paying"})  # what tells of it in any words
COUNTING = frozenset({"people", "copies", "in_total", "of_which", "fewer", "more", "also", "adds"})
DETAILS = frozenset({"fields", "name_is", "last_name_is", "company_is"})  # what a detail is told by
# And what may in a clause of a kind, where nothing negates it.
BESIDE = {
    "agrees": ORDER | {"acts", "requests"},
    "leads to a yes": frozenset({"leads"}),  # "go ahead and | make it"
    "tells": ORDER | COUNTING,  # "I have read the terms", "12 people", "without the archive"
    "states": frozenset({"topics"}),  # "the terms are fine"; "okay and the terms" is a question
    "allows": frozenset({"approvers", "two_people"}),  # "my boss approved it"; "my boss" by itself allows nothing
    "gives": DETAILS,  # "my e-mail: jo@brand.io"
    "agrees to terms": frozenset({"topics", "seems"}),  # "I accept the terms"
    "has the code": frozenset({"code_words", "glue"}),
    "refuses": IDLE | {"negators", "fewer", "add_on_word"},  # "I'd rather not give my email", "not the archive"
}
ALONE = IDLE | {"goods", "paying"}  # what a word may be there by itself, whatever phrase it is a part of
# Two words that agree in one clause.
TOGETHER = {
    "acts": ("things", "goods", "add_on", "add_on_word", "code_words"),
    "requests": ("goods",),
    "please": ("goods",),
}
ADDING = {"adds": ("things", "add_on", "add_on_word")}  # and these where an add-on is asked about
AMOUNTS = ("currencies", "periods", "per_person", "in_total", "copies", "people")  # what stands beside an amount
BUYING = frozenset({"buy", "pay_now"})
POLITE = frozenset({"thanks", "greeting"})
LEADING_ON = frozenset({"groups", "place_words"})  # "make it 14", "we are in marketing"
LONGEST_SIGNATURE = 8  # words


class Clauses:
    """The clauses of a message, by what they do.

    Attributes:
        yes: The phrases that agree by themselves.
        together: Clauses that agree by two words, and where the second of them stands.
        refusing: Clauses that refuse an add-on.
        without: Clauses that refuse nothing but an add-on, at the last ask: "no archive thanks".
        changing: Clauses that hold something which may change an order.
        allowing: Clauses that tell why the order may be made: "my boss approved it".
        left_over: The words that nothing accounts for.
        tells_how_many: Whether "we are 12" is told, which orders nothing; "go ahead" outweighs it where 12 were shown.
    """

    def __init__(self, message: Message, hints: Hints) -> None:
        self.message, named, of = message, message.named, message.clauses_of
        self.is_last_ask = hints.expecting == "confirm"
        self.refusing = of(one for one in named("add_on", "add_on_word") if not message.is_free(one))
        self.without = self.refusing - of(named("yes")) if self.is_last_ask else set()
        self._about, self._telling = of(named("topics")), message.telling()
        self._against = {one.first for one in named("no", "leaving", "doubt", "conditions", "negators")}
        self._against |= {one.first for one in self._keeping_back()}  # "I do | not want to give my email"
        self.yes = [one for one in named("yes") if not self._only_praises(one) and not self._is_cut(one)]
        self.together = self._paired()
        repeated = _repeated(message, hints)
        self._given = {message.clauses[place] for place in message.taken | repeated}
        self.changing = of(named("offer", "add_on", "billing", "prefer")) | self._given
        self.allowing = of(self._free("support"))
        has_code = "promo_code" in hints.known and not named("other")  # "yes, with my code"; not "another code"
        self._other_than_both = _both_of_another_number(message, hints)
        held = (message.taken - _other_amounts(message, hints)) | repeated | self._signature()
        held |= _words_of_names(message, hints)
        self.left_over = self._left_over(held, self._kinds(of(named("code_words")) if has_code else set()))
        counts = {one.last + step for one in named("breaks") if one.value("groups") is not None for step in (1, 2)}
        outright = self.together or any(one.value("nods") is None for one in self.yes)
        told = counts & (message.taken | repeated)
        self.tells_how_many = bool(told - repeated if outright else told)

    def _free(self, *names: str) -> list[Match]:
        return [one for one in self.message.named(*names) if self.message.is_free(one)]

    def _keeping_back(self) -> list[Match]:
        return [one for one in self.message.named("intents") if one.value("intents") == "decline_details"]

    def _kinds(self, with_the_code: set[int]) -> dict[str, set[int]]:
        """Return the clauses of each kind."""
        of, named = self.message.clauses_of, self.message.named
        wishes = self._free("intents")
        buys = of(one for one in wishes if one.value("intents") in BUYING)
        polite = of(one for one in wishes if one.value("intents") in POLITE)
        agrees = ((of(self.yes) | buys) - self._about) | self.together.keys() | self.refusing
        gives = self._given | {one for one in of(named(*DETAILS)) if one + 1 in self._given}  # "e-mail: jo@brand.io"
        states = self.allowing | of(self._free("praise", "receipts"))
        asks = {self.message.clauses[place] for place in self.message.alone("please")}  # "yes please the terms"
        return {
            "agrees": agrees,
            "leads to a yes": {one - 1 for one in agrees},
            "tells": states | self.changing | of(named("goods")) | polite | gives,
            "states": states,
            "agrees to terms": (of(self.yes) & self._about) - asks,
            "allows": self.allowing,
            "gives": gives,
            "has the code": with_the_code,
            "refuses": of((*self._keeping_back(), *named("no", "leaving"))) | self.refusing,
        }

    def _left_over(self, held: set[int], kinds: dict[str, set[int]]) -> set[int]:
        message, left = self.message, set(self.message.words()) - held
        anywhere = ANYWHERE | {"ordering" if self.is_last_ask else "adds"}
        beside: dict[int, set[str]] = defaultdict(set)
        for kind, clauses in kinds.items():
            for clause in clauses:
                beside[clause] |= BESIDE[kind]
        for match in message.matches:
            attribute = any(one.startswith("attribute") for one in match.values) and DETAILS.isdisjoint(match.values)
            if attribute or match.value("intents") in SAYING or not anywhere.isdisjoint(match.values):
                left.difference_update(match.places)
        alone = ((names & ALONE, range(place, place + 1)) for place, names in enumerate(message.lists))
        for names, places in (*((frozenset(one.values), one.places) for one in message.matches), *alone):
            clause, is_free = message.clauses[places[0]], message.negated.isdisjoint(places)
            refuses = clause in kinds["refuses"] and not BESIDE["refuses"].isdisjoint(names)
            if refuses or (is_free and not beside[clause].isdisjoint(names)):
                left.difference_update(places)
        # What a slip was taken for in the catalogue may be a word of its own: "terms" is no "teams".
        slips = message.respelt & message.places(one for one in message.matches if _is_in_the_catalogue(one))
        return left | slips | message.doubted | self._other_than_both

    def _by_clause(self, *names: str) -> dict[int, list[Match]]:
        held: dict[int, list[Match]] = defaultdict(list)
        for one in self.message.named(*names):
            held[self.message.clauses[one.first]].append(one)
        return held

    def _paired(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for name, others in (TOGETHER if self.is_last_ask else TOGETHER | ADDING).items():
            first, second = self._by_clause(name), self._by_clause(*others)
            for clause in first.keys() & second.keys():
                pair = {*first[clause], *second[clause]}
                if len(pair) > 1:  # "order" alone is no two words
                    found[clause] = max(one.last for one in pair)
        return {clause: place for clause, place in found.items() if clause not in self._about | self.refusing}

    def praises(self, match: Match) -> bool:
        """Whether a phrase agrees to a price or to terms alone: "so that's the price"."""
        return self.message.clauses[match.first] in self._about

    def _only_praises(self, match: Match) -> bool:
        """Whether "great" praises a price, or "okay" says that something was understood."""
        if self.message.named("receipts") and match.value("nods") is not None:
            return True
        wishes = match.value("unfinished") is not None  # "je veux les deux dans une commande"
        return self.praises(match) and (wishes or match.value("praise") is not None)

    def _is_cut(self, match: Match) -> bool:
        """Whether it goes on to something else: "we do | not need it", "make it 14", "we are in marketing", "let's go home"."""
        message, after, goes = self.message, match.last + 1, match.value("yes") == "goes"
        leads_on = goes or not LEADING_ON.isdisjoint(match.values)
        further = after in self._telling or (goes and after in message.glue)
        if leads_on and further and not message.begins(after) and message.at(after).value("fillers") is None:
            return True
        return not self._against.isdisjoint(range(match.first + 1, after))

    def _signature(self) -> set[int]:
        """Return the words in capitals with which a message ends behind "regards,": a name, a firm, a place."""
        message = self.message
        closings = [one.last for one in message.named("closings")]
        behind = {place for place in message.words() if closings and place > closings[-1]}
        others = behind - message.idle - message.taken
        signed = len(behind) <= LONGEST_SIGNATURE and all(message.typed(one, one)[0].isupper() for one in others)
        return behind if signed else set()


def _repeated(message: Message, hints: Hints) -> set[int]:
    """Return the tokens of amounts that are said as they were shown, with their currency and period."""
    if not (shown := amounts_of(hints.ask)):
        return set()
    numbers = [one for one in numbers_in(message, every=True) if one.value in shown]
    found = {place for one in numbers for place in range(one.first, one.last + 1)}
    for match in message.named(*AMOUNTS):
        near = not found.isdisjoint({match.first - 2, match.first - 1, match.last + 1})
        currency = match.value("currencies")
        if near and (currency is None or get_currency_symbol(currency, "en") in hints.ask):
            found |= set(range(match.first, match.last + 1))
    return found


def _other_amounts(message: Message, hints: Hints) -> set[int]:
    """Return the amounts that are none of those shown, which no yes to the order holds."""
    coins = message.places(message.named("currencies")) if hints.expecting == "confirm" else set()
    other = [one for one in numbers_in(message, every=True) if one.value not in amounts_of(hints.ask)] if coins else []
    return {one.first for one in other if coins & {one.first - 1, one.last + 1}}


def _both_of_another_number(message: Message, hints: Hints) -> set[int]:
    """Return the words that tell two things of an order that is neither of two nor for two: "yes, both"."""
    both = [one for one in message.named("both") if one.value("both")] if hints.expecting == "confirm" else []
    ask = f" {' '.join(words_of_name(hints.ask))} " if both else ""
    names = {" ".join(words_of_name(one.display_name)) for one in (*hints.offers, *hints.add_ons)} if both else set()
    counts = {sum(f" {name} " in ask for name in names), hints.needs.get("people"), hints.needs.get("quantity")}
    return message.places(one for one in both if int(one.values["both"]) not in counts)


def _words_of_names(message: Message, hints: Hints) -> set[int]:
    """Return the words of what is named, wherever they stand: "a locker of my own", "the marketing briefing"."""
    paths = {value for one in message.named("offer", "add_on", "add_on_word") for _, value in one.labels}
    named = (one.display_name for one in (*hints.offers, *hints.add_ons) if one.path in paths)
    words = {word for name in named for word in words_of_name(name)}
    return {place for place in message.words() if message.tokens[place].word in words}


def _is_in_the_catalogue(match: Match) -> bool:
    return any(one.partition(":")[0] in {"attribute", "offer", "offer_word", "add_on"} for one in match.values)
