"""Scenarios drafted from a catalogue and a playbook, as ``limio-agent eval init`` writes them."""

from limio_sales_agent.evaluation.drafting.draft import Draft, draft_scenarios
from limio_sales_agent.evaluation.drafting.writing import as_yaml

__all__ = ["Draft", "as_yaml", "draft_scenarios"]
