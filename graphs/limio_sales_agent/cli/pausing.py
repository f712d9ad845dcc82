"""``limio-agent pause`` and ``resume``: whether the servers of a store make new baskets."""

from __future__ import annotations

import typer

from limio_sales_agent.cli.store import NAME_ONE, known_store
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.storage.pausing import StoreAway, set_paused
from limio_sales_agent.storage.sqlite import shown


def switch(database: str | None, *, paused: bool) -> None:
    """Pause or resume, and say what that means; Unusable where the store does not answer."""
    with known_store(database) as place:
        try:
            changed = set_paused(place, paused=paused)
        except StoreAway as error:
            raise Unusable(f"{shown(place)}: {error}; {NAME_ONE}") from None
    state = "paused: customers get purchase links, or a person" if paused else "made"
    when = "within five seconds, on every server of" if changed else "as they were, on the servers of"
    typer.echo(f"New baskets are {state}; {when} {shown(place)}.")
