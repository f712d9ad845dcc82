"""The receipts of a conversation's sales, as the command prints them; erased with the conversation."""

import json

import pytest

from limio_sales_agent.cli.receipts import show_receipts
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.storage.sqlite import conversations, forget


@pytest.fixture
def world():
    """The command reads a file, whoever wrote it."""
    return "blocking"


@pytest.fixture
def sold(talk, tmp_path):
    place = tmp_path / "conversations.sqlite"
    with conversations(place) as saver:
        chat = talk(checkpointer=saver, thread="a-sale")
        chat.say(
            "hi, we're a 12 person PR agency and want to pay yearly. i'm Jo Park, jo@brand.io",
            "yes please",
            "no thanks",
        )
    return place, chat.outcome


def test_each_sale_is_a_line_of_json(sold, capsys):
    place, outcome = sold
    show_receipts(str(place), "a-sale")
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == outcome["consent"]


def test_a_conversation_that_was_forgotten_has_none(sold):
    place, _ = sold
    forget(place, "a-sale")
    with pytest.raises(Unusable, match="no sale in a conversation a-sale"):
        show_receipts(str(place), "a-sale")
