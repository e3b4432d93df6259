"""Functions of the user's own: checked, registered, and from then on known everywhere by their name."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actlab.define.activation import Activation, Kink, Parameter, Source
from actlab.define.registry import register
from actlab.errors import BadType, BadValue

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_SETTINGS = ("formula", "title", "parameters", "stable", "discontinuous")


def define(
    key: str,
    formula: str,
    *,
    parameters: Mapping[str, float | Mapping[str, Any] | Parameter] | None = None,
    title: str | None = None,
    stable: str | None = None,
    discontinuous: bool = False,
) -> Activation:
    """Add a function of your own and return its record.

    Arguments:
        key: its name, of small letters, digits and underscores.
        formula: mathematics in ``x`` and the parameters; see :mod:`actlab.define.expression` for the language.
            ``log(1 + exp(u))``, ``1 / (1 + exp(-u))`` and ``1 + erf(u)`` are evaluated in their stable forms.
        parameters: the default of each, or a table with ``default`` and perhaps ``lower``, ``upper``, ``learnable``.
        title: the name to print; made from the key where it is not given.
        stable: an equal formula that is to be computed instead.
        discontinuous: say so where the function jumps.

    Raises:
        BadValue: for a formula that is not mathematics (with the position), that is not a finite number somewhere
            between -20 and 20, that jumps and does not say so; for a name that is taken; for a bad default.

    >>> import actlab
    >>> snish = actlab.define("snish", "x * tanh(log(1 + exp(x)) / 2)")
    >>> actlab.value("snish", [0.0, 50.0])
    array([ 0., 50.])
    """
    from actlab.define import scan

    if not _KEY.fullmatch(key):
        raise BadValue(f"a name is made of small letters, digits and underscores, got {key!r}.")
    record = Activation(
        key=key,
        title=title or key.replace("_", " ").title(),
        formula=formula,
        stable=stable,
        parameters=tuple(_parameter(name, given) for name, given in (parameters or {}).items()),
        discontinuous=discontinuous,
        source=Source("own definition", 0, key),
    )
    scan.refuse_what_cannot_be_used(record)
    kinks = tuple(Kink(at=repr(place), slope=repr(slope)) for place, slope in scan.kinks(record))
    record = Activation(**{**vars(record), "kinks": kinks})
    register(record)
    return record


def define_from_toml(path: Path) -> list[Activation]:
    """Add every function of a TOML file: a table each, ``[snish]`` with ``formula = "..."`` and other settings."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadValue(f"cannot read {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadValue(f"{path} is not TOML: {error}.") from error
    return [_define_table(path, key, table) for key, table in tables.items()]


def _define_table(path: Path, key: str, table: Any) -> Activation:
    if not isinstance(table, dict) or not isinstance(table.get("formula"), str):
        raise BadValue(f'{path}: expected a table [{key}] with formula = "...", got {table!r}.')
    for setting in table:
        if setting not in _SETTINGS:
            raise BadValue(f"{path}: [{key}] has the unknown setting {setting!r}; known are {', '.join(_SETTINGS)}.")
    return define(key, **table)


def _parameter(name: str, given: float | Mapping[str, Any] | Parameter) -> Parameter:
    if isinstance(given, Parameter):
        parameter = given
    elif isinstance(given, Mapping):
        unknown = set(given) - {"default", "lower", "upper", "learnable"}
        if unknown or "default" not in given:
            raise BadValue(
                f"parameter {name!r}: expected default and perhaps lower, upper, learnable; got {dict(given)!r}."
            )
        parameter = Parameter(name, **given)
    else:
        parameter = Parameter(name, given)
    if not name.isidentifier() or name == "x":
        raise BadValue(f"a parameter's name is a word other than x, got {name!r}.")
    if not isinstance(parameter.learnable, bool):
        raise BadType(f"parameter {name!r}: learnable expects true or false, got {parameter.learnable!r}.")
    parameter.check(parameter.default)
    return parameter
