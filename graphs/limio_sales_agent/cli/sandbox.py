"""``limio-agent sandbox``: a local Limio for other programs, until Ctrl-C."""

from __future__ import annotations

from pathlib import Path

from limio_langchain.sandbox.running import fault_from, serve
from limio_langchain.sandbox.serving import told_plainly
from limio_sales_agent.cli.unusable import Unusable


def run_sandbox(port: int, offers: str | None, faults: list[str], cassette: Path | None = None) -> None:
    """Run the sandbox; Unusable says which option it cannot take."""
    source = int(offers) if offers and offers.isdigit() else offers
    try:
        serve(source, [fault_from(told) for told in faults], port=port, cassette=cassette)
    except (ValueError, OSError) as error:
        raise Unusable(f"sandbox: {told_plainly(error)}") from None
