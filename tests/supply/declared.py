"""What pyproject.toml declares: each dependency, its range, and what the comment beside it says it is for."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LINE = re.compile(r'^ *"(?P<requirement>[^"]+)", *# (?P<purpose>.+)$', re.MULTILINE)
ITSELF = "limio-langchain"


@dataclass(frozen=True)
class Dependency:
    """One dependency of one extra; the extra is empty for what everybody gets."""

    extra: str
    requirement: Requirement
    purpose: str

    @property
    def name(self):
        return canonicalize_name(self.requirement.name)

    @property
    def floor(self):
        return self._bound(">=")

    @property
    def bound(self):
        return self._bound("<")

    def _bound(self, operator):
        found = [each.version for each in self.requirement.specifier if each.operator == operator]
        return Version(found[0]) if found else None


def dependencies():
    """Return every dependency in the order of pyproject.toml, the package's own extras left out."""
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    purposes = {found["requirement"]: found["purpose"].strip() for found in LINE.finditer(text)}
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    every = [(extra, line) for extra, lines in groups.items() for line in lines if not line.startswith(ITSELF)]
    return [Dependency(extra, Requirement(line), purposes.get(line, "")) for extra, line in every]


def pins():
    """Return the versions of constraints.txt by name."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}
