"""Makes up conversations: a persona's way of speaking, a need, and a path through the sale, thrown with seeded dice.

They are made when they are run and not kept as files: a file of them would be read by nobody, while one line with a
number and a seed says all there is to say, and another seed is another set of customers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from limio_sales_agent.evaluation.personas import NEEDS, PEOPLE_NAMES, PERSONAS, Customer

Written = dict[str, Any]
GOES_ON: Mapping[str, Any] = {"goes_on": True, "expect": {"outcome": "assisted_checkout", "link": "assisted"}}


def generate(conversations: int, seed: int) -> list[Written]:
    """Return made-up scenarios as the keys of a scenario file; the same seed gives the same ones.

    Args:
        conversations: How many; each path is taken in turn, so that all occur.
        seed: Where the dice start.
    """
    paths = list(PATHS.items())
    dice = (Random(f"{seed}/{number}") for number in range(conversations))  # noqa: S311  a customer, not a secret
    return [_scenario(number, *paths[number % len(paths)], die) for number, die in enumerate(dice)]


def _scenario(number: int, path: str, take: Callable[[Customer], Written], dice: Random) -> Written:
    customer = _customer(dice)
    return {
        "name": f"made up {number + 1:02}: {path}, {customer.persona.name}, {customer.need.name}",
        "about": f"A {customer.persona.name} customer who needs {customer.need.name}: {path}.",
        "answers": customer.answers(),
        **take(customer),
    }


def _customer(dice: Random) -> Customer:
    need = dice.choice(NEEDS)
    first, last, company = dice.choice(PEOPLE_NAMES)
    return Customer(
        persona=dice.choice(PERSONAS),
        need=need,
        people=dice.randint(*need.people),
        first_name=first,
        last_name=last,
        company=company,
        dice=dice,
    )


def _basket(customer: Customer, people: int | None = None, baskets: int = 1) -> Written:
    quantity = (people or customer.people) if customer.need.per_seat else 1
    return {"baskets": baskets, "items": {customer.need.path: quantity}, "customer": {"email": customer.email}}


def _at_once(customer: Customer) -> Written:
    opening = {
        "say": customer.opening(details=True),
        "expect": {"shows": customer.need.path, "asks": "confirm", "link": "none"},
    }
    return {"turns": [opening, GOES_ON], "max_messages": 4, "sandbox": _basket(customer)}


def _step_by_step(customer: Customer) -> Written:
    return {
        "turns": [{"say": customer.opening()}, GOES_ON],
        "milestones": [{"shows": customer.need.path}, {"asks": "email"}, {"link": "assisted"}],
        "sandbox": _basket(customer),
    }


def _corrects_the_number(customer: Customer) -> Written:
    other = customer.another_number()
    return {
        "turns": [{"say": customer.opening(details=True)}, {"say": customer.correction(other)}, GOES_ON],
        "sandbox": _basket(customer, other),
    }


def _asks_in_the_middle(customer: Customer) -> Written:
    asks = {"say": customer.says("bot"), "expect": {"phrases": "bot_answer", "link": "none", "outcome": "none"}}
    return {
        "turns": [{"say": customer.opening(details=True)}, asks, {"say": customer.says("yes")}, GOES_ON],
        "sandbox": _basket(customer),
    }


def _changes_after(customer: Customer) -> Written:
    other = customer.another_number()
    baskets = 2 if customer.need.per_seat else 1
    change = [
        {"say": customer.make_it(other), "expect": {"link": "none"}},
        {**GOES_ON, "expect": {"link": "assisted", "phrases": "replaces"}},
    ]
    thanks = [{"say": customer.says("thanks"), "expect": {"link": "none", "asks": "nothing"}}]
    return {
        "turns": [{"say": customer.opening(details=True)}, GOES_ON, *(change if customer.need.per_seat else thanks)],
        "sandbox": _basket(customer, other, baskets),
    }


def _finds_the_link_broken(customer: Customer) -> Written:
    again = {"say": customer.says("broken"), "expect": {"outcome": "assisted_checkout", "link": "assisted"}}
    return {"turns": [{"say": customer.opening(details=True)}, GOES_ON, again], "sandbox": _basket(customer)}


def _meets_an_api_that_is_down(customer: Customer) -> Written:
    ends = {"goes_on": True, "expect": {"outcome": "purchase_link", "reason": "server_error", "link": "purchase"}}
    return {
        "faults": [{"on": "checkout", "kind": "status", "given": {"status": 500}}],
        "turns": [{"say": customer.opening(details=True)}, ends],
        "minefields": [{"outcome": "handoff"}],
        "sandbox": {"baskets": 0},
    }


def _keeps_their_address(customer: Customer) -> Written:
    declines = {
        "say": customer.says("no_email"),
        "expect": {"outcome": "purchase_link", "reason": "details_declined", "link": "purchase"},
    }
    asked = [{"say": customer.opening()}, {"goes_on": True, "expect": {"asks": "email", "link": "none"}}]
    answers = {key: value for key, value in customer.answers().items() if key not in {"email", "first_name"}}
    return {"answers": answers, "turns": [*asked, declines], "sandbox": {"baskets": 0, "checkout_calls": 0}}


def _wants_a_quote(customer: Customer) -> Written:
    quote = {"goes_on": True, "expect": {"outcome": "quote", "link": "none", "phrases": "quote_made"}}
    opening = {"say": customer.opening(details=True, quote=True)}
    return {"turns": [opening, quote], "sandbox": {**_basket(customer), "tracking": {"tag": "quote"}}}


def _asks_for_a_person(customer: Customer) -> Written:
    person = {"say": customer.says("person"), "expect": {"link": "none"}}
    ends = {"goes_on": True, "expect": {"outcome": "handoff", "link": "none"}}
    return {"turns": [{"say": customer.opening()}, person, ends], "sandbox": {"baskets": 0, "checkout_calls": 0}}


def _leaves(customer: Customer) -> Written:
    leaves = {"say": customer.says("leaves"), "expect": {"outcome": "not_buying", "asks": "nothing", "link": "none"}}
    return {"turns": [{"say": customer.opening()}, leaves], "sandbox": {"baskets": 0, "checkout_calls": 0}}


def _comes_back(customer: Customer) -> Written:
    back = {**GOES_ON, "restarts": True}
    return {"turns": [{"say": customer.opening(details=True)}, back], "sandbox": _basket(customer)}


PATHS: Mapping[str, Callable[[Customer], Written]] = {
    "all at once": _at_once,
    "step by step": _step_by_step,
    "corrects the number": _corrects_the_number,
    "asks in the middle": _asks_in_the_middle,
    "changes the order afterwards": _changes_after,
    "finds the link broken": _finds_the_link_broken,
    "meets an API that is down": _meets_an_api_that_is_down,
    "keeps their address": _keeps_their_address,
    "wants a quote": _wants_a_quote,
    "asks for a person": _asks_for_a_person,
    "leaves": _leaves,
    "comes back to a new process": _comes_back,
}
