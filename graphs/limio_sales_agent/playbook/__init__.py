"""The playbook: what a team writes to make the sales agent theirs."""

from pathlib import Path

from limio_sales_agent.playbook.errors import PlaybookError
from limio_sales_agent.playbook.model import Playbook
from limio_sales_agent.playbook.parts import (
    Checkout,
    CheckoutTracking,
    Details,
    Handoff,
    Links,
    OfferFilter,
    Question,
    Quote,
    TeamPrice,
)

SANDBOX_PLAYBOOK = Path(__file__).parent / "examples" / "tidewell.yaml"  # the sandbox is this shop

__all__ = [
    "SANDBOX_PLAYBOOK",
    "Checkout",
    "CheckoutTracking",
    "Details",
    "Handoff",
    "Links",
    "OfferFilter",
    "Playbook",
    "PlaybookError",
    "Question",
    "Quote",
    "TeamPrice",
]
