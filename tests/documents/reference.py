"""Every key of a playbook and every setting, written from the models; run as a program it writes both pages anew."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Literal, Union, get_args, get_origin

from pydantic import BaseModel
from ruamel.yaml import YAML

from limio_langchain import LimioSettings
from limio_sales_agent.integrations.mcp import McpAuthorization
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook

ROOT = Path(__file__).parents[2]
PLAYBOOK, SETTINGS = ROOT / "docs" / "playbook.md", ROOT / "docs" / "settings.md"
SHIPPED = [SANDBOX_PLAYBOOK, *sorted((ROOT / "tests" / "fixtures" / "playbooks").glob("*.yaml"))]
ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n(?:        .*)?)*)", re.MULTILINE)
LONGEST_EXAMPLE = 90  # characters of a cell
MORE_EXAMPLES = {  # of what no shipped playbook says, and of the settings
    "offers.path": "/offers2/Online",
    "offers.tags": ["/tags/uk/default"],
    "sold_per": "seat",
    "prefer": {"label__limio": "pro"},
    "quote.payments": ["invoice"],
    "prices.NAME.interval_count": 3,
    "checkout.tracking.tag": "chat",
    "checkout.tracking.referrer": "https://www.example.com/pricing",
    "shop_url": "https://shop.example.com",
    "api_url": "https://acme.prod.limio.com",
    "client_id": "4k2j...",
    "client_secret": "from Limio, never committed",
    "order_secret": "32 random characters, never committed",
    "checkout_page": "uk/checkout",
    "checkout_link": "assisted",
    "catalog_file": "offers.json",
    "cache_dir": "off",
    "catalog_ttl": 60,
    "country": "GB",
    "expiry_field": "the name Limio gave you",
    "facts_file": "/etc/limio/facts.json",
    "assume": "order_preview,subscription_change",
    "preview_fields": "charges=future,amount=total.value,currency=code,date=on",
    "link_reference": "utm_content",
    "webhook_username": "limio",
    "webhook_password": "of your choice, never committed",
    "ca_bundle": "/etc/ssl/company.pem",
    "source": "chat",
    "deadline": 8,
    "connect_timeout": 2,
    "read_timeout": 5,
    "user_agent": "acme-bot/1.0",
}
MCP_EXAMPLES = {
    "issuer": "https://login.example.com/",
    "resource": "https://mcp.example.com/mcp",
    "jwks_url": "https://login.example.com/keys",
    "scope": "limio.sell",
}
OTHERS = (  # what no model reads
    ("LIMIO_PLAYBOOK", "file", "The playbook on a LangGraph server, where no command names it.", "playbook.yaml"),
    (
        "LIMIO_AGENT_TOKEN",
        "text, secret",
        "The bearer token of HTTP actions, the report and the colleagues' page, and of MCP over HTTP where no issuer is set.",
        "of your choice, never committed",
    ),
    (
        "LIMIO_AGENT_DESK_TOKENS",
        "list of name:token, secret",
        "A token of each colleague's own, 20 characters or more; who decided on an order is then known by name.",
        "ann:of her choice,ben:of his",
    ),
    (
        "LIMIO_AGENT_DESK_HEADER",
        "text",
        "The header in which a proxy that knows colleagues sends their names; believed of the addresses of `--trust-proxy` alone.",
        "X-Forwarded-Email",
    ),
    (
        "LIMIO_AGENT_READ_PLAIN",
        "true or false",
        "Whether conversations stored in clear are read while a key is set, for the time of a migration.",
        "true",
    ),
)


def told_of(model):
    """Return what a model's docstring says of each of its attributes."""
    _, _, attributes = (model.__doc__ or "").partition("Attributes:\n")
    text = "\n".join(line.removeprefix("    ") for line in attributes.splitlines())
    return {name: " ".join(said.split()) for name, said in ATTRIBUTE.findall(f"\n{text}")}


PLAIN = {"str": "text", "bool": "true or false", "int": "whole number", "Decimal": "number", "float": "number"}
OTHER = {"Path": "file", "SecretStr": "text, secret"}


def kind_of(annotation):
    """Return a type in words: ``text``, ``one of seat, ...``, ``list of text``."""
    inside = get_args(annotation)
    if not inside:
        name = getattr(annotation, "__name__", str(annotation))
        models = isinstance(annotation, type) and issubclass(annotation, BaseModel)
        return "keys below" if models else (PLAIN | OTHER).get(name, name)
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in inside)
    if origin in {tuple, frozenset}:
        return f"list of {kind_of(inside[0])}"
    if origin is Mapping:
        return f"{kind_of(inside[0])} to {kind_of(inside[1])}"
    kinds = inside if origin in {Union, UnionType} else inside[:1]  # else Annotated, whose first is the type
    return ", ".join(kind_of(one) for one in kinds if one is not type(None))


