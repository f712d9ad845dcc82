"""Print the installed versions of what pyproject.toml declares; with ``lowest-direct`` each has to be its floor."""

import sys
from importlib.metadata import version

from packaging.version import Version

from supply.declared import dependencies


def above_floor(declared):
    """Return the packages installed above their floor: such a floor has never been tested."""
    return [each for each in declared if each.floor != Version(version(each.name))]


if __name__ == "__main__":
    print(" ".join(f"{each.name}={version(each.name)}" for each in dependencies()))
    wrong = above_floor(dependencies()) if sys.argv[1:] == ["lowest-direct"] else []
    sys.exit("".join(f"{each.name}: the floor {each.floor} cannot be installed with the rest\n" for each in wrong) or 0)
