"""What most commands begin with: settings, playbook, model, told in one line when they cannot be used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel
from pydantic import ValidationError
from rich.console import Console

from limio_langchain import LimioSettings
from limio_langchain.sandbox import Sandbox
from limio_langchain.tools.toolkit import PROFILES, Profile
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.orders.hooks import OnOutcome
from limio_sales_agent.orders.sinks import opened, sink
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook, PlaybookError


def console() -> Console:
    """Return where the command writes: as wide as the terminal, unstyled where there is none."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def read_settings() -> LimioSettings:
    """Return the settings from the environment; Unusable names each field that is wrong."""
    try:
        return LimioSettings()
    except ValidationError as error:
        faults = faults_in(error)
        remedy = "Set LIMIO_SHOP_URL" if "LIMIO_SHOP_URL) is missing" in faults else "Correct that"
        raise Unusable(f"{faults}\n{remedy}, or try it with --sandbox.") from None


def faults_in(error: ValidationError) -> str:
    """Return what is wrong, a line a field, with the variable's name and never a value."""
    lines = []
    for fault in error.errors():
        field = str(fault["loc"][0]) if fault["loc"] else ""
        said = fault["msg"].removeprefix("Value error, ")
        lines.append(said if "LIMIO_" in said else f"{field} (LIMIO_{field.upper()}): {said}")
    return "\n".join(lines)


def read_playbook(file: Path | None, *, sandbox: bool) -> Playbook:
    """Return the playbook: the file's, else the sandbox shop's on the sandbox, else the neutral one."""
    place = file or (SANDBOX_PLAYBOOK if sandbox else None)
    try:
        return Playbook.load(place) if place else Playbook()
    except PlaybookError as error:
        raise Unusable(str(error)) from None


def read_actions(named: str) -> Profile | None:
    """Return the tools that other agents may call, None for none; Unusable says what could be named."""
    if named != "none" and named not in PROFILES:
        raise Unusable(f"--actions {named}: must be {', '.join(PROFILES)} or none")
    return None if named == "none" else cast(Profile, named)


def read_sink(file: Path | None, webhook: str | None) -> OnOutcome | None:
    """Return where outcomes go; Unusable where none of them would arrive."""
    if webhook and not (urlsplit(webhook).scheme in {"http", "https"} and urlsplit(webhook).hostname):
        raise Unusable(f"--outcome-webhook {webhook}: must be a URL such as https://crm.example.com/outcomes")
    try:
        if file:
            os.close(opened(file))
    except OSError as error:
        raise Unusable(f"--outcomes {file}: {error.strerror}; name a file that can be written") from None
    return sink(file, webhook)


def read_model(name: str | None) -> BaseChatModel | None:
    """Return the model that reads messages, or None for none; Unusable says what it lacks."""
    if name is None:
        return None
    from limio_sales_agent.reading.chat_model import ModelError, resolve_model  # noqa: PLC0415  loads a model's client

    try:
        return resolve_model(name)
    except ModelError as error:
        raise Unusable(f"--model {error}") from None


def read_answering_model(name: str | None) -> BaseChatModel | None:
    """Return the model as `read_model` does, once it said a word.

    Unusable where its provider refuses it; one that does not answer at the moment is told and kept, because code reads
    messages until it does.
    """
    from limio_sales_agent.reading.chat_model import failure_of  # noqa: PLC0415  as above

    model = read_model(name)
    failed = failure_of(model) if model else None
    if failed and failed.stays:
        raise Unusable(f"--model {name}: {failed.words}; name another, or correct its key")
    if failed:
        print(f"--model {name}: {failed.words}; code reads messages until it does", file=sys.stderr)  # noqa: T201
    return model


@contextmanager
def shop(*, sandbox: bool) -> Iterator[LimioSettings]:
    """Give the settings of the tenant, or of a sandbox that runs until the end."""
    if not sandbox:
        yield read_settings()
        return
    with Sandbox() as limio:
        yield limio.settings()


def print_link(line: str) -> None:
    """Print a line whole: rich would break a link at the terminal's edge."""
    print(line)  # noqa: T201


def as_json(value: Any) -> str:
    """Return a value as one line of JSON, as people read it."""
    import json  # noqa: PLC0415

    return json.dumps(value, ensure_ascii=False, default=str)
