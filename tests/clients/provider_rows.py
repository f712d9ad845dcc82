"""Each provider with each form of the tools' schemas: what its own package hands on, and how its calls are read."""

import json
from functools import partial
from typing import get_args

from langchain_core.messages import ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from providers import NAMES, anthropic, gemini, mistral, objects, openai

from benchmarks.payload import compact, tokens
from limio_langchain.tools.examples import EXAMPLES, PATH
from limio_langchain.tools.schemas import SchemaForm
from limio_langchain.tools.toolkit import PROFILES, TOOLS

FORMS = get_args(SchemaForm)
PROVIDERS = {
    "OpenAI": openai,
    "OpenAI, strict": partial(openai, strict=True),
    "Anthropic": anthropic,
    "Gemini": gemini,
    "Mistral": mistral,
}
PRO = "/offers2/Business Pro Annual"
ABSENT = ("", 0, None, "null", [], {})
LINE = {"offer": PRO, "quantity": 2}


def faults(shown):
    """Return what a provider lost of the tools' arguments, or keeps as an object of any form."""
    found = []
    for tool in TOOLS:
        schema, fields = shown[tool.name], tool.arguments.model_fields
        found += sorted(fields.keys() - schema["properties"].keys())
        needed = {name for name, field in fields.items() if field.is_required()}
        found += sorted(needed - set(schema.get("required", ())))
        found += [".".join(place) for place, held in objects(schema) if _is_lost(held)]
    return found


def _is_lost(held):
    return not held.get("properties") and not held.get("additionalProperties")


def as_sent(form, schema, example):
    """Return a call's arguments as a model that keeps to the form sends them."""
    sent = json.loads(json.dumps(example).replace(PATH, PRO))
    if form == "gemini" and "attributes" in sent:
        sent["attributes"] = [{"name": name, "value": value} for name, value in sent["attributes"].items()]
    if form == "openai_strict":
        sent = dict.fromkeys(schema["properties"]) | {
            name: value for name, value in sent.items() if name != "attributes"
        }
        sent |= {"attributes": [{"name": "segment", "value": "business"}]} if "attributes" in sent else {}
    return sent


def unread(form, shown):
    """Return the tools whose own example, sent in the form, is not read as meant."""
    wrong = []
    for tool in TOOLS:
        plain = json.loads(json.dumps(EXAMPLES[tool.name]).replace(PATH, PRO))
        taken = tool.arguments.in_form(form)
        sent = as_sent(form, shown[tool.name], EXAMPLES[tool.name])
        if taken.model_validate(sent).model_dump() != tool.arguments.model_validate(plain).model_dump():
            wrong.append(tool.name)
    return wrong


def handed_on(toolkit, shown_by, form):
    """Return what a provider makes of a form, and whether calls in it are read as meant."""
    try:
        shown = shown_by(toolkit, form)
    except ValueError:
        return {"nothing lost": "refused by its own package", "its calls are read": "-"}
    lost = faults(shown)
    return {"nothing lost": not lost or f"loses {', '.join(lost)}", "its calls are read": not unread(form, shown)}


def arguments(toolkit, form):
    """Return how arguments as models send them are read by the tools in a form: what went as it must."""
    tools = {tool.name: tool for tool in toolkit.get_tools(include=NAMES, schema=form)}

    def told(name, **args) -> ToolMessage:
        return tools[name].invoke({"type": "tool_call", "id": "1", "name": name, "args": args})

    optional = [name for name, field in TOOLS[0].arguments.model_fields.items() if not field.is_required()]
    everything = told("limio_find_offers").content
    yearly, one = told("limio_find_offers", billing="yearly").content, told("limio_purchase_link", offers=[PRO]).content
    refused = [told("limio_create_checkout", items=[{**LINE, "quantity": wrong}]) for wrong in (True, 1.5, "two", -1)]
    return {
        'absent as "", 0, null, "null", [], {}': all(
            told("limio_find_offers", **{name: value}).content == everything for name in optional for value in ABSENT
        ),
        "list as text": told("limio_purchase_link", offers=json.dumps([PRO])).content == one,
        "number as text": told("limio_find_offers", people="12").content
        == told("limio_find_offers", people=12).content,
        '"12 seats", "1,200"': told("limio_find_offers", people="12 seats").content
        == told("limio_find_offers", people=12).content
        and told("limio_get_offer", offer=PRO, people="1,200").content
        == told("limio_get_offer", offer=PRO, people=1200).content,
        "one level too deep": told("limio_purchase_link", input={"offers": {"offers": [PRO]}}).content == one,
        "Annual for yearly": told("limio_find_offers", billing="Annual").content == yearly,
        "true, 1.5 refused": all(one.status == "error" and "quantity" in one.content for one in refused),
    }


def cost(toolkit, form):
    """Return the tokens that each call of a model carries for the five selling tools."""
    tools = toolkit.get_tools(include=PROFILES["sell"], schema=form)
    return tokens(compact([convert_to_openai_tool(tool) for tool in tools]))


def rows(toolkit):
    """Return a row for each provider and form."""
    made = []
    read = {form: arguments(toolkit, form) for form in FORMS}
    for provider, shown_by in PROVIDERS.items():
        for form in FORMS:
            if provider == "OpenAI, strict" and form != "openai_strict":
                continue  # OpenAI refuses the others as strict, which is why there is a form for it
            went = handed_on(toolkit, shown_by, form)
            made.append({"provider": provider, "schema": form, **went, **read[form], "tokens": cost(toolkit, form)})
    return made
