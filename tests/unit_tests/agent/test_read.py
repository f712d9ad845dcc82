"""The reading node."""

from agent_shop import line
from langchain_core.messages import AIMessage, HumanMessage

from limio_langchain.errors import CatalogueUnavailable
from limio_sales_agent.nodes.read import read, unanswered


def test_what_was_said_since_the_last_answer_is_read_and_a_repetition_counts_once():
    messages = [HumanMessage("old"), AIMessage("?"), HumanMessage("yes"), HumanMessage("yes"), HumanMessage("for 3")]
    assert unanswered(messages) == "yes\nfor 3"


def test_text_in_blocks_is_read():
    assert unanswered([HumanMessage([{"type": "text", "text": "hello"}])]) == "hello"


def test_silence_is_read_without_a_catalogue(run, drive):
    update, _ = drive(read, {}, run, offers=CatalogueUnavailable("none"))
    assert update["turn"]["text"] == ""
    assert update["turn"]["source"] == "none"


def test_a_message_sent_again_after_a_crash_counts_once(run, drive):
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
    once, _ = drive(read, before, run)
    again, _ = drive(
        read, {**before, **once, "messages": [*before["messages"], HumanMessage("yes please", id="2")]}, run
    )
    assert once["selection"] == [*lines, line("/add_ons/Print")]
    once["turn"]["shop"] = again["turn"]["shop"]  # each was a process of its own
    assert {**again, "messages": None} == {**once, "messages": None}


def test_the_oldest_messages_are_condensed_without_their_links(run, drive):
    messages = [HumanMessage("hi", id="h"), AIMessage("Here it is:\nhttps://shop.example.com/x?recover=secret", id="a")]
    messages += [HumanMessage(f"m{n}", id=str(n)) for n in range(10)]
    update, _ = drive(read, {"messages": messages}, run)
    assert update["past"] == ["customer: hi", "agent: Here it is:"]
    assert [one.id for one in update["messages"]] == ["h", "a"]


def test_a_conversation_gets_a_random_id_of_its_own_and_keeps_it(run, drive):
    begun = {drive(read, {}, run)[0]["conversation"] for _ in range(3)}
    assert len(begun) == 3
    assert drive(read, {"conversation": "kept"}, run)[0]["conversation"] == "kept"


def test_the_words_of_a_yes_are_kept_with_their_time(run, drive):
    lines = [line("/offers2/Pro Yearly", 3)]
    asked = {
        "selection": lines,
        "disclosure": {"items": lines, "text": "terms"},
        "expecting": "confirm",
        "chosen": True,
    }
    update, _ = drive(read, {**asked, "messages": [HumanMessage("yes please", id="1")]}, run)
    assert update["consent"] == [{"words": "yes please", "at": "2026-11-25T12:00:00+00:00"}]


def test_words_that_are_no_yes_are_not_kept_as_one(run, drive):
    lines = [line("/offers2/Pro Yearly", 3)]
    asked = {
        "selection": lines,
        "disclosure": {"items": lines, "text": "terms"},
        "expecting": "confirm",
        "chosen": True,
    }
    update, _ = drive(read, {**asked, "messages": [HumanMessage("no", id="1")]}, run)
    assert update["consent"] == []
