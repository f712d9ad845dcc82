"""Room for all of them is no wish: what is not for so many never stands before what is, and a number is told once."""

from hypothesis import given
from hypothesis import strategies as st

from limio_langchain import Needs, Offer, recommend
from limio_langchain.recommendation import Selling
from limio_sales_agent.money import quantity_for
from limio_sales_agent.playbook import Playbook

PERIODS = {"monthly": "months", "yearly": "years"}


def offer(name, billing, amount, *, covers=None, seats=False, **limits):
    """A plan: flat, of which the shop says for how many it is or not, or by the seat."""
    charge = {"type": "recurring", "currencyCode": "GBP", "repeat_interval": 1}
    held = {
        "price__limio": [charge | {"repeat_interval_type": PERIODS[billing], "value": str(amount)}],
        "offer_features__limio": f"<ul><li>Up to {covers} people</li></ul>" if covers else "",
        "allow_multibuy__limio": seats,
        "default_quantity_options__limio": limits,
    }
    item = {"path": f"/offers2/{name}", "name": name, "id": name, "version": "1", "data": {"attributes": held}}
    return Offer.from_item(item)


@st.composite
def catalogues(draw):
    def one(name):
        return offer(
            name,
            draw(st.sampled_from(list(PERIODS))),
            draw(st.integers(1, 400)),
            covers=draw(st.sampled_from([None, None, 2, 4, 6])),
            seats=draw(st.booleans()),
            **draw(st.sampled_from([{}, {"default": 3}, {"minimum_quantity": 5}, {"quantity": 4}, {"increment": 3}])),
        )

    return [one(f"plan {place}") for place in range(draw(st.integers(1, 6)))]


PEOPLE = st.integers(2, 6)
BILLING = st.sampled_from([None, *PERIODS])


@given(catalogues(), PEOPLE, BILLING, st.booleans(), st.sampled_from([None, "monthly", "yearly"]))
def test_what_is_not_known_to_be_for_all_of_them_is_named_only_where_nothing_else_is(
    offers, people, billing, cheapest, lead
):
    needs = Needs(people=people, billing=billing, cheapest=cheapest)
    found = recommend(offers, needs, 9, selling=Selling(lead_with=lead))
    has_room = [one.offer.sold_per_seat or one.offer.people_covered is not None for one in found]
    assert all(has_room) or not any(has_room) or not _fits_well(found)


def _fits_well(found):
    misfits = {"order_minimum", "order_step", "order_maximum", "coverage_unknown"}
    return any(not misfits & {fact.code for fact in one.caveat_facts} for one in found)


def test_a_plan_for_all_of_them_that_is_paid_otherwise_comes_first_and_that_is_said():
    family, trial = offer("Family", "yearly", 119, covers=5), offer("Home", "monthly", 9)
    found = recommend([trial, family], Needs(people=5, billing="monthly"))
    assert [one.offer for one in found] == [family]
    assert found[0].caveat_facts[0].params == {"billing": "yearly", "asked": "monthly"}
    assert [one.offer for one in recommend([trial, family], Needs(people=1, billing="monthly"))] == [trial, family]
    assert [one.offer for one in recommend([trial], Needs(people=5, billing="monthly"))] == [trial]


def test_at_work_one_price_may_be_for_everybody_though_it_does_not_say_so():
    campus, seats = offer("Campus site for companies", "yearly", 900), offer("Seats", "monthly", 20, seats=True)
    found = recommend([seats, campus], Needs(people=30, billing="yearly", for_whom="work"))
    assert [one.offer for one in found] == [campus, seats]


NUMBERS = st.fixed_dictionaries(
    {}, optional={"people": st.integers(1, 40), "quantity": st.integers(1, 40), "each": st.just({"/offers2/plan 0": 7})}
)


@given(catalogues(), NUMBERS)
def test_an_order_holds_the_number_that_the_reasons_and_the_price_were_made_for(offers, said):
    for one in recommend(offers, Needs(**said), 9):
        assert one.quantity == quantity_for(one.offer, said, Playbook())
        told = [fact.params["people"] for fact in one.reason_facts if fact.code == "covers"]
        if one.offer.sold_per_seat:
            assert told in ([], [one.quantity])
            assert one.cost.quantity == one.quantity
