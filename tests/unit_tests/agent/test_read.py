"""The reading node."""

from langchain_core.messages import AIMessage, HumanMessage

from agent_shop import line
from limio_langchain.errors import CatalogueUnavailable
from limio_sales_agent.nodes.read import read, unanswered


def test_what_was_said_since_the_last_answer_is_read_and_a_repetition_counts_once():
    messages = [HumanMessage("old"), AIMessage("?"), HumanMessage("yes"), HumanMessage("yes"), HumanMessage("for 3")]
    assert unanswered(messages) == "yes\nfor 3"


def test_text_in_blocks_is_read():
    assert unanswered([HumanMessage([{"type": "text", "text": "hello"}])]) == "hello"


def test_silence_is_read_without_a_catalogue(desk, drive):
    update, _ = drive(read({}, desk), offers=CatalogueUnavailable("none"))
    assert update["turn"]["text"] == ""
    assert update["turn"]["source"] == "none"


def test_a_message_sent_again_after_a_crash_counts_once(desk, drive):
    lines = [line("/offers2/Pro Yearly", 3)]
    before = {
        "selection": lines,
        "agreed": lines,
        "disclosure": {"items": lines, "text": ""},
        "expecting": "add_on",
        "offered": "/add_ons/Print",
        "chosen": True,
        "needs": {"people": 3},
        "messages": [HumanMessage("yes please", id="1")],
    }
    once, _ = drive(read(before, desk))
    again, _ = drive(
        read({**before, **once, "messages": [*before["messages"], HumanMessage("yes please", id="2")]}, desk)
    )
    assert once["selection"] == [*lines, line("/add_ons/Print")]
    assert {**again, "messages": None} == {**once, "messages": None}


def test_the_oldest_messages_are_condensed_without_their_links(desk, drive):
    messages = [HumanMessage("hi", id="h"), AIMessage("Here it is:\nhttps://shop.example.com/x?recover=secret", id="a")]
    messages += [HumanMessage(f"m{n}", id=str(n)) for n in range(10)]
    update, _ = drive(read({"messages": messages}, desk))
    assert update["past"] == ["customer: hi", "agent: Here it is:"]
    assert [one.id for one in update["messages"]] == ["h", "a"]


def test_a_conversation_without_a_thread_gets_an_id_of_its_own(make_desk, drive):
    desk = make_desk()
    desk = desk.in_run(None, None)
    threads = {drive(read({}, desk))[0]["thread"] for _ in range(3)}
    assert len(threads) == 3
    assert drive(read({"thread": "kept"}, desk))[0]["thread"] == "kept"
