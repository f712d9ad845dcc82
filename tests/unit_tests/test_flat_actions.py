"""Flat fields and the tools' own arguments: the same said in two ways, made from one schema."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain import LimioSettings, LimioToolkit
from limio_langchain.tools.envelope import RULES
from limio_sales_agent.integrations.actions.action import STATUSES, Action
from limio_sales_agent.integrations.actions.described import TOLD
from limio_sales_agent.integrations.actions.flat import Unreadable, arguments_of, flat_name, nested
from limio_sales_agent.integrations.actions.openapi import document

SETTINGS = LimioSettings(shop_url="https://shop.example.com", api_url=None)
with LimioToolkit.from_settings(SETTINGS) as TOOLKIT:
    TOOLS = {tool.name: tool for profile in ("sell", "ops") for tool in TOOLKIT.get_tools(profile)}
ORDER, FIND, LINK = (
    arguments_of(TOOLS[name].tool_call_schema.model_json_schema())
    for name in ("limio_create_checkout", "limio_find_offers", "limio_purchase_link")
)


def test_one_offer_and_quantity_become_the_order_s_one_item():
    given = {"offer": "/offers/Pro", "quantity": 3, "email": "jo@brand.io"}
    assert nested(ORDER, given) == {"items": [{"offer": "/offers/Pro", "quantity": 3}], "email": "jo@brand.io"}


def test_one_offer_becomes_the_link_s_list_of_offers_and_a_label_stays_one():
    assert nested(LINK, {"offer": "/offers/Pro"}) == {"offers": ["/offers/Pro"]}
    assert nested(LINK, {"label": "pro"}) == {"label": "pro"}


def test_attributes_are_written_as_pairs():
    assert nested(FIND, {"attributes": " tier = pro ; region=EU;"}) == {"attributes": {"tier": "pro", "region": "EU"}}


@pytest.mark.parametrize("attributes", ["pro", "=pro", "tier=", "tier", 3, ["tier=pro"], {"tier": "pro"}])
def test_attributes_that_are_no_pairs_are_refused_by_name(attributes):
    with pytest.raises(Unreadable, match=r"^attributes: must be"):
        nested(FIND, {"attributes": attributes})


def test_fields_that_a_form_left_empty_are_not_given():
    assert nested(ORDER, {"offer": "/offers/Pro", "quantity": None, "email": ""}) == {
        "items": [{"offer": "/offers/Pro"}]
    }


def test_a_field_nobody_asked_for_is_kept_for_the_tool_to_refuse():
    assert nested(LINK, {"colour": "red"}) == {"colour": "red"}


@pytest.mark.parametrize(
    ("place", "name"),
    [(("items",), "offer"), (("items", 0, "quantity"), "quantity"), (("email",), "email"), (("colour",), "colour")],
)
def test_a_fault_is_told_by_the_name_of_the_flat_field(place, name):
    assert flat_name(ORDER, place) == name


def test_no_flat_field_stands_for_two_arguments():
    for tool in TOOLS.values():
        fields = [name for one in arguments_of(tool.tool_call_schema.model_json_schema()) for name in one.fields]
        assert len(fields) == len(set(fields)), tool.name


def test_every_field_of_every_tool_is_a_single_value():
    for tool in TOOLS.values():
        for argument in arguments_of(tool.tool_call_schema.model_json_schema()):
            for name, shape in argument.fields.items():
                assert shape["type"] in {"string", "integer", "number", "boolean"}, (tool.name, name)


def test_every_tool_has_its_answer_described():
    assert set(TOLD) == set(TOOLS)


def test_every_failure_of_a_tool_has_a_status():
    codes = {code for _, code, *_ in RULES} | {kind.reason for kind, *_ in RULES if getattr(kind, "reason", None)}
    assert codes <= set(STATUSES)


WORDS = st.text(st.characters(blacklist_characters=";=", blacklist_categories=("Cs",)), min_size=1).filter(
    lambda text: text == text.strip() and text
)


@given(st.dictionaries(WORDS, WORDS, min_size=1))
def test_any_table_of_texts_can_be_written_as_pairs(table):
    written = ";".join(f"{name}={value}" for name, value in table.items())
    assert nested(FIND, {"attributes": written}) == {"attributes": table}


def properties(schema, place):
    for name, held in schema.get("properties", {}).items():
        yield f"{place}.{name}", held
        yield from properties(held, f"{place}.{name}")


def test_each_field_and_each_answer_is_described_with_an_example():
    told = document(map(Action, TOOLS.values()), "https://chat.example.com")["components"]["schemas"]
    lacking = [
        place
        for name, schema in told.items()
        for place, held in properties(schema, name)
        if not held.get("description") or "example" not in held
    ]
    assert lacking == []


async def test_wrong_arguments_show_a_right_call_in_flat_fields():
    answer = await Action(TOOLS["limio_create_checkout"]).call({"quantity": True, "offer": "/offers2/X"})
    assert answer.status == 422
    assert answer.body["error"]["next"] == (
        'Call limio_create_checkout again like this: {"offer": "/offers2/Business Pro Annual", "quantity": 1}'
    )
