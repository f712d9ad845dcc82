"""Whose name and address an order is made for: the customer's own, or of the colleague a quote shall go to."""

import pytest

from blind.shops import agent, playbook
from limio_langchain.sandbox import Sandbox


@pytest.fixture
def talk():
    with Sandbox() as limio:

        def talked(shop, *messages):
            talking, thread = agent(limio, playbook(shop)), {"configurable": {"thread_id": messages[0]}}
            for message in messages:
                talking.invoke({"messages": [("user", message)]}, thread)
            return talking.get_state(thread).values

        yield talked


def test_a_quote_goes_to_the_colleague_it_is_asked_for(talk):
    after = talk(
        "tidewell-de",
        "Business Pro, jährlich, für 5. Klaus Meier, k.meier@meier-bau.de",
        "Können Sie mir ein Angebot machen? Bitte an meine Kollegin: Sabine Groß, s.gross@meier-bau.de",
    )
    assert after["outcome"]["kind"] == "quote"
    customer = after["order"]["customer"]
    assert [customer[one] for one in ("first_name", "last_name", "email")] == ["Sabine", "Groß", "s.gross@meier-bau.de"]


def test_a_gift_is_bought_under_the_giver_s_address_and_the_receiver_s_is_noted(talk):
    told = "yes, it's emma.cole@gmail.com, my sister is lisa.cole@gmail.com"
    after = talk("tidewell", "A year of Tidewell Home, as a gift for my sister", told, "yes")
    assert after["order"]["customer"]["email"] == "emma.cole@gmail.com"
    assert "lisa.cole@gmail.com" in after["needs"]["note"]


def test_who_gives_a_number_alone_is_called_there(talk):
    after = talk("tidewell", "I'd like to talk to somebody. Can you ring me? 01632 960 222", "I told you, phone only.")
    assert after["outcome"]["kind"] == "handoff"
    assert after["customer"]["phone"]
