"""Blocks: what a message is made of, from which its text is rendered."""

import pytest
from agent_shop import ADD_ONS, OFFERS, item, line
from langchain_core.messages import AIMessage

from limio_langchain import Offer
from limio_langchain.recommendation import Fact, Recommendation
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.replies.blocks import blocks_of, link_block, message_of, rendered, text_block
from limio_sales_agent.replies.cards import comparison_block, offers_block, order_block
from limio_sales_agent.replies.choices import of_offers
from limio_sales_agent.replies.compose import reply, terms
from limio_sales_agent.replies.labels import labels
from limio_sales_agent.storage.transcript import read_entry

SHOP = Shop({o.path: o for o in OFFERS}, {o.path: o for o in ADD_ONS}, "api")
MONTHLY, YEARLY, HOME = OFFERS
UNPRICED = Offer.from_item(item("/offers2/Bespoke", "Bespoke"))
TALKS = Offer.from_item(
    item("/offers2/Talks", "Talks", "5", offer_features__limio="<ul><li>Talks</li><li>News</li></ul>")
)
NEWS = Offer.from_item(item("/offers2/News", "News", "3", offer_features__limio="<ul><li>News</li></ul>"))


def test_the_text_is_rendered_from_the_blocks_with_a_link_below_the_words_before_it():
    message = message_of([text_block("Here you are:"), link_block("https://x"), text_block("Bye.")])
    assert message.text == "Here you are:\nhttps://x\n\nBye."
    assert rendered(blocks_of(message)) == message.text


@pytest.mark.parametrize("held", [{}, {"limio": {"version": 99, "blocks": []}}, {"limio": "x"}])
def test_a_message_without_blocks_or_of_another_version_is_its_text(held):
    assert blocks_of(AIMessage("hello", additional_kwargs=held)) == [{"type": "text", "text": "hello"}]


def test_the_last_paragraph_of_a_message_that_asks_is_the_ask(make_run, a_turn):
    run = make_run(Playbook(links={"privacy": "https://acme.example/privacy"}))
    said = reply({"turn": a_turn()}, run, "One.\n\nTwo.", "Why? https://acme.example/privacy", ask="add_on")
    *before, ask = blocks_of(said["messages"][0])
    assert [block["type"] for block in before] == ["text", "text"]
    assert (ask["type"], ask["key"], ask["links"]) == ("ask", "add_on", ["https://acme.example/privacy"])
    assert [choice["value"] for choice in ask["choices"]] == ["yes", "no"]


def test_only_the_playbooks_own_links_are_links():
    assert "links" not in text_block("see https://evil.example", ["https://acme.example"])


def test_what_goes_before_the_first_paragraph_stands_before_a_block_too(run, a_turn):
    said = reply({"turn": a_turn()}, run, order_block([line(HOME.path)], SHOP, run))
    first, order = blocks_of(said["messages"][0])
    assert (first["text"], order["type"]) == ("I'm an automated assistant.", "order")


def test_the_answers_to_a_teams_question_can_be_picked(make_run, a_turn):
    question = {"key": "sector", "ask": "For what?", "attribute": "x", "values": {"public_sector": [], "home": []}}
    run = make_run(Playbook(questions=[question]))
    ask, also = blocks_of(reply({"turn": a_turn()}, run, "For what?", ask="sector")["messages"][0])
    assert [(one["value"], one["label"]) for one in ask["choices"]] == [
        ("public_sector", "Public sector"),
        ("home", "Home"),
        ("something_else", "Other"),
    ]
    assert ask["way_out"]["label"] == "Not sure"
    assert [one["label"] for one in also["choices"]] == ["Talk to a person"]


def test_an_order_says_its_terms_a_sentence_each(run):
    lines = [line(YEARLY.path, 3)]
    order = order_block(lines, SHOP, run)
    assert order["text"] == terms(lines, SHOP, run) == " ".join(term["text"] for term in order["terms"])
    assert [(one["name"], one["quantity"], one["total"]) for one in order["lines"]] == [("Pro Yearly", 3, "£1,470.00")]


def test_an_item_the_catalogue_has_no_more_has_a_name_and_no_price(run):
    (gone,) = order_block([line("/offers2/Gone Plan")], SHOP, run)["lines"]
    assert (gone["name"], gone["price"], gone["total"]) == ("Gone Plan", "", "")


def test_offers_that_share_a_name_are_told_apart_by_how_they_are_paid_then_by_price(run):
    def plan(path, name, interval, amount):
        return Offer.from_item(item(f"/offers2/{path}", name, amount, interval))

    plans = [
        plan("A", "Home", "months", "9"),
        plan("B", "Home", "years", "90"),
        plan("C", "Pro", "months", "20"),
        plan("D", "Pro", "months", "30"),
        plan("E", "Team", "months", "40"),
        plan("F", "Twin", "months", "5"),
        plan("G", "Twin", "months", "5"),
    ]
    assert labels(plans, run) == [
        "Home, monthly",
        "Home, yearly",
        "Pro, monthly, £20.00 a month",
        "Pro, monthly, £30.00 a month",
        "Team",
        "Twin, monthly, £5.00 a month, F",
        "Twin, monthly, £5.00 a month, G",
    ]
    shop = Shop({one.path: one for one in plans}, {}, "api")
    assert [one["label"] for one in of_offers([one.path for one in plans], shop, run)] == labels(plans, run)
    block = offers_block([Recommendation(one, 1, (), ()) for one in plans], {}, "", run)
    assert [card["label"] for card in block["offers"]] == labels(plans, run)


def test_cards_are_priced_for_as_many_as_are_needed(run):
    why = Recommendation(YEARLY, 2, (), (), reason_facts=(Fact("has_words", {"words": ["trackers"]}),))
    block = offers_block([why, Recommendation(HOME, 1, (), ())], {"people": 3}, "", run, proposed=YEARLY.path)
    assert [(card["path"], card["proposed"], card["reasons"]) for card in block["offers"]] == [
        (YEARLY.path, True, ["has trackers"]),
        (HOME.path, False, []),
    ]


def test_a_comparison_marks_the_cheaper_and_is_none_where_a_year_cannot_be_priced(run):
    block = comparison_block((MONTHLY, YEARLY), 2, run)
    assert [column["year"] for column in block["columns"]] == ["£1,176.00", "£980.00"]
    assert block["cheaper"] == 1
    assert comparison_block((MONTHLY, UNPRICED), 2, run) is None


def test_two_offers_beside_each_other_say_what_each_alone_has(run):
    block = comparison_block((TALKS, NEWS), 1, run)
    assert [(column["name"], column["features"]) for column in block["columns"]] == [("Talks", ["Talks"]), ("News", [])]


def test_an_entry_kept_before_there_were_blocks_opens_with_its_link():
    held = {
        "id": "message-1",
        "role": "agent",
        "text": "Here:\nhttps://x",
        "blocks": [{"kind": "text", "text": "Here:"}, {"kind": "link", "url": "https://x", "text": "Go"}],
        "chips": [],
        "at": "2026-11-01T00:00:00+00:00",
    }
    opened = read_entry(held, 2)
    assert opened["blocks"] == [{"type": "text", "text": "Here:\nhttps://x", "links": ["https://x"]}]
    assert opened["seq"] == 2
    assert read_entry({**held, "role": "customer", "blocks": []}, 1)["blocks"] == []
