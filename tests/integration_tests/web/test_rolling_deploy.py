"""The first release and this code serve the same conversations side by side, each reading what the other wrote."""

import pytest
from other_version import FIRST_RELEASE, PLAYBOOK, EarlierServer, code_of
from web_server import Visitor, WebServer, free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
OPENING = "Business Pro, yearly, for 5 of us at our PR agency. jo@brand.io"
OLD, NEW = 0, 1


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    return code_of(FIRST_RELEASE, tmp_path_factory.mktemp("first-release"))


@pytest.fixture
def servers(limio, code, tmp_path):
    """Return a function that starts one server of either version on one store."""
    database, started = str(tmp_path / "chat.sqlite"), []

    def start(*flags):
        old = EarlierServer(limio.settings(), database, free_port(), flags, code=code).start()
        started.append(old)
        same = (
            "--playbook",
            str(code / PLAYBOOK),
        )  # a playbook is rolled out by itself: other terms are asked about again
        new = WebServer(limio.settings(), database, free_port(), (*flags, *same)).start()
        started.append(new)
        return old, new

    yield start
    for server in started:
        server.stop()


@pytest.mark.parametrize("first", [OLD, NEW], ids=["old-begins", "new-begins"])
def test_one_conversation_goes_back_and_forth_and_makes_one_basket_an_order(limio, servers, first):
    visitor, other = Visitor(*servers()), 1 - first
    visitor.see(server=first)
    assert "Business Pro" in visitor.say(OPENING, server=first)["text"]
    assert "Archive Access" in visitor.say("yes please", server=other)["text"]
    assert "recover=" in visitor.say("no thanks", server=first)["text"]
    assert [[line.quantity for line in basket.lines] for basket in limio.baskets] == [[5]]
    visitor.say("make it 16", server=other)
    assert "recover=" in visitor.say("yes", server=first)["text"]
    assert [[line.quantity for line in basket.lines] for basket in limio.baskets] == [[5], [16]]
    texts = [[entry["text"] for entry in visitor.see(server=one)["entries"]] for one in (OLD, NEW)]
    assert texts[OLD] == texts[NEW]
    assert len(texts[OLD]) == 10


def test_a_message_sent_again_to_the_other_version_is_answered_as_before(limio, servers):
    visitor = Visitor(*servers())
    visitor.see()
    visitor.say(OPENING, server=NEW)
    visitor.say("yes please", server=OLD)
    for one, other in ((NEW, OLD), (OLD, NEW)):
        said = visitor.say("no thanks", server=one, identity="the-same-message")["text"]
        assert visitor.say("no thanks", server=other, identity="the-same-message")["text"] == said
    assert len(limio.baskets) == 1
