"""Models and example inputs as the command line names them: ``package.module:factory`` and ``1x3x224x224``."""

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterable
from math import prod
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from actlab.errors import BadValue
from actlab.memory import free
from actlab.swap.find.views import describe

_TYPES = {
    "": torch.float32,
    "f32": torch.float32,
    "f64": torch.float64,
    "f16": torch.float16,
    "bf16": torch.bfloat16,
    "i64": torch.int64,
}


def load_model(text: str) -> nn.Module:
    """The model that ``package.module:factory`` or ``file.py:factory`` names; a factory is called without arguments."""
    factory = load_callable(text)
    if isinstance(factory, nn.Module):
        return factory
    try:
        model = factory()
    except Exception as error:  # the user's code may raise anything
        raise BadValue(f"{text}: calling it without arguments failed: {type(error).__name__}: {error}") from error
    if not isinstance(model, nn.Module):
        raise BadValue(f"{text} must make a torch.nn.Module, it made {type(model).__name__}.")
    return model


def load_callable(text: str) -> Any:
    """The object that ``package.module:name`` or ``file.py:name`` names."""
    home, separator, name = text.rpartition(":")
    if not separator or not home or not name:
        raise BadValue(f"expected package.module:factory or file.py:factory, got {text!r}.")
    value: Any = _from_file(Path(home)) if home.endswith(".py") else _imported(home)
    for part in name.split("."):
        if not hasattr(value, part):
            known = [n for n in dir(value) if not n.startswith("_") and callable(getattr(value, n))]
            raise BadValue(f"{home} has no {name!r}. It has: {', '.join(known[:20]) or 'nothing that can be called'}.")
        value = getattr(value, part)
    return value


def _imported(name: str) -> Any:
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # a script's own folder is on the path, that of a command is not
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise BadValue(f"cannot import {name!r}: {error}. Run in the folder that holds it, or install it.") from error
    except Exception as error:  # the user's code may raise anything
        raise BadValue(f"{name} cannot be imported: {type(error).__name__}: {describe(error)}.") from error


def _from_file(path: Path) -> Any:
    if not path.is_file():
        raise BadValue(f"there is no file {path}.")
    specification = importlib.util.spec_from_file_location(path.stem, path)
    if specification is None or specification.loader is None:
        raise BadValue(f"{path} is not a Python file.")
    module = importlib.util.module_from_spec(specification)
    sys.modules.setdefault(path.stem, module)
    try:
        specification.loader.exec_module(module)
    except ModuleNotFoundError:  # says by itself what to install
        raise
    except Exception as error:  # the user's code may raise anything
        raise BadValue(f"{path} cannot be run: {type(error).__name__}: {describe(error)}.") from error
    return module


def file_of(text: str) -> list[str]:
    """The file of the factory that ``package.module:factory`` or ``file.py:factory`` names."""
    home = text.rpartition(":")[0]
    file = home if home.endswith(".py") else getattr(sys.modules.get(home), "__file__", None)
    return [str(file)] if file else []


def shape_of(text: str) -> tuple[int, ...]:
    """The sizes in ``1x3x224x224`` or ``1x3x224x224:bf16``."""
    return _parse(text)[0]


def _parse(text: str) -> tuple[tuple[int, ...], torch.dtype]:
    sizes, _, name = text.partition(":")
    if not re.fullmatch(r"\d{1,18}(x\d{1,18})*", sizes) or name not in _TYPES:
        types = ", ".join(name for name in _TYPES if name)
        raise BadValue(f"--input: expected sizes such as 1x3x224x224, perhaps with :{types}, got {text!r}.")
    shape = tuple(map(int, sizes.split("x")))
    if not all(shape):
        raise BadValue(f"--input: every size must be at least 1, got {text!r}.")
    room = free()
    if room is not None and prod(shape) * _TYPES[name].itemsize > room:
        raise BadValue(f"--input: {text} needs more memory than is free ({room / 1e9:.1f} GB). Give smaller sizes.")
    return shape, _TYPES[name]


def example_inputs(texts: Iterable[str], seed: int = 0) -> tuple[Tensor, ...] | None:
    """One tensor for each text, drawn from N(0, 1) with its own generator; integers are zeros. None for no texts."""
    generator = torch.Generator().manual_seed(seed)
    tensors = []
    for text in texts:
        shape, dtype = _parse(text)
        if dtype == torch.int64:
            tensors.append(torch.zeros(shape, dtype=dtype))
        else:
            tensors.append(torch.randn(shape, generator=generator).to(dtype))
    return tuple(tensors) or None
