"""Made-up customers: who they are, what they need, and how they put it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True)
class Persona:
    """A way of speaking: frames that hold what is said, and ways to say what everybody says.

    Attributes:
        name: Names it.
        frames: Around a wish, as ``{wish}``.
        yes: And so on: ways to say each thing.
    """

    name: str
    frames: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Need:
    """Something that the sandbox's shop sells, as a customer would ask for it.

    Attributes:
        name: Names it.
        path: The offer that answers it.
        wishes: Ways to wish for it, with ``{people}`` where a number belongs.
        people: The least and the most people it is needed for.
        per_seat: Whether the people are the quantity.
        answers: What is said to the shop's own questions.
    """

    name: str
    path: str
    wishes: tuple[str, ...]
    people: tuple[int, int] = (1, 1)
    per_seat: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


PERSONAS = (
    Persona(
        "polite",
        ("Good morning! {wish}, please.", "Hello, I hope you can help me. {wish}. Thank you very much!"),
        {
            "yes": ("Yes, please go ahead.", "Yes please, that sounds lovely."),
            "no": ("No, thank you.", "No thanks, not this time."),
            "email": ("Of course, my email is {email}.", "You can reach me at {email}, thank you."),
            "people": ("There will be {people} people.", "We are {people} people, thank you."),
            "bot": ("May I ask, am I talking to a real person?", "Excuse me, are you a bot?"),
            "thanks": ("Thank you so much!", "Wonderful, thanks a lot."),
            "broken": ("I'm sorry, but the link doesn't work.", "Excuse me, the link is broken for me."),
            "no_email": ("I'd rather not give my email, if that's all right.", "I would prefer not to share my email."),
            "person": ("Could I speak to a person, please?", "I'd like to talk to someone, if possible."),
            "leaves": ("Thank you, but I've decided not to buy.", "I'm not interested after all, thank you."),
            "correction": ("Oh, I'm sorry, I meant {people} people.", "Sorry, it should be {people} people."),
            "make_it": ("Could you make it {people} people, please?", "Please make it {people} instead."),
        },
    ),
    Persona(
        "terse",
        ("{wish}", "{wish}."),
        {
            "yes": ("yes", "ok"),
            "no": ("no", "nope"),
            "email": ("{email}", "{email}."),
            "people": ("{people}", "{people} people"),
            "bot": ("bot?", "are you a bot"),
            "thanks": ("thx", "thanks"),
            "broken": ("link doesn't work", "link broken"),
            "no_email": ("no email", "not giving my email"),
            "person": ("human please", "talk to a person"),
            "leaves": ("not interested", "no longer interested"),
            "correction": ("no, {people} people", "{people} people actually"),
            "make_it": ("make it {people}", "make that {people}"),
        },
    ),
    Persona(
        "confused",
        ("Hi, um, I'm not sure how this works... {wish}?", "Sorry, I'm new to this. {wish}, I think?"),
        {
            "yes": ("oh, yes please", "ok yes, thank you"),
            "no": ("oh, no, I don't think so", "hmm, no"),
            "email": ("is it my email you want? it's {email}", "{email}, I hope I typed that right"),
            "people": ("I think {people} people?", "hmm, {people} of us I believe"),
            "bot": ("wait, are you a real person or a robot?", "sorry, is this a bot?"),
            "thanks": ("oh great, thanks", "ah ok, thank you"),
            "broken": ("hmm the link doesn't work, did I do something wrong?", "I clicked but the link isn't working"),
            "no_email": ("do I have to? I don't want to give my email", "I'd rather not give you my email, sorry"),
            "person": ("can I talk to a human instead?", "this is confusing, can I speak to a person?"),
            "leaves": ("I don't want to buy anything after all", "sorry, I've changed my mind, I'm not buying"),
            "correction": ("oh wait, no, it's {people} people", "sorry, I got that wrong, {people} people"),
            "make_it": ("can you make it {people} people?", "oh, could you change it to {people} people?"),
        },
    ),
    Persona(
        "hostile",
        ("Look, I haven't got all day. {wish}.", "{wish}. And spare me the sales talk."),
        {
            "yes": ("YES. Get on with it.", "yes, obviously"),
            "no": ("no. I said no extras.", "NO"),
            "email": ("ugh, fine: {email}", "{email} and don't you dare spam me"),
            "people": ("{people} people, as if it mattered", "{people}. Next."),
            "bot": ("are you even human?", "let me guess, you are a bot?"),
            "thanks": ("finally. thanks.", "thanks I guess"),
            "broken": ("your stupid link doesn't work", "the link is broken, what a surprise"),
            "no_email": ("I'm not giving you my email", "no way you get my email"),
            "person": ("get me a human", "I want to speak to a real person, now"),
            "leaves": ("forget it, I'm not buying", "not interested, forget it"),
            "correction": ("wrong, I need it for {people} people", "no! {people} people"),
            "make_it": ("make it {people}, and quickly", "change it to {people} people"),
        },
    ),
)
PEOPLE_NAMES = (
    ("Amara", "Okafor", "Brightwater"),
    ("Tom", "Hughes", "Hughes Joinery"),
    ("Priya", "Nair", "Lantern Labs"),
    ("Sofia", "Marchetti", "Studio Marchetti"),
    ("Jack", "Lindqvist", "Northgate"),
    ("Grace", "Adeyemi", "Fieldstone"),
)


@dataclass
class Customer:
    """One made-up customer; whatever is said is thrown with the same dice, so in the same order it is the same."""

    persona: Persona
    need: Need
    people: int
    first_name: str
    last_name: str
    company: str
    dice: Random

    @property
    def email(self) -> str:
        """Their address, at a domain of their own."""
        return f"{self.first_name}.{self.last_name}@{self.company.replace(' ', '')}.example.com".lower()

    def says(self, what: str, **values: object) -> str:
        """Return one of the persona's ways to say a thing."""
        return self.dice.choice(self.persona.words[what]).format(**values)

    def opening(self, *, details: bool = False, quote: bool = False) -> str:
        """Return their first message: the wish, and with it who they are."""
        wish = self.dice.choice(self.need.wishes).format(people=self.people)
        wish = f"Send me a quote: {wish}" if quote else wish
        said = self.dice.choice(self.persona.frames).format(wish=wish)
        joined = said if said.endswith((".", "?", "!")) else f"{said}."
        return f"{joined} {self.introduction()}" if details else said

    def introduction(self) -> str:
        """Return who they are and where they can be reached, in one of the ways people write it."""
        name = f"{self.first_name} {self.last_name}"
        ways = (f"I'm {name}, {self.email}.", f"This is {name}, my email is {self.email}.", f"{name}, {self.email}")
        return self.dice.choice(ways)

    def another_number(self) -> int:
        """Return another number of people that the same offer still answers."""
        least, most = self.need.people
        return self.people + 1 if self.people < most else max(least, self.people - 1)

    def correction(self, people: int) -> str:
        """Return the correction of the number of people."""
        return self.says("correction", people=people)

    def make_it(self, people: int) -> str:
        """Return the wish for another number after the hand-over."""
        return self.says("make_it", people=people)

    def answers(self) -> dict[str, str]:
        """Return what they say to each ask."""
        said = {
            "open": self.opening(),
            "confirm": self.says("yes"),
            "add_on": self.says("no"),
            "email": self.says("email", email=self.email),
            "first_name": f"{self.introduction()}",
            "people": self.says("people", people=self.people),
        }
        return said | dict(self.need.answers)


