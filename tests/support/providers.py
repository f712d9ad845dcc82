"""The tools' schemas as each provider's own package hands them on to its model.

Those packages load for seconds, so each is imported where it is used: no other test waits for them.
"""
# ruff: noqa: PLC0415

from limio_langchain.tools.toolkit import TOOLS

NAMES = [tool.name for tool in TOOLS]
# What OpenAI's strict mode takes of JSON Schema, of what ours could hold.
STRICT_WORDS = {"type", "description", "properties", "required", "additionalProperties", "items", "enum"}


def bound(model, toolkit, form, **more):
    return model.bind_tools(toolkit.get_tools(include=NAMES, schema=form), **more).kwargs["tools"]


def openai(toolkit, form, **more):
    from langchain_openai import ChatOpenAI

    tools = bound(ChatOpenAI(model="gpt-5.1", api_key="x"), toolkit, form, **more)
    return {tool["function"]["name"]: tool["function"]["parameters"] for tool in tools}


def anthropic(toolkit, form):
    from langchain_anthropic import ChatAnthropic

    tools = bound(ChatAnthropic(model="claude-sonnet-4-5", api_key="x"), toolkit, form)
    return {tool["name"]: tool["input_schema"] for tool in tools}


def mistral(toolkit, form):
    from langchain_mistralai import ChatMistralAI

    tools = bound(ChatMistralAI(model="mistral-large-latest", api_key="x"), toolkit, form)
    return {tool["function"]["name"]: tool["function"]["parameters"] for tool in tools}


def gemini(toolkit, form):
    """As Gemini is sent them: by way of the bound model's own request."""
    from langchain_google_genai import ChatGoogleGenerativeAI
    from langchain_google_genai._function_utils import convert_to_genai_function_declarations

    tools = bound(ChatGoogleGenerativeAI(model="gemini-2.5-pro", api_key="x"), toolkit, form)
    (declared,) = convert_to_genai_function_declarations(tools)
    shown = [one.model_dump(mode="json", exclude_none=True) for one in declared.function_declarations]
    return {one["name"]: one["parameters"] for one in shown}


def objects(schema, place=()):
    """Every object in a schema, with its place."""
    if "properties" in schema or "object" in str(schema.get("type")).lower():  # Gemini writes OBJECT
        yield place, schema
    for name, held in schema.get("properties", {}).items():
        yield from objects(held, (*place, name))
    if "items" in schema:
        yield from objects(schema["items"], (*place, "[]"))


def words(schema):
    """Every schema word used in a schema."""
    yield from schema
    for held in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from words(held)
