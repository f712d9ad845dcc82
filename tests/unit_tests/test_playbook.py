from __future__ import annotations

from decimal import Decimal

import pytest

from limio_sales_agent.playbook import Playbook, PlaybookError, TeamPrice
from limio_sales_agent.strict_yaml import read_mapping

DESIGN = """
title: Find your plan
greeting: I'm Acme's automated assistant. Tell me what you need and roughly for how many people.
suggestions: ["We are a team of 12", "Annual or monthly?"]
offers: {attributes: {label__limio: business}, channels: [ai, Online]}
questions:
  - {key: sector, ask: What does your business do?, attribute: sector__acme, values: {marketing: [agency, PR, advertising], health: [GP, pharmacy, clinic]}}
  - {key: people, ask: Roughly how many people need access?}
sold_per: seat
lead_with: yearly
details: {ask: after_yes, required: [email], wanted: [first_name, last_name, company], work_email: false}
add_ons: after_yes
promo: {SAVE20: /offers2/Pro Plan SAVE20}
prices: {/offers2/Pro Plan: {amount: "49", currency: GBP, interval: months}}
tax: excluded
handoff: {max_people: 250, when: [discount, bespoke], collect: [email]}
quote: {say: Our sales team answers within one working day.}
links: {privacy: https://acme.example/privacy, terms: https://acme.example/terms, account: https://acme.example/me, fallback_label: business}
checkout: {page: checkout, tracking: {campaign: site-chat}}
knowledge: [packages.md, terms.md]
phrases: {hand_over: "Here you are:"}
"""


@pytest.fixture
def load(tmp_path):
    (tmp_path / "packages.md").write_text("# Packages\nThree of them.\n")
    (tmp_path / "terms.md").write_text("# Refunds\nWithin 14 days.\n")

    def load(text: str) -> Playbook:
        (tmp_path / "acme.yaml").write_text(text, encoding="utf-8")
        return Playbook.load(tmp_path / "acme.yaml")

    return load


@pytest.fixture
def faults(load):
    def faults(text: str) -> str:
        with pytest.raises(PlaybookError) as caught:
            load(text)
        assert "acme.yaml: " in str(caught.value)
        assert caught.value.__cause__ is None
        return "\n".join(caught.value.faults)

    return faults


def test_every_key_of_the_specification_is_read(load):
    playbook = load(DESIGN)
    assert playbook.offers.attributes == {"label__limio": ("business",)}
    assert playbook.offers.channels == ("ai", "Online")
    assert playbook.questions[0].values["health"] == ("GP", "pharmacy", "clinic")
    assert (playbook.sold_per, playbook.lead_with, playbook.tax) == ("seat", "yearly", "excluded")
    assert playbook.details.wanted == ("first_name", "last_name", "company")
    assert playbook.prices["/offers2/Pro Plan"] == TeamPrice(amount=Decimal(49), currency="GBP", interval="months")
    assert playbook.handoff.max_people == 250
    assert [section.title for section in playbook.sections] == ["Packages", "Refunds"]
    assert playbook.say("hand_over") == "Here you are:"


def test_the_neutral_playbook_sells_everything_and_asks_nothing_of_its_own():
    playbook = Playbook()
    assert playbook.offers.attributes == {}
    assert (playbook.offers.channels, playbook.questions, playbook.prices, playbook.promo) == ((), (), {}, {})


def test_an_empty_file_is_the_neutral_playbook(load):
    assert load("# nothing yet\n") == Playbook()


