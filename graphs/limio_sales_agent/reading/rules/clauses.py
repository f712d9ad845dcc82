"""What each clause of a reply is for, and which of its words nothing accounts for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from babel.numbers import get_currency_symbol

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import amounts_of, numbers_in
from limio_sales_agent.reading.rules.tokens import words_of_name

# What may stand in a message that commits to something, beside what was read from it.
ANYWHERE = frozenset({"yes", "no", "nothing_more", "leaving", "please", "fillers", "corrections", "billing", "offer"})
ANYWHERE |= {"add_on", "both", "option_words", "only_me", "closings", "praise", "approves", "receipts", "goods"}
ANYWHERE |= {"onward", "replaces", "name_is", "last_name_is", "company_is", "titles", "doubt", "conditions"}
# What may stand in a clause that agrees, and is about nothing but the order: not "send me the terms".
AGREEING = frozenset({"seems", "acts", "things", "goods", "leads", "requests", "glue", "support"})
# What may stand in a clause that tells something beside a yes: "I have read the terms", "my boss approved it".
TELLING = frozenset({"seems", "adds", "things", "goods", "glue", "support", "leads"})
COUNTING = frozenset({"people", "copies", "in_total", "of_which"})
STEPPING = frozenset({"fewer", "more", "also", "adds"})  # beside a name: "remove the archive please"
SAYING = frozenset({"thanks", "greeting", "goodbye", "buy", "pay_now", "decline_details"})
# Two words that agree in one clause.
TOGETHER = {"acts": ("things", "goods", "add_on", "add_on_word"), "requests": ("goods",), "please": ("goods",)}
ADDING = {"adds": ("things", "add_on", "add_on_word")}  # and these where an add-on is asked about
AMOUNTS = ("currencies", "periods", "per_person", "in_total", "copies", "people")  # what stands beside an amount
BUYING = frozenset({"buy", "pay_now"})
POLITE = frozenset({"thanks", "greeting"})
INTRODUCING = frozenset({"name_is", "last_name_is", "company_is"})
PRAISED = frozenset({"topics", "seems"})
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
        self.message, named, of = message, message.named, message.clauses_of
        self.is_last_ask = hints.expecting == "confirm"
        self.refusing = of(one for one in named("add_on", "add_on_word") if not message.is_free(one))
        self.without = self.refusing - of(named("yes")) if self.is_last_ask else set()
        self._about = of(named("topics"))
        self._against = {one.first for one in named("no", "leaving", "doubt", "conditions", "negators")}
        told = "promo_code" in hints.known and not named("other")  # "yes, with my code"; not "another code"
        self._code = of(named("code_words")) if told else set()
        self.yes = [one for one in named("yes") if not self._only_praises(one) and not self._is_cut(one)]
        self.together = self._paired()
        asks = {message.clauses[place] for place in message.alone("please")}  # "yes please the terms"
        self._praised = of(named("praise", "yes")) & self._about - asks
        self._repeated = _repeated(message, hints)
        self._given = {message.clauses[place] for place in message.taken}
        self.changing = of(named("offer", "add_on", "billing")) | self._given
        self.changing |= {message.clauses[place] for place in self._repeated}
        self.allowing = self._free("support")
        buying = [one for one in named("intents") if one.value("intents") in BUYING and message.is_free(one)]
        self._agreeing = (of([*self.yes, *buying]) - self._about) | self.together.keys()
        self._beside = self._accounted_for()
        self.left_over = set(message.words()) - self._accounted(hints)
        self.headcounts = self._headcounts()

    def _free(self, *names: str) -> set[int]:
        return self.message.clauses_of(filter(self.message.is_free, self.message.named(*names)))

    def _accounted_for(self) -> list[tuple[set[int], frozenset[str]]]:
        """Return what may stand in which clauses, where nothing negates it."""
        named, of = self.message.named, self.message.clauses_of
        stating = self.allowing | self._free("praise", "receipts")
        polite = of(one for one in named("intents") if one.value("intents") in POLITE)
        labels = {one for one in of(named("fields")) if one + 1 in self._given}  # "e-mail: jo@brand.io"
        self._telling = stating | self.changing | of(named("goods")) | polite | labels
        naming = of(named("offer", "add_on", "add_on_word"))
        return [
            (self._agreeing | self.refusing, AGREEING),
            (set() if self.is_last_ask else set(self.message.clauses), frozenset({"adds"})),
            ({one - 1 for one in self._agreeing}, frozenset({"leads"})),  # "go ahead and | make it"
            (self._telling, TELLING),
            (stating, frozenset({"topics"})),
            (self.allowing, frozenset({"approvers", "two_people"})),  # "my boss" by itself allows nothing
            (self._code, frozenset({"code_words"})),
            (self._given, COUNTING | STEPPING),
            (naming, STEPPING),
        ]

    def _headcounts(self) -> set[int]:
        leads = self.message.places(self.message.named("groups", "breaks", "people"))
        counted = self.left_over & (leads | self.message.taken | self.message.idle)
        unclear = {self.message.clauses[place] for place in self.left_over - counted}
        return self._in(self._given - unclear, counted)

    def _in(self, clauses: set[int], places: Iterable[int]) -> set[int]:
        return {place for place in places if self.message.clauses[place] in clauses}

    def _by_clause(self, *names: str) -> dict[int, list[Match]]:
        held: dict[int, list[Match]] = defaultdict(list)
        for one in self.message.named(*names):
            held[self.message.clauses[one.first]].append(one)
        return held

    def _paired(self) -> dict[int, int]:
        found: dict[int, int] = {}
        pairs = TOGETHER | {"acts": (*TOGETHER["acts"], "code_words")} if self._code else TOGETHER
        for name, others in (pairs if self.is_last_ask else pairs | ADDING).items():
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
        """Whether another phrase begins within this one and goes on, "we do" in "we do not need it", or a number follows."""
        after = match.last + 1
        counts = match.value("groups") is not None and after < len(self.message.tokens)
        if counts and self.message.tokens[after].is_number:
            return True  # "make it 14"
        if (
            match.value("place_words") is not None
            and after in self.message.telling()
            and not self.message.begins(after)
        ):
            return True  # "we are in marketing"
        if match.value("yes") == "goes" and self._leads_elsewhere(after):
            return True
        return not self._against.isdisjoint(range(match.first + 1, after))

    def _leads_elsewhere(self, after: int) -> bool:
        """Whether a word behind "go" tells where to: "let's go through it", "let's go home"; a filler does not."""
        message = self.message
        told = after in message.glue | message.alone("common") and not message.begins(after)
        return told and after not in message.alone("fillers") and message.at(after).first == message.at(after).last

    def _accounted(self, hints: Hints) -> set[int]:
        message, named = self.message, self.message.named
        held = message.places(filter(self._is_accounted, message.matches)) | message.taken | self._repeated
        held |= self._in(self._agreeing | self._telling | self._code, message.glue - message.negated)
        refusals = [one for one in message.matches if one.value("intents") == "decline_details"]
        refusing = message.clauses_of(refusals + named("no", "leaving")) | self.refusing
        held |= self._in(refusing, message.idle)  # "I'd rather not give my email"
        held |= self._in(self.refusing, message.glue | message.places(named("negators", "fewer")))  # "not the archive"
        held |= self._in(message.clauses_of(named("billing")), message.alone("goods", "paying"))
        held |= self._signature() | _words_of_names(message, hints)
        # What a slip was taken for in the catalogue may be a word of its own: "terms" is no "teams".
        slips = message.respelt & message.places(one for one in message.matches if _is_in_the_catalogue(one))
        slips |= message.doubted
        return held - slips - self._headcount() - _other_amounts(message, hints) - _both_of_one(message, hints)

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
        names, clause = match.values.keys(), self.message.clauses[match.first]
        if match.value("intents") in SAYING:
            return True
        if not INTRODUCING.isdisjoint(names) and self.message.after(match.last) not in self.message.taken:
            return False  # "the company's name is right" agrees to a name
        if not ANYWHERE.isdisjoint(names) or any(one.startswith("attribute") for one in names):
            return True
        if clause in self._praised and not PRAISED.isdisjoint(names):
            return True  # "the terms are fine"; "okay and the terms" is a question
        if "fields" in names and clause not in self._agreeing and not {clause, clause + 1}.isdisjoint(self._given):
            return True  # "my address is jo@brand.io"
        return self.message.is_free(match) and any(
            clause in where and not what.isdisjoint(names) for where, what in self._beside
        )


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
    if not coins:
        return set()
    other = [one for one in numbers_in(message, every=True) if one.value not in amounts_of(hints.ask)]
    return {one.first for one in other if coins & {one.first - 1, one.last + 1}}


def _both_of_one(message: Message, hints: Hints) -> set[int]:
    """Return the words that tell two things of an order that is of one, and for no two: "yes, both"."""
    both = [one for one in message.named("both") if one.value("both")] if hints.expecting == "confirm" else []
    named = (
        {message.spoken(one) for one in message.named("offer", "add_on", "offer_word", "add_on_word")} if both else ()
    )
    if not both or len(named) > 1:
        return set()
    told = {" ".join(words_of_name(one.display_name)) for one in (*hints.offers, *hints.add_ons)}
    ask = f" {' '.join(words_of_name(hints.ask))} "
    shown = sum(f" {name} " in ask for name in told)
    counts = {shown, hints.needs.get("people"), hints.needs.get("quantity")}
    return message.places(one for one in both if shown and int(one.values["both"]) not in counts)


def _words_of_names(message: Message, hints: Hints) -> set[int]:
    """Return the words of what is named, wherever they stand: "a locker of my own"."""
    paths = {value for one in message.named("offer", "add_on", "add_on_word") for _, value in one.labels}
    named = (one.display_name for one in (*hints.offers, *hints.add_ons) if one.path in paths)
    words = {word for name in named for word in words_of_name(name)}
    return {place for place in message.words() if message.tokens[place].word in words}


def _is_in_the_catalogue(match: Match) -> bool:
    return any(one.partition(":")[0] in {"attribute", "offer", "offer_word", "add_on"} for one in match.values)
