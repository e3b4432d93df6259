"""Functions of the user's own: checked, registered, and from then on known everywhere by their name."""

import keyword
import re
import sys
import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from actlab.define import language
from actlab.define.activation import Activation, Kink, Parameter, Source
from actlab.define.gate import Gate
from actlab.define.registry import register
from actlab.errors import ActlabError, BadType, BadValue

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SETTINGS: dict[str, tuple[type, str]] = {
    "formula": (str, "a text"),
    "title": (str, "a text"),
    "parameters": (Mapping, "a table such as { beta = 1.0 }"),
    "stable": (str, "a text"),
    "discontinuous": (bool, "true or false"),
}
_PARTS = ("default", "lower", "upper", "learnable")
_MOST_PARAMETERS = 8  # they have 45 second derivatives
SHAPE = """[my_function]
formula = "x * tanh(beta * x)"
parameters = { beta = 1.0 }  # or { default = 1.0, lower = 0.0, upper = 2.0, learnable = true }
title = "My function"        # from here on as needed
stable = "an equal formula that is computed instead"
discontinuous = false"""

# Words that mean something else where the name of a function or of a parameter stands.
_COMMANDS = re.compile(r"x|pi|network|own|apply|module")
_CLASSES = {"ActivationModule", "BatchNormAct2d", "GateModule", "GatedMLP"}  # of actlab.nn, which loads torch
_CALLS = "x|y|m|u|v|w|V|activation|at|by|digits|dim|dtype|floor|function|given|gradient|input|kind|out|self"
_MODULES = (
    "training|forward|train|eval|to|type|half|float|double|bfloat16|cuda|cpu|apply|parameters|buffers|modules|children|"
    "compile|extra_repr|state_dict|zero_grad|record|defaults|learnable|inplace"
)
_LANGUAGES = (
    "auto|bool|break|case|char|const|default|delete|do|enum|extern|false|goto|inline|int|let|long|namespace|new|null|"
    "operator|register|short|signed|sizeof|static|struct|switch|template|this|true|typedef|typename|union|unsigned|"
    "using|var|void|volatile|np|tl|tensor"
)
_STEPS = r"[tc]\d+|x_held|at_far"  # of emitted code
_MEANT = re.compile("|".join(["pi", *language.FUNCTIONS, _CALLS, _MODULES, _LANGUAGES, _STEPS]))


class SameFunction(UserWarning):
    """An own function is one of the catalogue under another name."""


def define(
    key: str,
    formula: str,
    *,
    parameters: Mapping[str, float | Mapping[str, Any] | Parameter] | None = None,
    title: str | None = None,
    stable: str | None = None,
    discontinuous: bool = False,
) -> Activation:
    """Add a function of your own and return its record; one of two inputs, ``a`` and ``b``, is a gate.

    Arguments:
        key: its name, of small letters, digits and underscores.
        formula: mathematics in ``x``, or in ``a`` and ``b``, and the parameters; see
            :mod:`actlab.define.expression` for the language.
            ``log(1 + exp(u))``, ``1 / (1 + exp(-u))`` and ``1 + erf(u)`` are evaluated in their stable forms.
        parameters: the default of each, or a table with ``default`` and perhaps ``lower``, ``upper``, ``learnable``.
        title: the name to print; by default the key with capitals.
        stable: an equal formula that is to be computed instead; it must agree with ``formula`` to 12 digits.
        discontinuous: say so where the function jumps.

    Raises:
        BadValue: for a formula that is not mathematics (with the position), that is not a finite number somewhere
            between -20 and 20, that jumps and does not say so, that takes SymPy more than 5 s or 2 GB; for a stable
            form that is another function (with x and both values); for a name that exists already or means
            something else; for a bad default.
        BadType: for a setting of another type.

    Warns:
        SameFunction: where the catalogue has the function, with the name and parameters it has there.

    >>> import actlab
    >>> snish = actlab.define("snish", "x * tanh(log(1 + exp(x)) / 2)")
    >>> actlab.value("snish", [0.0, 50.0])
    array([ 0., 50.])
    >>> actlab.define("tanh_glu", "tanh(a) * b").inputs
    ('a', 'b')
    """
    record, known = _checked(key, formula, parameters or {}, title, stable, discontinuous)
    register(record)
    if known is not None:
        warnings.warn(f"{key} is the same function as {known}.", SameFunction, stacklevel=2)
    return record


