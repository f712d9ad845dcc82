"""Every cell of docs/evidence/faults.md, judged by rules: something to use, once, in time, and never an exception where none may come."""

import pytest

from faults import page, words
from faults.agents import SINCE, TOOLS, WISHES, talked, tool_called
from faults.classes import CLASSES, REFUSALS, of_agent, of_basket, of_operation, of_tool
from faults.clients import OPERATIONS, operated, sold
from faults.guards import GUARDS, ROOT
from faults.kept import PLAYED
from faults.listed import FAULTS, Came
from faults.readme import NONE, promised
from faults.record import faults_of

PLACES = [
    pytest.param(fault, on, id=f"{fault.name} on the {on}")
    for on in ("checkout", "token")
    for fault in FAULTS
    if isinstance(getattr(fault, on), Came)
]
CLASS_IDS = [one.fault.name for one in CLASSES]
# Both come from one definition, so the awaiting half is played whole by `make test-all`, and once a class by `make test`.
each_world = pytest.mark.parametrize("world", ["sync", pytest.param("async", marks=pytest.mark.slow)])


@each_world
@pytest.mark.parametrize(("fault", "on"), PLACES)
def test_a_checkout_ends_as_it_has_to(served, fault, on, world):
    expected = getattr(fault, on)
    record = sold(served, fault, on, world)
    sells = expected.end != "OrderRefused"  # the order itself is wrong, and a link would not mend it
    assert faults_of(record, expected, may_raise=not sells, sells=sells, shop=served.url) == []


@each_world
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("one", CLASSES, ids=CLASS_IDS)
def test_an_operation_ends_as_it_has_to(served, one, name, world):
    sells = name == "checkout_or_link"  # the others read, or are the checkout without its link
    record = operated(served, one.fault, name, world)
    assert faults_of(record, of_operation(one, name), may_raise=not sells, sells=sells, shop=served.url) == []


@pytest.mark.parametrize("one", CLASSES, ids=CLASS_IDS)
def test_a_class_of_fault_ends_as_it_has_to_when_awaited(served, one):
    called = tool_called(served, one.fault, "limio_create_checkout", "async")
    assert faults_of(called, of_tool(one, "limio_create_checkout"), may_raise=False, sells=True, shop=served.url) == []


@each_world
@pytest.mark.parametrize("name", TOOLS)
@pytest.mark.parametrize("one", CLASSES, ids=CLASS_IDS)
def test_a_tool_ends_as_it_has_to(served, one, name, world):
    record = tool_called(served, one.fault, name, world)
    assert faults_of(record, of_tool(one, name), may_raise=False, sells=True, shop=served.url) == []


@each_world
@pytest.mark.parametrize("name", page.BASKET_TOOLS)
@pytest.mark.parametrize("fault", REFUSALS, ids=lambda fault: fault.name)
def test_a_tool_whose_order_is_refused_ends_as_it_has_to(served, fault, name, world):
    record = tool_called(served, fault, name, world)
    assert faults_of(record, of_basket(fault, name, before=2), may_raise=False, sells=True, shop=served.url) == []


@each_world
@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize(
    ("since", "fault"),
    [
        pytest.param(since, fault, id=f"{fault.name} from {since}")
        for since in SINCE
        for fault in page.agent_faults(since)
    ],
)
def test_a_conversation_ends_as_it_has_to(served, since, fault, wish, world):
    record = talked(served, fault, wish, since, world)
    assert faults_of(record, of_agent(fault, wish, since), may_raise=False, sells=True, shop=served.url) == []


@pytest.mark.parametrize(("fault", "on"), PLACES)
def test_what_comes_out_is_what_the_readme_promises(fault, on):
    expected, row = getattr(fault, on), fault.row(on)
    if row is None:
        assert words.of_client(fault, on)
        return
    gets, reason = promised()[row]
    ends = {"purchase_link": "purchase link", "OrderRefused": "`OrderRefused`", "assisted": "the assisted checkout"}
    assert gets.startswith(ends[expected.end])
    assert reason == (expected.reason if expected.end == "purchase_link" else NONE)


def test_the_page_has_every_fault_operation_and_tool():
    told = page.PAGE.read_text()
    rows = told.count("\n| ") - told.count("\n| ---")
    assert rows > 2 * len(FAULTS), "run `make faults`"
    assert "**past it**" not in told
    missing = [one for one in (*(f.name for f in FAULTS), *OPERATIONS, *TOOLS) if one not in told]
    assert missing == [], "run `make faults`"


@pytest.mark.parametrize(("fault", "test"), [(fault, test) for fault, _, test in PLAYED])
def test_what_happens_to_the_store_is_played_by_the_test_that_the_page_names(fault, test):
    file, _, name = test.partition("::")
    assert f"def {name}(" in (page.PAGE.parents[2] / file).read_text(), fault
    assert name in page.PAGE.read_text()


@pytest.mark.parametrize("guard", GUARDS, ids=lambda one: one.keeps)
def test_a_guard_that_the_page_names_is_there_and_so_is_the_test_that_notices_its_absence(guard):
    assert (ROOT / guard.file).read_text().count(guard.line) == 1
    file, _, name = guard.test.partition("::")
    assert f"def {name}" in (ROOT / file).read_text()
    assert guard.keeps in page.PAGE.read_text()
