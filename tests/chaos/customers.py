"""The customers of a run: those the scenarios are made up with, who say a message again when they get no answer."""

import json
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from random import Random

from chaos.processes import GONE, PATIENCE
from chaos.worker import BROKE
from limio_sales_agent.evaluation.grammar import generate
from limio_sales_agent.evaluation.personas import PEOPLE_NAMES
from limio_sales_agent.evaluation.record import Exchange
from limio_sales_agent.evaluation.schema import Scenario

MOST_MESSAGES = 15
IMPATIENT = 0.1  # the share of messages that are sent twice at once, to two servers where there are two


@dataclass
class Customer:
    """One customer: what they mean to say, what they said and heard, and how often they were cut off.

    Attributes:
        number: Which one, from 0.
        scenario: What they mean to do.
        exchanges: What was said and answered.
        interrupted: How often a process was killed that had a message of theirs and had not answered it.
        failures: What went wrong in the talk itself, in words.
        threads: From which number on the conversations' ids begin again.
    """

    number: int
    scenario: Scenario
    dice: Random
    exchanges: list = field(default_factory=list)
    interrupted: int = 0
    failures: list = field(default_factory=list)
    threads: int = 1_000_000

    @property
    def thread(self):
        """The conversation's id."""
        return f"customer-{self.number % self.threads:04}"

    @property
    def domain(self):
        """The end of their address, which is theirs alone, so that a basket says whose it is."""
        return domain(self.number)

    @property
    def outcome(self):
        """What stands now."""
        return self.exchanges[-1].outcome if self.exchanges else None

    def talk(self, servers, replies, ledger):
        """Have the whole conversation."""
        try:
            for text in self._texts(replies):
                self._say(servers, ledger, text)
        except TooLate:
            self.failures.append(f"no answer within {PATIENCE:.0f} s")
        except Broke as error:
            self.failures.append(f"the agent raised {error}")

    def _texts(self, replies):
        """Give what they say next, for as long as they have something to say."""
        for turn in self.scenario.turns:
            if turn.say is not None:
                yield turn.say
            else:
                yield from self._answers(replies)
        if self.outcome is None:  # the API's troubles made it take longer than they meant it to
            yield from self._answers(replies)

    def _answers(self, replies):
        stands = self.outcome
        while self.outcome == stands and len(self.exchanges) < MOST_MESSAGES:
            text = replies.answer(self.exchanges[-1].reply, self.scenario.answers)
            if text is None:
                return
            yield text

    def _say(self, servers, ledger, text):
        number = len(self.exchanges) + 1
        answer = self._answer(servers, f"message-{number}", text)
        known = {key: answer[key] or {} for key in ("customer", "needs")}
        baskets = tuple(basket.external_id for basket in ledger.of(self.domain))
        self.exchanges.append(
            Exchange(number, text, answer["reply"], outcome=answer["outcome"], baskets=baskets, **known)
        )

    def _answer(self, servers, identity, text):
        """Send a message, and send it again under the same id for as long as nobody lives to answer it."""
        while True:
            first = self.dice.randrange(2)
            places = (first, first + 1) if self.dice.random() < IMPATIENT else (first,)
            asked = [servers.ask(place, self.thread, identity, text) for place in places]
            results = [one.result(PATIENCE) for one in asked]
            answers = [one for one in results if one is not GONE]
            self.interrupted += len(results) - len(answers)
            if broken := next((answer[BROKE] for answer in answers if BROKE in answer), None):
                raise Broke(broken)
            if len({answer["reply"] for answer in answers}) > 1:
                self.failures.append(f"{identity} was answered in two ways")
            if answers:
                return answers[0]


class Broke(Exception):
    """The agent raised where it should have answered."""


def domain(number):
    """Return the end of a customer's address."""
    return f"c{number:04}.example.com"


def customers(count, seed):
    """Return so many customers; the same seed gives the same ones."""
    return [
        Customer(number, _own(told, number), Random(f"{seed}/{number}"))
        for number, told in enumerate(generate(count, seed))
    ]


def _address(text):
    return next(word.rstrip(".") for word in text.split() if "@" in word)


def _own(told, number):
    """Return a made-up scenario with an address of its own; its own faults give way to the run's."""
    mine = json.loads(json.dumps(told).replace("example.com", domain(number)))
    answers = {**mine["answers"], "colleague": "yes please"}
    # A colleague who is to call back needs a company too, which no order does; some keep all of it to themselves.
    if introduced := answers.get("first_name"):
        first, last, company = next(who for who in PEOPLE_NAMES if f"{who[0]} {who[1]}" in introduced)
        answers["company"] = f"I'm {first} {last} from {company}, {_address(introduced)}"
    return Scenario.model_validate({**mine, "answers": answers, "faults": []})