def test_a_playbook_cannot_be_changed(load):
    with pytest.raises(ValueError, match="frozen"):
        load("title: A").title = "B"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("greetng: Hi", "greetng: is not a key of the playbook; did you mean 'greeting'?"),
        ("offers: {atributes: {a: b}}", "offers.atributes: is not a key of the playbook; did you mean 'attributes'?"),
        (
            "questions: [{key: people, ask: How many?, atribute: x}]",
            "questions[0].atribute: is not a key of the playbook; did you mean 'attribute'?",
        ),
        (
            "checkout: {tracking: {compaign: x}}",
            "checkout.tracking.compaign: is not a key of the playbook; did you mean 'campaign'?",
        ),
        (
            "prices: {/offers2/A: {amont: 1, amount: 1, currency: GBP}}",
            "prices./offers2/A.amont: is not a key of the playbook; did you mean 'amount'?",
        ),
        ("handoff: {zzz: 1}", "handoff.zzz: is not a key of the playbook; known here: max_people, when, collect"),
        ("questions: [{ask: How many?}]", "questions[0].key: is missing"),
        (
            "questions: [{key: people, ask: 'x'}, {key: sector, ask: What?}]",
            "questions[1]: key 'sector' needs an attribute",
        ),
        ("questions: [{key: people, ask: a}, {key: people, ask: b}]", "questions: two questions have the key 'people'"),
        (
            "questions: [{key: confirm, ask: a, attribute: x}]",
            "questions[0]: key 'confirm' is one of the agent's own asks",
        ),
        (
            "questions: [{key: s, ask: a, attribute: x, values: {a: [dog], b: [Dog]}}]",
            "questions[0]: values: 'Dog' stands for both 'a' and 'b'",
        ),
        ("questions: [{key: people, ask: a, values: {few: [us]}}]", "questions[0]: values need an attribute"),
        ("questions: [{key: s, ask: a, attribute: x, values: {a: {b: c}}}]", "questions[0].values.a: must be a list"),
        ("sold_per: person", "sold_per: input should be 'seat'"),
        ("details: {required: [mail]}", "details.required[0]: input should be 'email'"),
        ("details: {required: [email], wanted: [email]}", "details: email is asked for twice"),
        ("details: {work_email: perhaps}", "details.work_email: must be true or false"),
        ("promo: {SAVE20: Pro Plan}", "promo.SAVE20: "),
        ("promo: {SAVE20: /offers2/A, save20: /offers2/B}", "promo: two codes differ only in upper and lower case"),
        ("prices: {Pro: {amount: 1, currency: GBP}}", "prices.Pro: "),
        (
            "prices: {/offers2/A: {amount: fifty, currency: GBP}}",
            'prices./offers2/A.amount: must be an amount such as "49.90"',
        ),
        (
            "prices: {/offers2/A: {amount: -1, currency: GBP}}",
            "prices./offers2/A.amount: input should be greater than or equal to 0",
        ),
        ("prices: {/offers2/A: {amount: NaN, currency: GBP}}", "prices./offers2/A.amount: "),
        ("prices: {/offers2/A: {amount: 1, currency: pounds}}", "prices./offers2/A.currency: "),
        ("handoff: {max_people: 0}", "handoff.max_people: input should be greater than or equal to 1"),
        ("handoff: {max_people: many}", "handoff.max_people: must be a whole number"),
        ("links: {privacy: http://acme.example/}", "links.privacy: must use https"),
        ("links: {terms: acme.example/terms}", "links.terms: must be a web address"),
        ("links: {account: 'javascript:alert(1)'}", "links.account: must be a web address"),
        ("checkout: {page: https://shop.example/checkout}", "checkout.page: must be a page of the shop"),
        ("knowledge: [missing.md]", "knowledge[0]: missing.md cannot be read: No such file or directory"),
        ("locale: xx", "locale: 'xx' is not a locale such as en, en_GB or de"),
        ("languages: [de, xx]", "languages[1]: 'xx' is not shipped (de, en are)"),
        ("phrases: {hand_ovr: x}", "phrases.hand_ovr: is not a phrase of this program; did you mean 'hand_over'?"),
        (
            "phrases: {total: 'Only {sum}!'}",
            "phrases.total: nothing fills {sum}; it may hold: {people}, {period}, {total}",
        ),
        ("phrases: {privacy_note: See our website}", "phrases.privacy_note: must keep {url}, or the link is lost"),
        ("phrases: {total: '{total.real}'}", "phrases.total: may hold plain {name} placeholders only"),
        ("phrases: {total: 'a } b'}", "phrases.total: has a stray brace"),
        ("phrases: {total: '  '}", "phrases.total: is empty"),
        ("title: [a", "line 1: "),
        ("title: a\ntitle: b", 'line 2: found duplicate key "title"'),
        ("offers:\n  path: /a\n  path: /b", 'line 3: found duplicate key "path"'),
        ("- a\n- b", "must be a mapping"),
        ("title: !!python/object/apply:os.getcwd []", "title: must be text"),
    ],
)
def test_a_fault_is_told_with_its_key(faults, text, fault):
    assert fault in faults(text)