FOR_WORK = {"audience": "it's for work", "sector": "we do PR"}
AT_HOME = {"audience": "it's for home"}
NEEDS = (
    Need(
        "Business Pro by the year",
        "/offers2/Business Pro Annual",
        (
            "we need Business Pro for {people} people, paid yearly",
            "Business Pro yearly for {people} people",
            "there are {people} of us and we want Business Pro, annual",
        ),
        people=(2, 60),
        per_seat=True,
        answers=FOR_WORK | {"choice": "Business Pro, yearly"},
    ),
    Need(
        "Business Essential by the month",
        "/offers2/Business Essential Monthly",
        (
            "Business Essential for {people} people, paid monthly",
            "our {people} people want Business Essential on a monthly plan",
            "monthly Business Essential for a team of {people}",
        ),
        people=(2, 45),
        per_seat=True,
        answers=FOR_WORK | {"choice": "Business Essential, monthly"},
    ),
    Need(
        "a library for the team",
        "/offers2/Team Library",
        ("the Team Library for {people} people", "we want the Team Library, {people} people will read it"),
        people=(6, 90),
        per_seat=True,
        answers=FOR_WORK | {"choice": "the Team Library"},
    ),
    Need(
        "a magazine for one",
        "/offers2/Home Digital Annual",
        ("Tidewell Home yearly, just for me at home", "I want Tidewell Home for myself, paid yearly"),
        answers=AT_HOME | {"choice": "Tidewell Home, yearly"},
    ),
    Need(
        "a magazine for the family",
        "/offers2/Home Family Annual",
        (
            "Tidewell Home Family for the {people} of us at home",
            "we are a family of {people} and want Tidewell Home Family",
        ),
        people=(3, 5),
        answers=AT_HOME | {"choice": "Tidewell Home Family"},
    ),
)
