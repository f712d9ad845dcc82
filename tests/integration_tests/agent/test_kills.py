"""A process killed anywhere: the message is sent again, and the conversation ends the same with one basket."""

import asyncio

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook

SALE = ("Business Pro, yearly, for 3 people, jo@brand.io", "yes")
ADD_ON = ("12 of us at a PR agency want Business Pro yearly, jo@brand.io", "yes", "yes please")
CHANGE = (*SALE, "make it 5", "yes")
QUOTE = ("Could I have a quote for 40 people on Business Pro yearly?", "jo@brand.io", "can I just pay now?")
ANOTHER = (*SALE, "I'd like to place another order: Business Pro yearly for 3 people", "yes")
TALKS = {"sale": SALE, "add-on": ADD_ON, "change": CHANGE, "quote": QUOTE, "another": ANOTHER}


# The nodes are the same in both worlds; awaiting, one talk shows that their services are too.
QUICK = {("blocking", "sale"), ("awaiting", "sale")}
PLAYED = [
    pytest.param(*one, marks=() if one in QUICK else pytest.mark.slow)
    for one in [*(("blocking", name) for name in TALKS), ("awaiting", "sale")]
]


class Killed(BaseException):
    """The process is gone."""


class Fate:
    """Kills at the nth step of all: before or after what it asks for is done, or while the state is stored."""

    def __init__(self, monkeypatch, around_effects, when):
        self.left, self.when = None, when
        put, fate = InMemorySaver.put, self

        def store(saver, *args, **kwargs):
            fate.strike("storing")
            return put(saver, *args, **kwargs)

        monkeypatch.setattr(InMemorySaver, "put", store)
        around_effects(lambda: self.strike("before"), lambda: self.strike("after"))

    def strike(self, moment):
        if moment == self.when and self.left is not None:
            self.left -= 1
            if self.left == 0:
                self.left = None
                raise Killed


def played(chat, messages):
    for message in messages:
        try:
            chat.say(message)
        except (Killed, asyncio.CancelledError):
            chat.say(message)
    kept = ("kind", "reason", "items", "not_carried", "disclosure")
    return [tuple(chat.outcome[key] for key in kept), [[(i.path, i.quantity) for i in b.lines] for b in chat.baskets]]


@pytest.fixture(scope="module", params=["first", "last"])
def served(request):
    with Sandbox(repeated=request.param) as sandbox:
        yield sandbox


@pytest.fixture
def playbook(tidewell):
    return tidewell.model_copy(update={"questions": ()})


@pytest.mark.parametrize("when", ["before", "after", "storing"])
@pytest.mark.parametrize(("world", "name"), PLAYED, indirect=["world"])
def test_a_kill_anywhere_changes_nothing(talk, world, playbook, monkeypatch, around_effects, name, when):
    book = playbook if name == "add-on" else Playbook(**{**playbook.model_dump(), "add_ons": "never", "knowledge": ()})
    fate = Fate(monkeypatch, around_effects, when)
    expected = played(talk(book, thread=f"unharmed {when} {name} {world}"), TALKS[name])
    for step in range(1, 60):
        fate.left = step
        chat = talk(book, thread=f"killed {when} {name} {world} {step}", checkpointer=InMemorySaver())
        assert played(chat, TALKS[name]) == expected, f"killed at step {step}"
        if fate.left is not None:  # the conversation was over before its turn to die came
            return
    pytest.fail("the conversation has more steps than were tried")
