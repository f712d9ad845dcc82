"""The layers of both packages, and who imports whom, as their files say."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACES = {"limio_langchain": ROOT, "limio_sales_agent": ROOT / "graphs"}
# From below: each room, which is a file or a folder of the package's root, imports only from layers above its own line.
LAYERS = {
    "limio_langchain": (
        {"errors", "redaction", "process", "country"},
        {"answer", "telemetry"},
        {"models", "operation", "settings"},
        {"sandbox"},  # the line stands for a rule of its own: of ours it imports settings alone
        {"retry", "links", "link_guard", "deadline", "health", "pausing", "eligibility", "order_key", "seen_facts"},
        {"api", "auth", "stored_offers"},
        {"client"},
        {"catalog", "recommendation", "leads", "conformance", "webhooks"},
        {"tools"},
        {"middleware"},  # guards what an agent says with the tools' answers, so it may know all of them
        {"__init__"},
    ),
    "limio_sales_agent": (
        {"state", "strict_yaml", "server"},
        {"phrases"},
        {"playbook"},
        {"context", "money"},
        {"reading", "orders", "authoring"},
        {"catalogue"},
        {"replies"},
        {"turn", "storage"},
        {"outcomes"},
        {"services"},
        {"node", "routing"},
        {"nodes"},
        {"graph"},
        {"integrations"},
        {"__init__"},
        {"web", "evaluation"},
        {"cli"},
    ),
}


@cache
def files(package):
    """Return each file of a package by the name it is imported by."""
    found = {}
    for path in sorted((PLACES[package] / package).rglob("*.py")):
        name = ".".join(path.relative_to(PLACES[package]).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


@cache
def imported(path):
    """Return every absolute name a file imports, those for type checking and inside functions included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@cache
def imports(package):
    """Return, for each file of a package, the files of the same package that it imports."""
    ours = files(package)
    return {
        name: {file for one in imported(path) if (file := _file_of(one, ours))} - {name} for name, path in ours.items()
    }


def _file_of(name, ours):
    return name if name in ours else parent if (parent := name.rpartition(".")[0]) in ours else None


def child(folder, module):
    """Return which file or folder right inside a folder a module is, or is in; ``__init__`` for the folder's own."""
    return module.removeprefix(folder).removeprefix(".").partition(".")[0] or "__init__"


def between_children(folder):
    """Return, for each file or folder right inside a folder, which of the others its files import."""
    found = defaultdict(set)
    for name, others in imports(folder.partition(".")[0]).items():
        for other in others:
            if is_in(name, folder) and is_in(other, folder) and child(folder, name) != child(folder, other):
                found[child(folder, name)].add(child(folder, other))
    return found


def is_in(module, folder):
    """Return whether a module is a folder or in it."""
    return f"{module}.".startswith(f"{folder}.")


def level(package, room):
    """Return the number of a room's layer, or None."""
    return next((number for number, names in enumerate(LAYERS[package]) if room in names), None)
