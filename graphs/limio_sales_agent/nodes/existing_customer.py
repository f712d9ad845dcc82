"""Shows somebody who already subscribes where to change it; they are not sold a second subscription unasked."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow, Report
from limio_sales_agent.outcome import outcome_of
from limio_sales_agent.speech import reply
from limio_sales_agent.state import SalesState, Update


def existing_customer(state: SalesState, desk: Desk) -> Flow[Update]:
    """Give the account link."""
    url = desk.playbook.links.account
    outcome = outcome_of("existing_customer", state, desk, url=url)
    yield from Report(outcome)
    return {**reply(state, desk, desk.say("existing_account", url=url)), "outcome": outcome}
