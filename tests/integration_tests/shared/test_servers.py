"""Two servers of the chat page on one PostgreSQL: one customer, whoever of the two answers, and one basket."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from web_server import Visitor, WebServer, free_port

from limio_sales_agent.storage.sqlite import forget_anywhere
from limio_sales_agent.web.api import thread_of

pytestmark = pytest.mark.slow

OPENING = "Business Pro, yearly, for 5 of us at our PR agency. jo@brand.io"


@pytest.fixture
def servers(limio, database):
    two = [WebServer(limio.settings(), database, free_port()).start() for _ in range(2)]
    yield two
    for server in two:
        server.stop()


def test_every_message_may_go_to_the_other_server_and_one_may_be_killed_in_the_middle(limio, servers):
    visitor = Visitor(*servers)
    visitor.see()
    visitor.say(OPENING, server=0)
    assert "Archive Access" in visitor.say("yes please", server=1)["text"]
    servers[1].kill()
    assert "checkout" in visitor.say("no thanks", server=0)["text"]
    servers[1].start()
    visitor.say("make it 16", server=1)
    assert "replaces the earlier one" in visitor.say("yes", server=0)["text"]
    assert [[line.quantity for line in basket.lines] for basket in limio.baskets] == [[5], [16]]
    said = [entry["text"] for entry in visitor.see(server=1)["entries"] if entry["role"] == "customer"]
    assert said == [OPENING, "yes please", "no thanks", "make it 16", "yes"]


def test_two_servers_that_get_the_same_message_at_once_make_one_basket(limio, servers):
    visitor = Visitor(*servers)
    visitor.see()
    visitor.say(OPENING)
    visitor.say("yes please")
    with ThreadPoolExecutor(2) as both:
        answers = [both.submit(visitor.say, "no thanks", server, "the-same-message") for server in (0, 1)]
    one, other = (answer.result() for answer in answers)
    assert one["text"] == other["text"]
    assert len(limio.baskets) == 1
    assert limio.calls("checkout") == 1


def test_what_a_customer_said_is_encrypted_in_every_row(limio, database):
    server = WebServer(limio.settings(), database, free_port(), more={"LANGGRAPH_AES_KEY": "0123456789abcdef"})
    with server:
        visitor = Visitor(server)
        visitor.see()
        visitor.say(OPENING)
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT limio_transcript::text FROM limio_transcript").fetchall()
    assert len(rows) == 2
    assert "brand.io" not in str(rows)
    assert b"brand.io".hex() not in str(rows)


@pytest.mark.parametrize("how", ["by the visitor", "by the command"])
def test_a_conversation_forgotten_is_in_no_row_of_any_table_and_another_s_rows_stay(limio, database, how):
    with WebServer(limio.settings(), database, free_port(), ("--approval",)) as server:
        one, other = Visitor(server), Visitor(server)
        for visitor, name in ((one, "zelda"), (other, "ada")):
            visitor.see()
            for text in (f"Business Pro, yearly, for 5. {name}@brand.io", "yes please", "no thanks"):
                visitor.say(text)
        thread = thread_of(one.client.cookies["limio-chat"])
        assert thread in rows(database)  # in transcript, states and the list of who waits
        if how == "by the visitor":
            one.client.delete(f"{server.url}/api/conversation").raise_for_status()
        else:
            assert forget_anywhere(database, thread)
        held = rows(database)
    assert thread not in held
    assert not any(form in held for form in ("zelda", b"zelda".hex()))
    assert thread_of(other.client.cookies["limio-chat"]) in held
    assert b"ada@brand.io".hex() in held


def rows(database):
    """Return every row of every table there is, as text; bytes are told in hexadecimal digits."""
    with psycopg.connect(database) as connection:
        listed = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        tables = [str(row[0]) for row in connection.execute(listed)]
        return str([connection.execute(f"SELECT {name}::text FROM {name}").fetchall() for name in tables])
