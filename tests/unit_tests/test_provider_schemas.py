"""The tools' schemas as each provider's own package hands them on: nothing lost, nothing the provider refuses."""

import json

import pytest
from fake_limio import settings
from jsonschema import Draft202012Validator
from langchain_core.utils.function_calling import convert_to_openai_tool
from providers import NAMES, STRICT_WORDS, anthropic, gemini, mistral, objects, openai, words

from limio_langchain import LimioToolkit
from limio_langchain.errors import InputError
from limio_langchain.tools.toolkit import TOOLS

pytestmark = pytest.mark.slow  # the providers' packages take seconds to load


@pytest.fixture(scope="module")
def toolkit():
    with LimioToolkit.from_settings(settings()) as made:
        yield made


@pytest.mark.parametrize(
    ("provider", "form"),
    [(openai, "plain"), (anthropic, "plain"), (mistral, "plain"), (gemini, "gemini")],
    ids=["openai", "anthropic", "mistral", "gemini"],
)
def test_no_argument_and_no_requirement_is_lost(toolkit, provider, form):
    shown = provider(toolkit, form)
    lost = {
        tool.name: set(tool.arguments.model_fields) ^ set(shown[tool.name]["properties"])
        | {name for name, field in tool.arguments.model_fields.items() if field.is_required()}
        ^ set(shown[tool.name].get("required", ()))
        for tool in TOOLS
    }
    assert {name: fields for name, fields in lost.items() if fields} == {}
    assert {
        type(held.get("type"))
        for one in shown.values()
        for _, o in objects(one)
        for held in o.get("properties", {}).values()
    } == {str}


def test_gemini_s_table_is_a_list_of_names_and_values_and_no_object_is_free_form(toolkit):
    shown = gemini(toolkit, "gemini")
    assert shown["limio_find_offers"]["properties"]["attributes"]["items"]["properties"].keys() == {"name", "value"}
    assert [place for one in shown.values() for place, o in objects(one) if not o.get("properties")] == []


def test_gemini_loses_the_table_of_the_plain_schema_which_is_why_it_has_its_own(toolkit):
    assert "properties" not in gemini(toolkit, "plain")["limio_find_offers"]["properties"]["attributes"]


@pytest.mark.parametrize("more", [{}, {"strict": True}], ids=["as it is", "bound as strict"])
def test_openai_s_strict_mode_gets_what_it_asks_for(toolkit, more):
    shown = openai(toolkit, "openai_strict", **more)
    wrong = [
        (name, place)
        for name, schema in shown.items()
        for place, held in objects(schema)
        if held.get("additionalProperties") is not False or set(held["required"]) != set(held["properties"])
    ]
    assert wrong == []
    assert {word for schema in shown.values() for word in words(schema)} <= STRICT_WORDS
    needed = {
        tool.name: {n for n, field in tool.arguments.model_fields.items() if field.is_required()} for tool in TOOLS
    }
    unset = {
        name: {n for n, held in schema["properties"].items() if "null" not in held["type"]}
        for name, schema in shown.items()
    }
    assert unset == needed


def test_all_that_openai_s_strict_mode_can_send_is_read(toolkit):
    for tool in TOOLS:
        schema = openai(toolkit, "openai_strict")[tool.name]
        sent = dict.fromkeys(schema["properties"]) | {
            "items": [{"offer": "/a", "quantity": None}],
            "offer": "/a",
            "created_after": "2026-01-01T00:00:00Z",
        }
        sent = {name: sent[name] for name in schema["properties"]}
        Draft202012Validator(schema).validate(sent)
        tool.arguments.model_validate(sent)


def test_an_unknown_form_is_refused(toolkit):
    with pytest.raises(InputError, match="schema: must be one of plain, openai_strict, gemini"):
        toolkit.get_tools(schema="openai")


def test_what_each_form_costs(toolkit, record_property):
    """In tokens at four characters each, as the plain budget counts."""
    sell = [name for name in NAMES if name != "limio_list_abandoned_baskets"]
    tokens = {
        form: len(
            json.dumps(
                list(map(convert_to_openai_tool, toolkit.get_tools(include=sell, schema=form))), separators=(",", ":")
            )
        )
        // 4
        for form in ("plain", "openai_strict", "gemini")
    }
    print(tokens)
    record_property("tokens", tokens)
    assert tokens["plain"] < tokens["gemini"] < tokens["openai_strict"] <= 1_050
