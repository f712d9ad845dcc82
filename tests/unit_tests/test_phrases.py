from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import limio_sales_agent.playbook
from limio_sales_agent.phrases import known_placeholders, languages, phrases_for, placeholders, shipped
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.replies.reasons import CLOSED

KEYS = sorted(known_placeholders())
COUNTED = ("_one", "_other")
CODE = sorted(Path(limio_sales_agent.playbook.__file__).parent.parent.rglob("*.py"))


def test_english_and_german_are_shipped():
    assert languages() == ("de", "en")


@pytest.mark.parametrize("language", languages())
def test_a_shipped_language_has_every_key_and_no_other(language):
    assert sorted(shipped(language)) == KEYS


@pytest.mark.parametrize("language", languages())
def test_a_shipped_phrase_holds_what_code_fills(language):
    used = {key: placeholders(key, text) for key, text in shipped(language).items()}
    english = {key: placeholders(key, text) for key, text in shipped("en").items()}
    counted = {key for key in KEYS if key.endswith(COUNTED)}
    assert [key for key in counted if not used[key] <= known_placeholders()[key]] == []
    assert [key for key in set(KEYS) - counted if used[key] != english[key]] == []


@pytest.mark.parametrize("language", languages())
def test_no_phrase_cheers(language):
    assert [key for key, text in shipped(language).items() if "!" in text] == []


def test_a_counted_phrase_has_both_forms():
    stems = {key.rpartition("_")[0] for key in KEYS if key.endswith(COUNTED)}
    assert {f"{stem}{form}" for stem in stems for form in COUNTED} <= set(KEYS)


def test_a_regional_locale_speaks_its_language():
    assert phrases_for("de-AT", {}) == shipped("de")


def test_a_playbook_speaks_another_language():
    assert Playbook(locale="de").say("bot_answer") != Playbook().say("bot_answer")


def test_a_language_that_is_not_shipped_must_bring_every_phrase():
    with pytest.raises(
        ValueError, match=r"phrases: locale 'fr' is not shipped \(de, en are\): add greeting, disclosure"
    ):
        Playbook(locale="fr")


def test_a_language_that_brings_every_phrase_is_used():
    french = {**shipped("en"), "thanks": "Je vous en prie."}
    assert Playbook(locale="fr", phrases=french).say("thanks") == "Je vous en prie."


def test_an_unknown_key_is_a_programming_error():
    with pytest.raises(KeyError, match="no_such"):
        Playbook().say("no_such")


def test_a_value_that_nothing_takes_is_a_programming_error():
    with pytest.raises(KeyError, match="thanks takes"):
        Playbook().say("thanks", name="Jo")


def test_a_value_left_out_is_a_programming_error():
    with pytest.raises(KeyError, match="recommend takes"):
        Playbook().say("recommend", name="Pro")


def test_an_override_may_leave_a_placeholder_out():
    assert Playbook(phrases={"recommend": "Take {name}."}).say("recommend", name="Pro", price="£1") == "Take Pro."


@given(st.text())
def test_a_value_is_never_read_as_a_phrase(value):
    assert Playbook().say("because", reasons=value) == f"Why: {value}."


@pytest.mark.parametrize(("count", "said"), [(1, "a month"), (2, "every 2 months"), (0, "every 0 months")])
def test_a_count_chooses_its_form(count, said):
    assert Playbook().say_count("per_months", count) == said


def spoken():
    """Yield every `say("key", name=...)` of the agent's code: where it stands, its key and its names."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                key, names = node.args[0] if node.args else None, {word.arg for word in node.keywords}
                if isinstance(key, ast.Constant) and None not in names:
                    yield f"{path.name}:{node.lineno}", key.value, names


def test_code_fills_what_each_phrase_takes():
    wrong = [(place, key) for place, key, names in spoken() if known_placeholders().get(key) != names]
    assert wrong == []


def test_each_phrase_is_asked_for_by_its_key_or_by_its_beginning():
    code = "".join(path.read_text(encoding="utf-8") for path in CODE)
    begun = {"people", *re.findall(r'f"([a-z]+)_\{', code), *CLOSED.values()}
    assert [key for key in KEYS if f'"{key}"' not in code and key.partition("_")[0] not in begun] == []
