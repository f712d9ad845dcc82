"""docs/evaluation.md says what was measured, and what the lines are."""

import json

from evaluation_table import BEGIN, END, PAGE, STORED, table

from limio_sales_agent.evaluation.lines import LINES


def test_the_table_is_made_of_the_stored_results():
    told = PAGE.read_text().split(BEGIN)[1].split(END)[0].strip()
    assert told == table(json.loads(STORED.read_text()))


def test_each_line_is_explained():
    page = PAGE.read_text()
    assert [line for line in LINES if f"| {line} |" not in page] == []
