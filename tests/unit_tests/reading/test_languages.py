"""Reading by rules: each language by its own messages, consent by the blind set, and any text in time."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blind.consent_score import LANGUAGES, consent
from blind.message_score import Read, count
from blind.shops import hints, read
from limio_sales_agent.reading import Reading, read_plain
from limio_sales_agent.reading.rules import plain
from limio_sales_agent.reading.rules.words import FOLDER, languages, lexicon

MESSAGES = Path(__file__).parents[2] / "fixtures" / "reading"
AT_THE_ASK = replace(hints("tidewell", "confirm", ("people", "email")), tells_the_order=True)
AGREEING = {"yes", "buy", "pay_now"}
MOST_FALSE = {"en": 2, "de": 1, "fr": 0}  # these only ever go down
LEAST_AT_ONCE = {"en": 0.97, "de": 0.97, "fr": 0.94}  # these only ever go up
MAY_LACK = {"shortened", "mailboxes", "nouns_have_capitals", "short_forms"}  # lists
BY_CODE = {"numbers", "ordinals", "country", "currencies", "short_forms"}  # what stands for what differs
FINE = {"en": {"fine by me", "fine by us"}, "de": {"pro woche", "pro monat"}, "fr": {"pour moi seul", "pour moi seule"}}
LONGEST_LINE = 205  # this only ever goes down
MOST_SECONDS = 0.05  # of processor time
PIECES = (
    "a", "ab ", "1", "1,", "a.b.", "a@b.co ", "no ", "yes ", "we are ", "i am ", "my name is ", "for ", "and ", "per ", "s's",
    "2 pro ", "add two essential ", "drop the pro, ", "send the link ", "maybe later ", "hm so is it ",
    "£9 ", "12 people ", "twenty ", "code ", "+44 ", "Jo Bloggs\n", "ltd ", "I'm Jo, ", "'", "-", "?", "not ", "budget 9 ", "(", "[[",
)  # fmt: skip


def agrees(text, language):
    said = read_plain(text, replace(AT_THE_ASK, language=language))
    return bool(AGREEING & set(said.intents)) and said.accounted == "whole"


@pytest.mark.parametrize("language", languages())
def test_each_language_reads_its_own_messages(language):
    told, score = read(MESSAGES / f"{language}.yaml"), Read()
    for entry in told["messages"]:
        count(entry, score)
    assert len([*told["consent"], *told["no_consent"], *told["messages"]]) >= 60
    assert [one for one in told["no_consent"] if agrees(one, language)] == []
    assert [one for one in told["consent"] if not agrees(one, language)] == []
    assert score.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_consent_is_taken_as_well_as_it_ever_was(language):
    score = consent(language)
    false, share = len(score.false), score.share  # figures alone, so that no failure shows the replies
    print(f"{language}: {false} of {score.no_consent} false, {share:.0%} of {score.consent} at once")
    assert (false <= MOST_FALSE[language], share >= LEAST_AT_ONCE[language]) == (True, True)


@pytest.mark.parametrize("language", languages())
def test_a_language_is_a_file_of_at_most_400_lines_that_can_be_read(language):
    lines = (FOLDER / f"{language}.yaml").read_text().splitlines()
    assert (len(lines) <= 400, max(map(len, lines)) <= LONGEST_LINE) == (True, True)
    assert lexicon(language).phrases("name")


@pytest.mark.parametrize("language", languages())
def test_words_with_a_stroke_between_them_make_a_phrase_each(language):
    told = {phrase for held in lexicon(language).lists.values() for phrases in held.values() for phrase in phrases}
    assert [phrase for phrase in told if "/" in phrase] == []
    assert FINE[language] <= told


@pytest.mark.parametrize("language", languages())
def test_a_language_has_the_lists_that_english_has(language):
    told, known = lexicon(language).lists, lexicon("en").lists
    assert told.keys() ^ known.keys() <= MAY_LACK
    for name in known.keys() - MAY_LACK - BY_CODE:
        assert told[name].keys() ^ known[name].keys() <= MAY_LACK | BY_CODE, name


def test_every_list_is_one_that_a_rule_reads():
    rules = "".join(path.read_text() for path in FOLDER.parent.rglob("*.py"))
    lists = lexicon("en").lists
    names = {*lists, *(name for part in ("beside", "asks_about", "promises") for name in lists[part])}
    assert [name for name in sorted(names) if f'"{name}"' not in rules] == []


@pytest.mark.parametrize("piece", PIECES)
def test_no_message_takes_long_however_it_repeats_itself(piece):
    text = (piece * 4000)[:4000]
    known = replace(AT_THE_ASK, known=frozenset({"people"}))
    read_plain(text, known)
    for _ in range(5):  # the least of them is the work itself, on a machine with other work
        begun = time.process_time()
        assert isinstance(read_plain(text, known), Reading)
        if (taken := time.process_time() - begun) < MOST_SECONDS:
            break
    assert taken < MOST_SECONDS


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=150)
def test_any_text_is_read_and_read_the_same_twice(text):
    assert plain._read(plain.tidy(text), AT_THE_ASK) == read_plain(text, AT_THE_ASK)


def test_whatever_a_rule_raises_the_message_was_not_understood(monkeypatch):
    monkeypatch.setattr(plain, "tidy", lambda _: 1 / 0)
    assert read_plain("yes", AT_THE_ASK) == Reading(understood=False)