def default_of(field):
    if field.is_required():
        return "required"
    if field.default_factory is not None:
        return "none" if field.default_factory is dict else "see there"
    value = field.default
    if value is None or value in ((), frozenset()) or isinstance(value, BaseModel):
        return "none"
    return f"`{value}`" if not isinstance(value, tuple) else ", ".join(f"`{one}`" for one in value)


def model_in(annotation):
    """Return the model that holds a key's own keys, where there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := model_in(one))), None)


def keys_of(model, prefix=""):
    """Yield each key with its field and what is said of it, outer before inner."""
    for name, field in model.model_fields.items():
        listed = "[]" if get_origin(field.annotation) is tuple and model_in(field.annotation) else ""
        named = (
            ".NAME" if listed == "" and get_origin(field.annotation) is Mapping and model_in(field.annotation) else ""
        )
        key = f"{prefix}{name}{listed}"
        yield key, field, told_of(model)[name]
        if inner := model_in(field.annotation):
            yield from keys_of(inner, f"{key}{named}.")


def examples():
    """Return the values that shipped playbooks give each key, the sandbox's own first."""
    found = {}
    for path in SHIPPED:
        _collect(YAML(typ="safe", pure=True).load(path.read_text()), Playbook, "", found)
    return found


def _collect(told, model, prefix, found):
    for name, value in told.items():
        annotation = model.model_fields[name].annotation
        inner = model_in(annotation)
        listed = bool(inner) and isinstance(value, list)
        key = f"{prefix}{name}{'[]' if listed else ''}"
        found.setdefault(key, value)
        if inner is None:
            continue
        if listed or get_origin(annotation) is Mapping:
            for one in value if listed else value.values():
                _collect(one, inner, f"{key}." if listed else f"{key}.NAME.", found)
        else:
            _collect(value, inner, f"{key}.", found)


def written(value):
    """Return a value as it stands in a YAML file, in one line that fits a cell."""
    if isinstance(value, Mapping):
        text = "{" + ", ".join(f"{name}: {written(one)}" for name, one in value.items()) + "}"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(map(written, value)) + "]"
    else:
        text = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 3].rstrip()}..."


def cell(text):
    return text.replace("|", "\\|").replace("``", "`")


def row(*cells):
    return f"| {' | '.join(map(cell, cells))} |"


def playbook_rows():
    shown = examples()
    for key, field, said in keys_of(Playbook):
        value = shown[key] if key in shown else MORE_EXAMPLES[key]
        yield row(f"`{key}`", kind_of(field.annotation), default_of(field), said, f"`{written(value)}`")


def settings_rows(model, examples):
    said = told_of(model)
    for name, field in model.model_fields.items():
        variable = f"`{model.model_config['env_prefix'].upper()}{name.upper()}`"
        yield row(variable, kind_of(field.annotation), default_of(field), said[name], f"`{written(examples[name])}`")


def other_rows():
    for name, kind, said, example in OTHERS:
        yield row(f"`{name}`", kind, "none", said, f"`{example}`")


def table(heads, rows):
    return "\n".join([row(*heads), row(*("---" for _ in heads)), *rows])


def playbook_page():
    return f"""# The playbook, key by key

Written by `make reference` from the model that reads it, and held by a test. A playbook is one YAML file; every key is optional, an unknown one is
refused with the nearest that exists. `limio-agent playbook init` drafts one from your catalogue, `limio-agent playbook check` lists what it cannot sell
and why. [tidewell.yaml](../graphs/limio_sales_agent/playbook/examples/tidewell.yaml) is a whole one, with comments, to copy. A server is told
which to use by `--playbook FILE`, or by the environment variable `LIMIO_PLAYBOOK` on a LangGraph server.

{table(("key", "type", "default", "what it does", "an example"), playbook_rows())}

`KEY[]` stands for each member of a list, `NAME` for a name of your own. The sentences that `phrases` may override, by key, stand in
[phrases/en.yaml](../graphs/limio_sales_agent/phrases/en.yaml).
"""


SETTING = ("variable", "type", "default", "what it does", "an example")


def settings_page():
    return f"""# Settings

Written by `make reference` from `LimioSettings`, and held by a test. Each is an environment variable, or an argument of `LimioSettings` by the
same name in lower case. The four that matter stand in the [README](../README.md#with-your-limio-tenant). A variable that
begins with `LIMIO_` and is none of these does nothing: one that is nearly one of them is warned of once, and `limio-agent doctor` lists all.

{table(SETTING, settings_rows(LimioSettings, MORE_EXAMPLES))}

## Callers over MCP

Of `limio-agent mcp --http`, from `McpAuthorization`: [who may call](integrations.md#mcp).

{table(SETTING, settings_rows(McpAuthorization, MCP_EXAMPLES))}

## Of the commands and servers alone

{table(SETTING, other_rows())}
"""


if __name__ == "__main__":
    PLAYBOOK.write_text(playbook_page())
    SETTINGS.write_text(settings_page())
