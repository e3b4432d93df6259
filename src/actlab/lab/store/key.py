"""The version of what the numbers depend on: code without comments, libraries, functions. Part of a run's key."""

import hashlib
import inspect
import json
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from actlab.define import Activation
from actlab.kernels.build import FLAGS
from actlab.lab.data.sets import content_of
from actlab.lab.data.source import without_comments
from actlab.lab.plan.arms import choice_of
from actlab.lab.plan.run import Task
from actlab.lab.plan.setting import Setting

# A change in one of these can change a number; one elsewhere cannot. What a data set holds is proved by its own hash.
TRAINING = "lab/training"
PREPARATION = ("lab/data/prepare.py", "lab/data/augment.py")
EMITTED = ("torch/derivatives.py", "torch/evaluate.py", "torch/mathematics.py", "torch/operators.py")
LIBRARIES = ("torch", "numpy")


def key_of(task: Task) -> str:
    """The key of a run: SHA-256 over its setting, seed, data and code, 40 digits of it."""
    head = json.dumps({"code": code_version(task.setting), "data": content_of(task.setting.data)})
    return _digest(f'{head[:-1]}, "seed": {task.seed}, "setting": {_words(task.setting)}}}')[:40]


@cache
def _words(setting: Setting) -> str:
    """The setting as JSON: the seeds of an arm share it, and it took nine tenths of the time of a key."""
    return json.dumps(setting.changed, sort_keys=True)


def code_version(setting: Setting) -> str:
    """What trains ``setting``, in 12 digits: the same in every checkout that computes the same."""
    return _code_version(setting.activation, setting.of_images, setting.kernels)


@cache
def _code_version(activation: str, of_images: bool, kernels: str) -> str:
    from actlab.vision.parts import activation_module

    texts = [f"{name}=={version(name)}" for name in LIBRARIES]
    names = (*_modules(TRAINING), *PREPARATION, *(_modules("vision") if of_images else ()))
    texts += [without_comments((files("actlab") / name).read_text("utf-8")) for name in names]
    choice, ours = choice_of(activation), False
    if choice is not None:  # a user's module is described by its name
        module = activation_module(choice)
        texts.append(f"{type(module).__module__}.{type(module).__qualname__}")
        ours = not type(module).__module__.startswith("torch.")
    if choice is not None and ours:
        texts += [without_comments((files("actlab") / name).read_text("utf-8")) for name in EMITTED]
        texts += _emitted(choice.activation)
    if ours or kernels == "actlab":
        texts += [*FLAGS, *(found.read_text("utf-8") for found in _native())]
    return _digest("\n".join(texts))[:12]


def _native() -> list[Path]:
    folder = Path(str(files("actlab"))) / "kernels" / "native"
    return sorted(found for found in folder.iterdir() if found.suffix in (".h", ".cpp"))


def _modules(folder: str) -> list[str]:
    found = [entry.name for entry in (files("actlab") / folder).iterdir()]
    return sorted(f"{folder}/{name}" for name in found if name.endswith(".py"))


def _emitted(record: Activation) -> list[str]:
    from actlab.emitted import functions_of

    try:
        return [inspect.getsource(functions_of(record, by)) for by in ((), ("x",))]
    except OSError:  # made in memory, from a record that is not in the library
        return [record.formula, record.stable_form]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
