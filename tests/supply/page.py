"""docs/evidence/dependencies.md; run as a program it writes it anew."""

from importlib.metadata import version

from packaging.utils import canonicalize_name

from supply.declared import ROOT, dependencies, pins
from supply.licences import licence
from supply.reasons import COPYLEFT, LONG_SINCE_RELEASED
from supply.releases import recorded

PAGE = ROOT / "docs" / "evidence" / "dependencies.md"
TEXT = PAGE.with_name("dependencies.head.md")
DIRECT = "\n## {extra}\n\n| package | for | range | lowest tried | pinned | last release | licence |\n|---|---|---|---|---|---|---|\n"
OTHERS = "\n## What these bring with them\n\n| package | version | licence |\n|---|---|---|\n"


def page():
    """Return the whole page, for the versions that are installed."""
    declared = dependencies()
    extras = dict.fromkeys(each.extra for each in declared)
    tables = [_table(extra, [each for each in declared if each.extra == extra]) for extra in extras]
    remarks = "\n## Remarks\n\n" + "".join(
        f"- {name}: {said}.\n" for name, said in {**COPYLEFT, **LONG_SINCE_RELEASED}.items()
    )
    return "".join([TEXT.read_text(), *tables, _others({each.name for each in declared}), remarks])


def _table(extra, declared):
    return DIRECT.format(extra=extra or "Always") + "".join(map(_row, declared))


def _row(each):
    last = recorded()["last"][each.name]
    cells = each.name, each.purpose, f"`{each.requirement.specifier}`", each.floor, version(each.name)
    return "| " + " | ".join(map(str, (*cells, f"{last['version']}, {last['day']}", licence(each.name)))) + " |\n"


def _others(direct):
    brought = sorted(set(pins()) - direct)
    return OTHERS + "".join(f"| {canonicalize_name(name)} | {version(name)} | {licence(name)} |\n" for name in brought)


if __name__ == "__main__":
    PAGE.write_text(page())
