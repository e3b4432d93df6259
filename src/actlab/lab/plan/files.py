"""Studies as TOML: found by name or path, read, and checked whole before anything is trained."""

import tomllib
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from actlab.errors import ActlabError, BadData, BadValue, one_of
from actlab.lab.plan.messages import Place, explain_faults
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.study import Factor, Fair, Profile, Published, Study


@cache
def names() -> tuple[str, ...]:
    """The studies that come with actlab."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml")))


def find(name: str, warn: Callable[[str], None] = lambda _: None) -> Study:
    """A study by name, or from a TOML file, whose paths of data and networks are relative to it.

    ``warn`` hears what is doubtful about a user's data.

    Raises:
        UnknownName: if there is neither.
        BadValue: if the file is wrong; the message names every key.
    """
    if name.endswith(".toml") or "/" in name:
        try:
            return read(Path(name).read_text("utf-8"), name, Path(name).parent, warn)
        except OSError as error:
            raise BadData(f"{name} cannot be read ({error.strerror}).") from None
    one_of("study", names())(name)
    return read((_folder() / f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def read(
    text: str, source: str = "the study", folder: Path | None = None, warn: Callable[[str], None] = lambda _: None
) -> Study:
    """A study from TOML; errors name the key, and the nearest one for an unknown key."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadValue(f"{source} is not TOML: {error}.") from None
    return parse(_with_own(document, folder, warn) if folder is not None else document, source)


def _with_own(document: dict[str, Any], folder: Path, warn: Callable[[str], None]) -> dict[str, Any]:
    """The document with names in the place of a user's paths, wherever it states a setting."""
    from actlab.lab.plan import bringing

    def changed(table: Any) -> Any:
        return bringing.resolved(table, folder, warn) if isinstance(table, dict) else table

    def inside(tables: Any, names: Sequence[str]) -> Any:
        if not isinstance(tables, dict):
            return tables
        return {
            key: {name: changed(value) if name in names else value for name, value in table.items()}
            if isinstance(table, dict)
            else table
            for key, table in tables.items()
        }

    def varied(factors: Any) -> Any:
        if not isinstance(factors, dict):
            return factors
        return {
            key: {**factor, "levels": {label: changed(level) for label, level in factor["levels"].items()}}
            if isinstance(factor, dict) and isinstance(factor.get("levels"), dict)
            else factor
            for key, factor in factors.items()
        }

    own = {
        "base": changed(document.get("base")),
        "profiles": inside(document.get("profiles"), ("base", "always")),
        "factors": varied(document.get("factors")),
        "metrics": bringing.of_files(document.get("metrics"), bringing.metric, folder),
        "arms": bringing.of_files(document.get("arms"), bringing.arm, folder),
    }
    return {name: own.get(name, value) for name, value in document.items()}


def parse(document: dict[str, Any], source: str = "the study") -> Study:
    """A study from plain values; checks every setting of every profile before anything is trained."""
    try:
        study = Study.model_validate(document)
    except ValidationError as error:
        raise BadValue(_explained(error, source)) from None
    except ActlabError as error:
        raise BadValue(f"{source}: {error}") from None
    for profile in study.profiles:
        try:
            Plan(study, profile).check()
        except ActlabError as error:
            raise BadValue(f"{source}: {error}") from None
    return study


_KEYS: dict[str, type[BaseModel]] = {"fair": Fair, "published": Published}
_MAPS: dict[str, type[BaseModel]] = {"factors": Factor, "profiles": Profile}


def _explained(error: ValidationError, source: str) -> str:
    unknown = [fault["loc"] for fault in error.errors() if fault["type"] == "extra_forbidden"]
    lines = [_unknown(place) for place in unknown]
    others = [fault for fault in error.errors() if fault["type"] != "extra_forbidden"]
    lines += explain_faults(others).splitlines() if others else []
    return "\n".join(f"{source}: {line}" for line in lines)


def _unknown(place: Place) -> str:
    model: type[BaseModel] = Study
    if len(place) > 1:
        model = _KEYS.get(str(place[0])) or _MAPS.get(str(place[0]), Study)
    near = get_close_matches(str(place[-1]), model.model_fields, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"unknown key {'.'.join(map(str, place))!r}.{hint} Known: {', '.join(sorted(model.model_fields))}."


def _folder() -> Any:
    return files("actlab") / "paper" / "studies"
