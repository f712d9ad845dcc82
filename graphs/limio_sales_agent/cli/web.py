"""``limio-agent web``: the chat page."""

from __future__ import annotations

import os
import secrets
from contextlib import AbstractContextManager
from dataclasses import replace

from rich.console import Console

from limio_langchain import LimioSettings
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.server.colleagues import Colleagues, read_networks, read_tokens
from limio_sales_agent.server.http_server import CannotListen, listening, serve
from limio_sales_agent.server.requests import LOOPBACK
from limio_sales_agent.storage.serializer import is_encrypted
from limio_sales_agent.storage.sqlite import shown
from limio_sales_agent.web.app import Options, create_app

TOKEN = "LIMIO_AGENT_TOKEN"  # noqa: S105  the variable's name
DESK_TOKENS = "LIMIO_AGENT_DESK_TOKENS"
DESK_HEADER = "LIMIO_AGENT_DESK_HEADER"


def run_web(
    console: Console,
    shop: AbstractContextManager[LimioSettings],
    playbook: Playbook,
    options: Options,
    *,
    host: str,
    port: int,
    proxies: str | None,
) -> None:
    """Serve the chat page until Ctrl-C, and say where it is.

    Args:
        console: Where to say it.
        shop: Gives the settings.
        playbook: What is sold, asked and said.
        options: The page's.
        host: The address to listen on.
        port: The port; a free one when 0.
        proxies: Addresses of the proxies in front of it.
    """
    token, colleagues = os.environ.get(TOKEN) or secrets.token_urlsafe(24), _colleagues(proxies)
    if os.environ.get(TOKEN) or not (colleagues.tokens or colleagues.header):
        colleagues = replace(colleagues, token=token)
    given = replace(
        options, token=token, colleagues=colleagues, hosts=[*options.hosts, *([host] if host not in LOOPBACK else [])]
    )
    with shop as settings:
        try:
            app, listener = create_app(settings, playbook, given), listening(host, port)
        except (ValueError, CannotListen) as error:
            raise Unusable(str(error)) from None
        url = f"http://{host}:{listener.getsockname()[1]}"
        console.print(f"{playbook.title or 'Limio sales agent'}: {url}/")
        _say_where(console, url, given)
        serve(app, listener, proxies=proxies)


def _say_where(console: Console, url: str, options: Options) -> None:
    stored = "encrypted" if is_encrypted() else "in clear; set LANGGRAPH_AES_KEY to encrypt them"
    console.print(f"Conversations are kept in {shown(options.database)} ({stored}).")
    chosen = bool(os.environ.get(TOKEN))
    # A token that the operator chose is theirs to know; what is printed here may be kept as a log.
    token = "" if options.colleagues.token is None else f"#${TOKEN}" if chosen else f"#{options.colleagues.token}"
    what = "decide on orders, and answer customers" if options.approval else "answer customers who ask for a person,"
    console.print(f"Colleagues {what} at {url}/approvals{token}")
    if options.actions:
        how = "with the bearer token" if chosen else f"closed; set {TOKEN} to let other agents in"
        console.print(f"Actions for other agents: {url}/actions/openapi.json ({how}).")


def _colleagues(proxies: str | None) -> Colleagues:
    """Return who may decide on orders by a token of their own or a proxy's word; Unusable where that says nothing."""
    try:
        tokens = read_tokens(os.environ.get(DESK_TOKENS, ""))
    except ValueError as error:
        raise Unusable(f"{DESK_TOKENS}: {error}") from None
    header = os.environ.get(DESK_HEADER) or None
    if header is None:
        return Colleagues(tokens=tokens)
    try:
        networks = read_networks(proxies)
    except ValueError:
        networks = []
    if not networks:
        raise Unusable(f"{DESK_HEADER} is believed of a proxy alone: name its address with --trust-proxy, and not *")
    return Colleagues(tokens=tokens, header=header, proxies=networks)
