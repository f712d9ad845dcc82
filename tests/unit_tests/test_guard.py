"""The guard: what a model drafted goes out only if everything that could be wrong in it stands in the facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_sales_agent.reading.answer_guard import guarded

FACTS = """/offers2/Business Pro Annual = Business Pro, £324.00 a year, per person
/offers2/Business Pro Monthly = Business Pro, £32.00 a month, per person
/offers2/Team Library = Team Library, £1,495.00 a year for 6 to 20 people
Business Pro has: Daily briefing; Archive back to 2009; Up to 3 devices
Terms: The term is 12 months. You can cancel at the end of the term. Questions go to help@tidewell.example or 020 7946 0958.
The terms are at https://www.tidewell.example/terms. There is a 14-day trial for Team Library. VAT of 20 % is included."""

GOOD = [
    "Business Pro costs £324.00 a year per person.",
    "It is £324 a year.",
    "Team Library is £1,495.00 a year.",
    "Team Library is £1495 a year for up to 20 people.",
    "It has a daily briefing, and you can read it on 3 devices.",
    "You can use it on three devices.",
    "The archive goes back to 2009.",
    "The term is 12 months.",
    "The term is twelve months.",
    "You can cancel at the end of the term.",
    "There is a 14-day trial for Team Library.",
    "VAT of 20 % is included.",
    "VAT of 20% is included.",
    "Please write to help@tidewell.example.",
    "You can ring 020 7946 0958.",
    "The terms are at https://www.tidewell.example/terms.",
    "Yes, it does.",
    "I'd say Business Pro fits, as it has the archive.",
    "One of them is Team Library.",
    "It is paid yearly or monthly, as you like.",
]
BAD = [
    "Business Pro costs £299.00 a year.",
    "It costs €324.00 a year.",
    "It costs 324 % more.",
    "It costs $32 a month.",
    "It is £3.24 a year.",
    "Business Ultra is better.",
    "I'd take Enterprise instead.",
    "It's free for you.",
    "You get a freebie with it.",
    "The first month is complimentary.",
    "There is a money-back guarantee.",
    "We guarantee it.",
    "You'll get a refund.",
    "It is refundable.",
    "You can cancel any time.",
    "Cancel anytime!",
    "Cancelling is easy.",
    "There's a 10% discount.",
    "You save a lot.",
    "It is half price.",
    "Twice the devices.",
    "You can use it on five devices.",
    "You can use it on a dozen devices.",
    "A hundred people may read it.",
    "It starts on 1 March.",
    "It starts in March.",
    "We answer tomorrow.",
    "We answer next week.",
    "Write to sales@tidewell.example.",
    "Ring 0800 123 4567.",
    "See https://evil.example/x.",
    "See www.evil.example.",
    "See evil.com for more.",
    "See https://www.tidewell.example/terms/pay.",
    "[Pay here](https://www.tidewell.example/terms)",
    "<a href='x'>pay</a>",
    "<b>Business Pro</b>",
    "It costs £\uff12\uff19\uff19.",
    "It costs £\u0662\u0669\u0669.",
    "It is fr\u0435\u0435.",
    "It is f\u200bree.",
    "It's \U0001d4bb\U0001d4c7\U0001d4ee\U0001d4ee.",
    "Unlimited seats.",
    "No commitment needed.",
    "It is yours forever.",
    "Use the voucher WELCOME.",
    "It lasts 24 months.",
    "It is £324.50 a year.",
    "It is £1.495,50 a year.",
    "",
    "x" * 1000,
]


@pytest.mark.parametrize("answer", GOOD)
def test_what_the_facts_hold_goes_out(answer):
    assert guarded(answer, FACTS) == answer


@pytest.mark.parametrize("answer", BAD)
def test_what_the_facts_do_not_hold_stays_in(answer):
    assert guarded(answer, FACTS) is None


@given(st.integers(1, 10**6).filter(lambda n: str(n) not in "324 32 1495 6 20 3 2009 12 14 7946 958 0958 0"))
def test_no_number_of_the_model_s_own_goes_out(number):
    assert guarded(f"It costs £{number} a year.", FACTS) is None
    assert guarded(f"It costs £{number:,}.00 a year.", FACTS) is None


@given(st.text())
def test_any_text_can_be_guarded(text):
    told = guarded(text, FACTS)
    assert told is None or told.strip()


@given(st.text(), st.sampled_from(["free", "Refund", "guaranteed", "https://evil.example", "£999", "5 %", "trials"]))
def test_nothing_around_a_false_promise_lets_it_out(text, promise):
    assert guarded(f"{text} {promise} {text}", "Business Pro is a plan.") is None
