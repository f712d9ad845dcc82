"""Which model reads the messages: any LangChain chat model, by name or as it is."""

from __future__ import annotations

import os
from typing import Any

from langchain_core.language_models import BaseChatModel

TIMEOUT = 20.0  # seconds for the one call of a turn; after that code reads the message
RETRIES = 1


class ModelError(ValueError):
    """The model that was named cannot be made; the text says what it lacks."""


def resolve_model(named: str | BaseChatModel | None) -> BaseChatModel | None:
    """Return a chat model.

    Args:
        named: ``openai:NAME`` (``OPENAI_BASE_URL`` points it at a local server that speaks the same API),
            ``PROVIDER:NAME`` for another provider whose LangChain package is installed, a model, or None.

    Returns:
        The model, not yet called; None for None.

    Raises:
        ModelError: The name has no provider, a package is missing, or a key is.
    """
    if named is None or isinstance(named, BaseChatModel):
        return named
    provider, _, name = named.partition(":")
    if not provider or not name:
        raise ModelError(f"{named}: name the provider too, such as openai:{named or 'NAME'}")
    return _openai(name) if provider == "openai" else _other(provider, name)


def _openai(name: str) -> BaseChatModel:
    if not os.environ.get("OPENAI_API_KEY"):
        if not os.environ.get("OPENAI_BASE_URL"):
            raise ModelError("OPENAI_API_KEY is not set; for a local server set OPENAI_BASE_URL instead")
        os.environ["OPENAI_API_KEY"] = "none"  # a local server asks for none, its client for something
    from langchain_openai import ChatOpenAI  # noqa: PLC0415  a second and a half to load

    return ChatOpenAI(model=name, timeout=TIMEOUT, max_retries=RETRIES)


def _other(provider: str, name: str) -> BaseChatModel:
    try:
        from langchain.chat_models import init_chat_model  # noqa: PLC0415  an extra
    except ImportError:
        raise ModelError(f'{provider}: needs pip install "limio-langchain[langchain]" and its package') from None
    options: dict[str, Any] = {"timeout": TIMEOUT, "max_retries": RETRIES}
    try:
        model: BaseChatModel = init_chat_model(f"{provider}:{name}", **options)
    except ImportError as missing:
        raise ModelError(f"{provider}: {missing.msg}") from None
    except Exception as error:  # noqa: BLE001  each provider's client refuses in its own way
        raise ModelError(f"{provider}:{name} cannot be made ({type(error).__name__})") from None
    return model
