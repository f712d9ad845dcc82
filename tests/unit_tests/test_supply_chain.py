"""What is depended on: bounded, licensed, kept up, pinned, and written down."""

import datetime as dt
import re
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply.audit import KNOWN_BAD
from supply.declared import ROOT, dependencies, pins
from supply.licences import ALLOWED, COPYLEFT, licence, parts
from supply.page import PAGE, page
from supply.reasons import COPYLEFT as SAID
from supply.reasons import LONG_SINCE_RELEASED
from supply.releases import recorded

DECLARED = dependencies()
TWO_YEARS = dt.timedelta(days=730)
AHEAD = dt.timedelta(days=90)  # the reason is written before the two years are over


def names(dependencies):
    return [each.name for each in dependencies]


def test_a_dependency_says_what_it_is_for():
    assert names(each for each in DECLARED if not each.purpose) == []


def ends_in_time(each):
    if each.bound is None:
        return "calendar versions" in each.purpose
    majors = each.bound.major - each.floor.major
    return majors in {0, 1} or (majors == 2 and "two majors" in each.purpose)


def test_a_range_ends_at_the_next_major_or_says_why_not():
    assert names(each for each in DECLARED if not ends_in_time(each)) == []


@pytest.mark.pinned
def test_where_a_range_spans_two_majors_the_pin_is_of_the_one_that_the_lowest_is_not():
    wide = [each for each in DECLARED if "two majors" in each.purpose]
    assert names(each for each in wide if int(pins()[each.name].split(".")[0]) != each.floor.major + 1) == []


def test_what_had_no_release_for_two_years_has_its_reason():
    looked = recorded()
    old = [
        each for each in DECLARED if looked["looked_up"]["on"] - looked["last"][each.name]["day"] >= TWO_YEARS - AHEAD
    ]
    assert names(each for each in old if not LONG_SINCE_RELEASED.get(each.name)) == []


def test_no_reason_is_kept_for_what_is_not_there():
    assert {*SAID, *LONG_SINCE_RELEASED} <= {each.name for each in DECLARED}
    assert set(recorded()["last"]) == {each.name for each in DECLARED}


@pytest.mark.pinned
def test_the_licence_of_a_package_is_known_and_allowed():
    assert [name for name in sorted(pins()) if not parts(licence(name)) <= ALLOWED | COPYLEFT] == []


def test_what_a_copyleft_licence_means_is_said():
    assert names(each for each in DECLARED if parts(licence(each.name)) & COPYLEFT and not SAID.get(each.name)) == []


@pytest.mark.pinned
def test_the_page_is_as_the_packages_are():
    assert PAGE.read_text() == page(), "make dependencies"


@pytest.mark.pinned
def test_everything_that_is_installed_is_pinned():
    assert _brought("limio-langchain", frozenset({"dev"})) <= {*pins(), "limio-langchain", "pip"}


def test_pins_name_no_host_and_no_package_known_to_be_bad():
    lines = (ROOT / "constraints.txt").read_text().splitlines()[1:]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    assert KNOWN_BAD[0] not in pins()


def _brought(name, extras):
    """Return the names of all that a package brings with it in this environment."""
    seen = set()
    todo = [(canonicalize_name(name), frozenset(extras))]
    while todo:
        if (one := todo.pop()) in seen:
            continue
        seen.add(one)
        wanted = [Requirement(line) for line in requires(one[0]) or ()]
        environments = [{"extra": extra} for extra in (one[1] or {""})]
        held = [each for each in wanted if not each.marker or any(map(each.marker.evaluate, environments))]
        todo += [(canonicalize_name(each.name), frozenset(each.extras)) for each in held]
    return {name for name, _ in seen}