def test_all_faults_are_told_at_once(faults):
    assert faults("greetng: Hi\nsold_per: person\n").count("\n") == 1


def test_a_missing_file_is_told_by_name(tmp_path):
    with pytest.raises(PlaybookError, match=r"gone\.yaml: cannot be read"):
        Playbook.load(tmp_path / "gone.yaml")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"title: \xff\xfe")
    with pytest.raises(PlaybookError, match="is not UTF-8 text"):
        Playbook.load(tmp_path / "a.yaml")


def test_a_knowledge_file_that_is_too_large_is_refused(faults, tmp_path):
    (tmp_path / "big.md").write_text("x" * 200_001)
    assert "knowledge[0]: big.md is larger than 200,000 bytes" in faults("knowledge: [big.md]")


@pytest.mark.parametrize("amount", ["49.90", '"49.90"'])
def test_an_amount_is_exact_with_and_without_quotes(load, amount):
    price = load(f"prices: {{/offers2/A: {{amount: {amount}, currency: GBP}}}}").prices["/offers2/A"]
    assert str(price.amount) == "49.90"


def test_a_country_called_no_stays_a_word(load):
    assert load("offers: {attributes: {state: [NO, 2]}}").offers.attributes == {"state": ("NO", "2")}


def test_a_heading_whose_lines_are_all_comments_counts_as_left_out(load):
    assert load("offers:\n  # attributes: {}\nsuggestions:\n") == Playbook()


def test_loopback_links_may_be_plain_http(load):
    assert load("links: {privacy: 'http://127.0.0.1:8000/privacy'}").links.privacy == "http://127.0.0.1:8000/privacy"


def test_a_promo_code_is_known_in_any_case(load):
    playbook = load("promo: {SAVE20: /offers2/Pro}")
    assert playbook.promo_offer("save20") == "/offers2/Pro"
    assert playbook.promo_offer("SAVE30") is None


def test_a_greeting_that_says_what_it_is_stands_alone(load):
    assert load(DESIGN).opening.startswith("I'm Acme's automated assistant. Tell me")


def test_a_greeting_that_does_not_is_preceded_by_the_disclosure(load):
    assert load("greeting: Welcome to Acme.").opening == "I'm an automated assistant. Welcome to Acme."


def test_a_customer_is_answered_in_a_language_of_the_list_and_else_in_the_shop_s_own():
    book = Playbook(locale="en_GB", languages=["de"], phrases={"thanks": "Cheers."}, greeting="Hello from us.")
    german, french = book.for_customer("de_AT"), book.for_customer("fr_FR")
    assert book.spoken == ("en", "de")
    assert german.say("choice_yes") == "Ja, bitte"
    assert german.say("thanks") != "Cheers."  # the team's own words are of their own language
    assert german.greeting == book.greeting
    assert (german.money_locale, french.money_locale) == ("de_AT", "fr_FR")
    assert french.say("thanks") == "Cheers."


def test_who_changes_what_was_read_changes_nothing_that_is_read_next(tmp_path):
    (tmp_path / "a.yaml").write_text("links: {own: [one]}")
    read_mapping(tmp_path / "a.yaml")["links"]["own"].append("two")
    assert read_mapping(tmp_path / "a.yaml") == {"links": {"own": ["one"]}}
