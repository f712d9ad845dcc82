"""The playbook: what a team writes to make the sales agent theirs."""

from limio_sales_agent.playbook.faults import PlaybookError
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

__all__ = [
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
