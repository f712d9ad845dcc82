"""What each clause of a reply is for, and which of its words nothing accounts for."""

from __future__ import annotations

from collections.abc import Iterable

from babel.numbers import get_currency_symbol

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import amounts_of, numbers_in
from limio_sales_agent.reading.rules.tokens import words_of_name

# What may stand in a message that commits to something, beside what was read from it.
ANYWHERE = frozenset(
    {
        "yes",
        "no",
        "nothing_more",
        "leaving",
        "please",
        "fillers",
        "corrections",
        "billing",
        "offer",
        "add_on",
        "both",
        "option_words",
    }
    | {"only_me", "closings", "praise", "approves", "receipts", "goods", "name_is", "company_is", "titles", "doubt"}
    | {"conditions"}
)
# What may stand in a clause that agrees, and is about nothing but the order: not "send me the terms".
AGREEING = frozenset({"seems", "acts", "things", "goods", "leads", "requests", "glue", "support"})
# What may stand in a clause that tells something beside a yes: "I have read the terms", "my boss approved it".
TELLING = frozenset({"seems", "adds", "things", "goods", "glue", "support", "leads"})
COUNTING = frozenset({"people", "copies", "in_total", "of_which"})
STEPPING = frozenset({"fewer", "more", "also", "adds"})  # beside a name: "remove the archive please"
SAYING = frozenset({"thanks", "greeting", "goodbye", "buy", "pay_now", "decline_details"})
TOGETHER = (  # two words that agree in one clause
    ("acts", "things"),
    ("acts", "goods"),
    ("requests", "goods"),
    ("please", "goods"),
    ("acts", "add_on"),
    ("acts", "add_on_word"),
)
ADDING = (("adds", "things"), ("adds", "add_on"), ("adds", "add_on_word"))  # and these where an add-on is asked about
AMOUNTS = ("currencies", "periods", "per_person", "in_total", "copies", "people")  # what stands beside an amount
LONGEST_SIGNATURE = 8  # words


