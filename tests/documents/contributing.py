"""What CONTRIBUTING.md shows of the code, made from the code; run as a program it writes it there."""

import ast
import re

from layers import LAYERS, PLACES, ROOT, between_children, files, imported
from walk import walked, without_reader_and_client

PAGE = ROOT / "CONTRIBUTING.md"
AGENT = PLACES["limio_sales_agent"] / "limio_sales_agent"


def diagram(package):
    """Draw a package's layers from its imports; an arrow that longer ways say already is left out."""
    imports = dict(between_children(package))
    # What asks for a public name imports the room that it is resolved to.
    imports = {
        room: others | imports.get("__init__", set()) if "__init__" in others else others
        for room, others in imports.items()
    }
    lines = ["```mermaid", "flowchart BT"]
    for number, rooms in enumerate(LAYERS[package]):
        there = sorted(rooms - {"__init__"})
        lines += (
            [f"  subgraph layer_{number}[ ]", *(f"    {room}_[{room}]" for room in there), "  end"] if there else []
        )
    for room in sorted(imports.keys() - {"__init__"}):
        others = imports[room] - {"__init__"}
        longer = set().union(*(reached(other, imports) for other in others))
        lines += [f"  {room}_ --> {other}_" for other in sorted(others - longer)]
    return "\n".join([*lines, "```"])


def reached(room, imports):
    """Return the rooms that a room imports by way of others, itself left out."""
    others = imports.get(room, set())
    return others.union(*(reached(other, imports) for other in others)) if others else set()


def httpx_files():
    """List the files that import httpx."""
    return "\n".join(
        f"- `{path.relative_to(ROOT)}`"
        for package in LAYERS
        for path in files(package).values()
        if any(name.partition(".")[0] in {"httpx", "httpcore"} for name in imported(path))
    )


def walk():
    """List the files that a message passes, each with what it says of itself."""
    passed = without_reader_and_client(walked()[1])
    return "\n".join(f"{number}. `{name}`: {_said(AGENT / name)}" for number, name in enumerate(passed, 1))


def _said(path):
    first = (ast.get_docstring(ast.parse(path.read_text())) or "").splitlines()[0]
    return first[:1].lower() + first[1:]


PARTS = {
    "layers of limio_langchain": lambda: diagram("limio_langchain"),
    "layers of limio_sales_agent": lambda: diagram("limio_sales_agent"),
    "files that import httpx": httpx_files,
    "walk": walk,
}


def shown(name, text=None):
    """Return a part as the page shows it."""
    found = re.search(_place(name), PAGE.read_text() if text is None else text, re.DOTALL)
    return found[2].strip()


def _place(name):
    return rf"(<!-- {re.escape(name)}, by `make contributing` -->\n)(.*?)(<!-- end -->)"


if __name__ == "__main__":
    text = PAGE.read_text()
    for name, made in PARTS.items():
        part = made()
        text = re.sub(_place(name), lambda at, part=part: f"{at[1]}\n{part}\n\n{at[3]}", text, flags=re.DOTALL)
    PAGE.write_text(text)
