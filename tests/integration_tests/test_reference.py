"""The two reference pages say what the models say."""

import re
from pathlib import Path

import pytest
import reference

import limio_langchain
import limio_sales_agent
from limio_langchain.settings import BESIDE, LimioSettings


@pytest.mark.parametrize(
    ("page", "written"),
    [(reference.PLAYBOOK, reference.playbook_page), (reference.SETTINGS, reference.settings_page)],
    ids=["playbook", "settings"],
)
def test_the_page_is_the_model_s_own(page, written):
    assert page.read_text() == written(), "run `make reference`"


def test_every_variable_that_the_code_names_stands_on_the_settings_page():
    packages = (Path(package.__file__).parent for package in (limio_langchain, limio_sales_agent))
    code = "\n".join(path.read_text() for package in packages for path in package.rglob("*.py"))
    named = {name for name in re.findall(r"\bLIMIO_[A-Z_]*[A-Z]\b", code) if not name.endswith("_MCP")}
    assert named - set(re.findall(r"`(LIMIO_[A-Z_]+)`", reference.SETTINGS.read_text())) == set()


def test_every_variable_of_the_settings_page_is_known_to_be_read():
    fields = {f"LIMIO_{name.upper()}" for name in LimioSettings.model_fields}
    assert set(re.findall(r"^\| `(LIMIO_[A-Z_]+)`", reference.SETTINGS.read_text(), re.MULTILINE)) == fields | set(
        BESIDE
    )