def define_from_toml(path: Path) -> list[Activation]:
    """Add every function of a TOML file: a table each, ``[snish]`` with ``formula = "..."`` and other settings."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadValue(f"cannot read {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadValue(f"{path} is not TOML: {error}.") from error
    if not tables:
        raise BadValue(f"{path} defines no function; expected\n{SHAPE}")
    return [_define_table(path, key, table) for key, table in tables.items()]


def _define_table(path: Path, key: str, table: Any) -> Activation:
    if not isinstance(table, dict) or "formula" not in table:
        raise BadValue(f"{path}: [{key}] is not the table of a function, got {table!r}; expected\n{SHAPE}")
    for setting in table:
        if setting not in _SETTINGS:
            known = ", ".join(_SETTINGS)
            raise BadValue(f"{path}: [{key}] has the unknown setting {setting!r}; known are {known}:\n{SHAPE}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SameFunction)
        try:
            record = define(key, **table)
        except ActlabError as error:
            raise type(error)(f"{path}: [{key}]: {error}") from error
    for warning in caught:
        print(f"actlab: {path}: {warning.message}", file=sys.stderr)
    return record


def _checked(
    key: str, formula: str, parameters: Mapping[str, Any], title: str | None, stable: str | None, discontinuous: bool
) -> tuple[Activation, str | None]:
    """The record with its kinks, and the choice of the catalogue that is the same function."""
    from actlab.define.limits import within_limits

    _check_key(key)
    settings = {"formula": formula, "title": title, "parameters": parameters, "stable": stable}
    for name, setting in {**settings, "discontinuous": discontinuous}.items():
        kind, expected = _SETTINGS[name]
        if setting is not None and not isinstance(setting, kind):
            raise BadType(f"{name} of {key}: expected {expected}, got {setting!r}.")
    if len(parameters) > _MOST_PARAMETERS:
        raise BadValue(f"{key} has {len(parameters)} parameters; expected at most {_MOST_PARAMETERS}.")
    names = tuple(parameters)
    of_two = "a" not in parameters and "b" not in parameters and _uses_a_and_b(key, formula, names)
    record = (Gate if of_two else Activation)(
        key=key,
        title=key.replace("_", " ").title() if title is None else title,
        formula=formula,
        stable=stable,
        parameters=tuple(_parameter(name, setting) for name, setting in parameters.items()),
        discontinuous=discontinuous,
        source=Source("own definition", 0, key),
    )
    if not re.fullmatch(r"[A-Za-z]\w*", record.class_name) or keyword.iskeyword(record.class_name):
        raise BadValue(f"a title begins with a letter, as it names a class too; got {record.title!r}.")
    if record.class_name in _CLASSES:
        raise BadValue(f"the class {record.class_name} is taken by actlab.nn; choose another title.")
    if not record.title.isprintable():
        raise BadValue(f"a title is one line of printable characters, got {record.title!r}.")
    for text in filter(None, (formula, stable)):
        language.read(text, [*(("a", "b") if of_two else ()), *names])
    from actlab.define import scan

    if of_two:
        return record, within_limits(record, scan.examine_gate, record)
    kinks, known = within_limits(record, scan.examine, record)
    return replace(record, kinks=tuple(Kink(at=repr(place), slope=repr(slope)) for place, slope in kinks)), known


def _uses_a_and_b(key: str, formula: str, parameters: tuple[str, ...]) -> bool:
    """Whether a formula has two inputs; only where both stand in it, so that a lone ``a`` is an unknown name."""
    if not {"a", "b"} <= set(re.findall(r"\b[A-Za-z_]\w*", formula)):
        return False
    used = language.names_in(language.read(formula, ["a", "b", *parameters]))
    if {"a", "b"} <= used and "x" in used:
        raise BadValue(f"{key} uses x beside a and b: a function has one input, x, or two, a and b.")
    return {"a", "b"} <= used


def _check_key(key: str) -> None:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise BadValue(f"a name holds small letters, digits and underscores, at most 64, got {key!r:.80}.")
    if keyword.iskeyword(key) or _COMMANDS.fullmatch(key):
        raise BadValue(f"the name {key!r} has a meaning of its own; choose another one.")


def _parameter(name: str, setting: float | Mapping[str, Any] | Parameter) -> Parameter:
    if not isinstance(name, str) or not _PARAMETER.fullmatch(name):
        raise BadValue(f"a parameter's name is a word other than x, got {name!r}.")
    if _MEANT.fullmatch(name) or keyword.iskeyword(name):
        raise BadValue(f"a parameter's name is a word other than x without a meaning of its own, got {name!r}.")
    if isinstance(setting, Parameter):
        parameter = replace(setting, name=name)
    elif isinstance(setting, Mapping):
        if set(setting) - set(_PARTS) or "default" not in setting:
            raise BadValue(
                f"parameter {name!r}: expected default and perhaps lower, upper, learnable; got {dict(setting)!r}."
            )
        parameter = Parameter(name, **setting)
    else:
        parameter = Parameter(name, setting)
    if not isinstance(parameter.learnable, bool):
        raise BadType(f"parameter {name!r}: learnable expects true or false, got {parameter.learnable!r}.")
    parameter.check(parameter.default)
    return parameter
