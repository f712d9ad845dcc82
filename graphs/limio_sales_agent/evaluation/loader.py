"""Reads scenario files; a fault names the file, the scenario and the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from limio_langchain.sandbox.catalogue import OWN as SANDBOX_CATALOGUE
from limio_sales_agent.evaluation.grammar import generate
from limio_sales_agent.evaluation.schema import Scenario, ScenarioFile
from limio_sales_agent.playbook.errors import PLAIN_WORDS, dotted, model_in, nearest
from limio_sales_agent.strict_yaml import YamlFault, line_of, read_mapping, read_text

EXAMPLES = Path(__file__).with_name("examples")  # the conversations that must go well, on the sandbox's shop


class ScenarioError(ValueError):
    """Scenarios cannot be read; a line for each fault, with the file, the scenario, the key and what is wrong."""


def load(paths: Iterable[str | Path], *, seed: int = 0) -> list[Scenario]:
    """Read scenarios and make up those a file asks the grammar for.

    Args:
        paths: YAML files, and folders of them.
        seed: Added to the seeds in the files, so that other conversations are made up.

    Returns:
        The scenarios, in the files' order by name; files they name are whole paths.

    Raises:
        ScenarioError: Names each file, scenario and key at fault.
    """
    found, faults = [], []
    for file in _files(paths):
        try:
            found += _read(file, seed)
        except ScenarioError as error:
            faults.append(str(error))
    names = [scenario.name for scenario in found]
    faults += [f"{name!r}: two scenarios have this name" for name in sorted({n for n in names if names.count(n) > 1})]
    if faults:
        raise ScenarioError("\n".join(faults))
    return found


def _files(paths: Iterable[str | Path]) -> list[Path]:
    files: list[Path] = []
    for path in map(Path, paths):
        here = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not here:
            raise ScenarioError(f"{path}: holds no scenarios (*.yaml)")
        files += here
    return files


def _read(file: Path, seed: int) -> list[Scenario]:
    try:
        told = ScenarioFile.model_validate(read_mapping(file))
    except YamlFault as fault:
        raise ScenarioError(f"{file}: {fault}") from None
    except ValidationError as error:
        raise ScenarioError("\n".join(_lines(file, "", ScenarioFile, error.errors()))) from None
    wanted = [dict(one) for one in told.scenarios]
    if told.generated:
        wanted += generate(told.generated.conversations, told.generated.seed + seed)
    if not wanted:
        raise ScenarioError(f"{file}: holds no scenario; give scenarios, generated or both")
    return _validated(file, [{**told.common, **one} for one in wanted])


def _validated(file: Path, wanted: Sequence[Mapping[str, Any]]) -> list[Scenario]:
    found, faults = [], []
    for number, keys in enumerate(wanted):
        try:
            found.append(_placed(Scenario.model_validate(keys), file.parent))
        except ValidationError as error:
            name = str(keys.get("name") or f"scenarios[{number}]")
            faults += _lines(file, f"{name}: ", Scenario, error.errors(), ("scenarios", number))
    if faults:
        raise ScenarioError("\n".join(faults))
    return found


def _placed(scenario: Scenario, folder: Path) -> Scenario:
    """Make the files a scenario names whole paths, so that it can be played from anywhere."""
    places: dict[str, Any] = {}
    if scenario.playbook not in {"neutral", "sandbox"}:
        places["playbook"] = str((folder / scenario.playbook).resolve())
    if scenario.offers:
        places["offers"] = str((folder / scenario.offers).resolve())
    if held := scenario.settings.get("catalog_file"):
        file = SANDBOX_CATALOGUE if held == "sandbox" else (folder / str(held)).resolve()
        places["settings"] = {**scenario.settings, "catalog_file": str(file)}
    return scenario.model_copy(update=places)


def _lines(
    file: Path, name: str, model: type[BaseModel], errors: Iterable[ErrorDetails], within: tuple[str | int, ...] = ()
) -> list[str]:
    text = read_text(file)
    return [
        f"{file}:{_line(text, within, error['loc'])}: {name}{dotted(error['loc'])}: {_fault(model, error)}".replace(
            ": : ", ": "
        )
        for error in errors
    ]


def _line(text: str, within: tuple[str | int, ...], loc: tuple[str | int, ...]) -> int:
    """Return the line a key is on: in its scenario, else among the common ones that it came from."""
    its_own = within and loc and line_of(text, (*within, loc[0]), exact=True)
    common = within and loc and line_of(text, ("common", loc[0]), exact=True)
    return line_of(text, ("common", *loc) if common and not its_own else (*within, *loc)) or 1


def _fault(model: type[BaseModel], error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return f"is not a key of a scenario{nearest(str(error['loc'][-1]), _keys(model, error['loc'][:-1]))}"
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    return PLAIN_WORDS.get(error["type"]) or error["msg"][:1].lower() + error["msg"][1:]


def _keys(model: type[BaseModel], loc: Sequence[int | str]) -> list[str]:
    """Return the keys known where a location leads."""
    here: type[BaseModel] | None = model
    for part in loc:
        if here is not None and part in here.model_fields:
            here = model_in(here.model_fields[str(part)].annotation)
    return list(here.model_fields) if here else []
