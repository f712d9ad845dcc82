"""The report of a PostgreSQL says the same as that of a file."""

import pytest
from reported import Filled

from limio_sales_agent.outcomes.page import as_json
from limio_sales_agent.outcomes.report import Period, make_report
from limio_sales_agent.outcomes.store import OutcomeStore

pytestmark = pytest.mark.slow


def test_both_databases_count_alike(database, tmp_path):
    with OutcomeStore.open(database) as shared, OutcomeStore.open(str(tmp_path / "one.sqlite")) as file:
        for store in (shared, file):
            Filled(store, 1_000)
        for period in (Period(), Period(playbook="Playbook 1")):
            assert as_json(make_report(shared, period)) == as_json(make_report(file, period))
