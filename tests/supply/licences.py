"""The licence of an installed package, as an SPDX expression."""

import re
from importlib.metadata import metadata

# Read by hand in the packages' own licence files, where the metadata names none or says only the family.
BY_HAND = {
    "axe-playwright-python": "MIT AND MPL-2.0",  # its own, and that of the axe-core inside
    "cycler": "BSD-3-Clause",
    "defusedxml": "PSF-2.0",
    "kiwisolver": "BSD-3-Clause",
    "matplotlib": "PSF-2.0",
    "nest-asyncio2": "BSD-2-Clause",
    "prompt-toolkit": "BSD-3-Clause",
    "sqlite-vec": "MIT OR Apache-2.0",  # carries no licence file; as its metadata words it
}
WORDED = {
    "BSD 3-Clause License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
}
CLASSIFIED = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "BSD License": "BSD-3-Clause",
}
ALLOWED = frozenset(
    [
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    ]
)
COPYLEFT = frozenset({"LGPL-2.1-only", "LGPL-3.0-only", "MPL-2.0"})  # allowed with what it means said on the page
UNKNOWN = "unknown"


def licence(name):
    """Return the licence the package's metadata names, or else UNKNOWN."""
    about = metadata(name)
    if name in BY_HAND:
        return BY_HAND[name]
    if expression := about.get("License-Expression"):
        return expression
    worded = about.get("License", "").partition("\n")[0]
    if worded in WORDED or parts(worded) <= ALLOWED | COPYLEFT:
        return WORDED.get(worded, worded)
    classified = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier", []) if each.startswith("License")]
    return next((CLASSIFIED[each] for each in classified if each in CLASSIFIED), UNKNOWN)


def parts(expression):
    """Return the licences an SPDX expression is made of."""
    return set(re.split(r" AND | OR ", expression.replace("(", "").replace(")", "")))
