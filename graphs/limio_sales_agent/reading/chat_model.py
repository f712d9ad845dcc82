"""Which model reads the messages: any LangChain chat model, by name or as it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel

TIMEOUT = 20.0  # seconds for the one call of a turn; after that code reads the message
RETRIES = 1


class ModelError(ValueError):
    """The model that was named cannot be made; the text says what it lacks."""


@dataclass(frozen=True)
class ModelFailure:
    """Why a model did not answer.

    Attributes:
        words: In words, with nothing of what the provider's client holds.
        stays: Whether it stays so until somebody corrects the name or the key.
    """

    words: str
    stays: bool


REFUSALS = {
    400: "the provider refuses the call (400); is the name right?",
    401: "the provider refuses the key (401)",
    403: "the provider does not allow this key the model (403)",
    404: "the provider knows no model of that name (404)",
}


def failure_of(model: BaseChatModel) -> ModelFailure | None:
    """Ask a model for a word, and return why it gave none, or None where it did."""
    try:
        model.invoke("Say ok.")
    except Exception as error:  # noqa: BLE001  each provider's client fails in its own way
        status = getattr(error, "status_code", None) or getattr(error, "code", None)
        if isinstance(status, int) and status in REFUSALS:
            return ModelFailure(REFUSALS[status], stays=True)
        return ModelFailure(f"it does not answer ({type(error).__name__})", stays=False)
    return None


def resolve_model(named: str | BaseChatModel | None, *, timeout: float = TIMEOUT) -> BaseChatModel | None:
    """Return a chat model.

    Args:
        named: ``openai:NAME`` (``OPENAI_BASE_URL`` points it at a local server that speaks the same API),
            ``PROVIDER:NAME`` for another provider whose LangChain package is installed, a model, or None.
        timeout: Seconds for one call of a model that is named.

    Returns:
        The model, not yet called; None for None.

    Raises:
        ModelError: The name has no provider, a package is missing, or a key is.
    """
    if named is None or isinstance(named, BaseChatModel):
        return named
    provider, _, name = named.partition(":")
    if not provider or not name:
        example = f"openai:{named}" if ":" not in named and named else "openai:NAME"
        raise ModelError(f"{named}: name the provider and the model, such as {example}")
    return _openai(name, timeout) if provider == "openai" else _other(provider, name, timeout)


def _openai(name: str, timeout: float) -> BaseChatModel:
    if not os.environ.get("OPENAI_API_KEY"):
        if not os.environ.get("OPENAI_BASE_URL"):
            raise ModelError(
                f"openai:{name}: OPENAI_API_KEY is not set; for a local server set OPENAI_BASE_URL instead"
            )
        os.environ["OPENAI_API_KEY"] = "none"  # a local server asks for none, its client for something
    from langchain_openai import ChatOpenAI  # noqa: PLC0415  a second and a half to load

    return ChatOpenAI(model=name, timeout=timeout, max_retries=RETRIES)


def _other(provider: str, name: str, timeout: float) -> BaseChatModel:
    try:
        from langchain.chat_models import init_chat_model  # noqa: PLC0415  an extra
    except ImportError:
        raise ModelError(f'{provider}: needs pip install "limio-langchain[langchain]" and its package') from None
    options: dict[str, Any] = {"timeout": timeout, "max_retries": RETRIES}
    try:
        model: BaseChatModel = init_chat_model(f"{provider}:{name}", **options)
    except ImportError as missing:
        raise ModelError(f"{provider}: {missing.msg}") from None
    except ValueError as error:
        if "Supported providers:" in str(error):  # langchain's own words; other errors may quote what is secret
            known = str(error).partition("Supported providers: ")[2].partition("\n")[0]
            raise ModelError(f"{provider}: no such provider; there are {known}") from None
        raise ModelError(f"{provider}:{name} cannot be made; is {provider.upper()}_API_KEY set?") from None
    except Exception as error:  # noqa: BLE001  each provider's client refuses in its own way
        raise ModelError(f"{provider}:{name} cannot be made ({type(error).__name__})") from None
    return model
