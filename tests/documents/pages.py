"""The pages that a reader follows word by word, and the blocks of code on them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(kind, pages=PAGES):
    """Return the blocks of a kind, each once however many pages show it."""
    found = [text for page in pages for language, text in BLOCK.findall(page.read_text()) if language == kind]
    return list(dict.fromkeys(found))
