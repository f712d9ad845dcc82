"""LangChain's own standard tests, for each tool, against the sandbox."""

import pytest
from langchain_tests.integration_tests import ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox

PRO = "/offers2/Business Pro Annual"
ORDER = {"items": [{"offer": PRO, "quantity": 2}], "email": "ada@example.com"}
EXAMPLES = {
    "limio_find_offers": {"label": "business", "people": 4},
    "limio_get_offer": {"offer": PRO},
    "limio_create_checkout": ORDER,
    "limio_purchase_link": {"offers": [PRO]},
    "limio_create_quote": ORDER,
    "limio_list_abandoned_baskets": {"created_after": "2026-01-01T00:00:00Z"},
}


@pytest.fixture(scope="module", autouse=True)
def toolkit():
    with Sandbox() as limio, LimioToolkit.from_settings(limio.settings()) as made:
        Standard.made = made
        yield made


class Standard:
    """The tool under test, by name."""

    made: LimioToolkit
    name = ""

    @property
    def tool_constructor(self):
        (tool,) = self.made.get_tools(include=[self.name])
        return tool

    @property
    def tool_invoke_params_example(self):
        return EXAMPLES[self.name]


def _tests_of(name):
    title = name.title().replace("_", "")
    unit = type(f"Test{title}Unit", (Standard, ToolsUnitTests), {"name": name})
    whole = type(f"Test{title}Integration", (Standard, ToolsIntegrationTests), {"name": name})
    return {unit.__name__: unit, whole.__name__: whole}


for _name in EXAMPLES:
    globals().update(_tests_of(_name))