class Clauses:
    """The clauses of a message, by what they do.

    Attributes:
        yes: The phrases that agree by themselves.
        together: Clauses that agree by two words, and where the second of them stands.
        is_last_ask: Whether it was asked whether to go ahead.
        refusing: Clauses that refuse an add-on.
        without: Clauses that refuse nothing but an add-on, at the last ask: "no archive thanks".
        changing: Clauses that hold something which may change an order.
        allowing: Clauses that tell why the order may be made: "my boss approved it".
        headcounts: The words of "we are 7", which agree to nothing, and may correct.
        left_over: The words that nothing accounts for.
    """

    def __init__(self, message: Message, hints: Hints) -> None:
        self.message = message
        self.is_last_ask = hints.expecting == "confirm"
        refused = [one for one in message.named("add_on", "add_on_word") if not message.is_free(one)]
        self.refusing = self._of(refused)
        self.without = self.refusing - self._of(message.named("yes")) if self.is_last_ask else set()
        self._about = self._of(message.named("topics"))
        self.yes = [one for one in message.named("yes") if not self._only_praises(one) and not self._is_cut(one)]
        self.together = self._paired()
        buying = [one for one in message.named("intents") if one.value("intents") in {"buy", "pay_now"}]
        self._agreeing = self._of(self.yes + [one for one in buying if message.is_free(one)]) - self._about
        self._agreeing |= self.together.keys()
        asks = {message.clauses[place] for place in message.alone("please")}  # "yes please the terms"
        self._praised = self._of(message.named("praise", "yes")) & self._about - asks
        self._repeated = _repeated(message, hints)
        self._given = {message.clauses[place] for place in message.taken}
        self._naming = self._of(message.named("offer", "add_on", "add_on_word"))
        self.changing = self._of(message.named("offer", "add_on", "billing")) | self._given
        self.changing |= {message.clauses[place] for place in self._repeated}
        self.allowing = self._of(filter(message.is_free, message.named("support")))
        self._stating = self.allowing | self._of(filter(message.is_free, message.named("praise", "receipts")))
        self._telling = self._stating | self.changing | self._of(message.named("goods")) | self._polite()
        self._telling |= {
            one for one in self._of(message.named("fields")) if one + 1 in self._given
        }  # "e-mail: jo@brand.io"
        self.left_over = set(message.words()) - self._accounted(hints)
        self.headcounts = self._headcounts()

    def _headcounts(self) -> set[int]:
        leads = self.message.places(self.message.named("groups", "breaks", "people"))
        counted = self.left_over & (leads | self.message.taken | self.message.idle)
        unclear = {self.message.clauses[place] for place in self.left_over - counted}
        return {place for place in counted if self._holds(place, self._given - unclear)}

    def _of(self, matches: Iterable[Match]) -> set[int]:
        return {self.message.clauses[one.first] for one in matches}

    def _by_clause(self, name: str) -> dict[int, list[Match]]:
        held: dict[int, list[Match]] = {}
        for one in self.message.named(name):
            held.setdefault(self.message.clauses[one.first], []).append(one)
        return held

    def _polite(self) -> set[int]:
        return self._of(one for one in self.message.named("intents") if one.value("intents") in {"thanks", "greeting"})

    def _paired(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for pair in TOGETHER if self.is_last_ask else (*TOGETHER, *ADDING):
            if not (first := self._by_clause(pair[0])):
                continue
            second = self._by_clause(pair[1])
            for clause in first.keys() & second.keys():
                if first[clause] != second[clause] or len(first[clause]) > 1:  # "order" alone is no two words
                    found[clause] = max(first[clause][-1].last, second[clause][-1].last)
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
        """Whether another phrase begins within this one and goes on, "we do" in "we do not need it", or a number follows."""
        after = match.last + 1
        counts = match.value("groups") is not None and after < len(self.message.tokens)
        if counts and self.message.tokens[after].is_number:
            return True  # "make it 14"
        against = {one.first for one in self.message.named("no", "leaving", "doubt", "conditions", "negators")}
        return not against.isdisjoint(range(match.first + 1, after))

    def _accounted(self, hints: Hints) -> set[int]:
        message = self.message
        held = (
            message.places(one for one in message.matches if self._is_accounted(one)) | message.taken | self._repeated
        )
        held |= {
            place for place in message.glue - message.negated if self._holds(place, self._agreeing | self._telling)
        }
        refusals = [one for one in message.matches if one.value("intents") == "decline_details"]
        refusing = self._of(refusals + message.named("no", "leaving")) | self.refusing
        held |= {place for place in message.idle if self._holds(place, refusing)}  # "I'd rather not give my email"
        denying = message.glue | message.places(message.named("negators", "fewer"))
        held |= {place for place in denying if self._holds(place, self.refusing)}  # "not the archive"
        held |= {
            place
            for place in message.alone("goods", "paying")
            if self._holds(place, self._of(message.named("billing")))
        }
        held |= self._signature() | _words_of_names(message, hints)
        # What a slip was taken for in the catalogue may be a word of its own: "terms" is no "teams".
        slips = message.respelt & message.places(one for one in message.matches if _is_in_the_catalogue(one))
        return held - slips - self._headcount() - _other_amounts(message, hints)

    def _holds(self, place: int, clauses: set[int]) -> bool:
        return self.message.clauses[place] in clauses

    def _headcount(self) -> set[int]:
        """Return the number in "we are 12", which tells how many they are, and orders nothing; "go ahead" outweighs it."""
        tells = [one.last for one in self.message.named("breaks") if one.value("groups") is not None]
        told = {place for last in tells for place in (last + 1, last + 2)} & (self.message.taken | self._repeated)
        outright = self.together or any(one.value("nods") is None for one in self.yes)
        return told - self._repeated if outright else told

    def _signature(self) -> set[int]:
        """Return the words in capitals with which a message ends behind "regards,": a name, a firm, a place."""
        message = self.message
        closings = [one.last for one in message.named("closings")]
        behind = {place for place in message.words() if closings and place > closings[-1]}
        others = behind - message.idle - message.taken
        signed = len(behind) <= LONGEST_SIGNATURE and all(message.typed(one, one)[0].isupper() for one in others)
        return behind if signed else set()

    def _is_accounted(self, match: Match) -> bool:
        names = match.values.keys()
        if match.value("intents") in SAYING:
            return True
        if not {"name_is", "company_is"}.isdisjoint(names) and match.last + 1 not in self.message.taken:
            return False  # "the company's name is right" agrees to a name
        known = not ANYWHERE.isdisjoint(names) or any(one.startswith("attribute") for one in names)
        return known or self._is_beside_it(match)

    def _is_beside_it(self, match: Match) -> bool:
        """Whether a phrase counts in this clause, because of what else stands in it."""
        names, clause = match.values.keys(), self.message.clauses[match.first]
        if clause in self._praised and not {"topics", "seems"}.isdisjoint(names):
            return True  # "the terms are fine"; "okay and the terms" is a question
        if "fields" in names and clause not in self._agreeing and not {clause, clause + 1}.isdisjoint(self._given):
            return True  # "my address is jo@brand.io"
        return self.message.is_free(match) and (
            (clause in self._agreeing | self.refusing and not AGREEING.isdisjoint(names))
            or ("adds" in names and not self.is_last_ask)
            or (clause + 1 in self._agreeing and "leads" in names)  # "go ahead and | make it"
            or (clause in self._telling and not TELLING.isdisjoint(names))
            or (clause in self._stating and "topics" in names)
            or (clause in self.allowing and "approvers" in names)  # "my boss" by itself allows nothing
            or (clause in self._given and not COUNTING.isdisjoint(names))
            or (clause in self._naming | self._given and not STEPPING.isdisjoint(names))
        )


def _repeated(message: Message, hints: Hints) -> set[int]:
    """Return the tokens of amounts that are said as they were shown, with their currency and period."""
    shown = amounts_of(hints.ask)
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
    shown, coins = amounts_of(hints.ask), message.places(message.named("currencies"))
    other = [one for one in numbers_in(message, every=True) if one.value not in shown]
    return {one.first for one in other if hints.expecting == "confirm" and coins & {one.first - 1, one.last + 1}}


def _words_of_names(message: Message, hints: Hints) -> set[int]:
    """Return the words of what is named, wherever they stand: "a locker of my own"."""
    paths = {value for one in message.named("offer", "add_on", "add_on_word") for _, value in one.labels}
    named = (one.display_name for one in (*hints.offers, *hints.add_ons) if one.path in paths)
    words = {word for name in named for word in words_of_name(name)}
    return {place for place in message.words() if message.tokens[place].word in words}


def _is_in_the_catalogue(match: Match) -> bool:
    return any(one.partition(":")[0] in {"attribute", "offer", "offer_word", "add_on"} for one in match.values)
