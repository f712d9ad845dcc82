"""A host's country is the catalogue's, however the host writes it."""

import pytest
from fake_limio import settings
from pydantic import ValidationError

from limio_langchain import CheckoutRequest, Needs, OrderItem, SalesContext

PLACES = {
    "settings": lambda told: settings(country=told),
    "context": lambda told: SalesContext(country=told),
    "order": lambda told: CheckoutRequest(items=[OrderItem(offer="/offers2/Pro")], country=told),
    "needs": lambda told: Needs(country=told),
}


@pytest.mark.parametrize("told", ["UK", "uk", " gb ", "GB"])
@pytest.mark.parametrize("place", PLACES)
def test_the_united_kingdom_is_the_catalogue_s_gb_wherever_it_is_told(place, told):
    assert PLACES[place](told).country == "GB"


@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_code_is_refused_with_one_shown(place):
    with pytest.raises(ValidationError, match="ISO code of two letters, such as GB"):
        PLACES[place]("Germany")
