"""The version of what the numbers depend on: code without comments, libraries, functions. Part of a run's key."""

import hashlib
import inspect
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from actlab.define import Activation
from actlab.kernels.build import FLAGS
from actlab.lab.data.sets import content_of
from actlab.lab.data.source import without_comments
from actlab.lab.plan.arms import choice_of
from actlab.lab.plan.run import Task
from actlab.lab.plan.setting import Setting
from actlab.lab.store.environment import installed
from actlab.vision.names import TORCHS_OWN

# A change in one of these can change a number; one elsewhere cannot. What a data set holds is proved by its own hash.
TRAINING = "lab/training"
PREPARATION = ("lab/data/prepare.py", "lab/data/augment.py")
FRONT = "torch"
LIBRARIES = ("torch", "numpy")


def key_of(task: Task, code: str = "") -> str:
    """The key of a run: SHA-256 over its setting, seed, data and code, 40 digits of it.

    ``code`` is the version of what trained it, where that is not :func:`code_version` of here.
    """
    head = json.dumps({"code": code or code_version(task.setting), "data": content_of(task.setting.data)})
    return _digest(f'{head[:-1]}, "seed": {task.seed}, "setting": {_words(task.setting)}}}')[:40]


@cache
def _words(setting: Setting) -> str:
    """The setting as JSON: the seeds of an arm share it, and it took nine tenths of the time of a key."""
    return json.dumps(setting.changed, sort_keys=True)


def code_version(setting: Setting) -> str:
    """What trains ``setting``, in 12 digits: the same in every checkout that computes the same."""
    return _code_version(setting.activation, setting.of_images, setting.kernels, setting.learned)


def trained_by(setting: Setting) -> str:
    """What :func:`code_version` depends on besides the code, in words: settings that agree in it share the version."""
    return f"{setting.activation}, {'images' if setting.of_images else 'small'}, {setting.kernels}, {setting.learned}"


@cache
def _code_version(activation: str, of_images: bool, kernels: str, learned: str) -> str:
    choice = choice_of(activation)
    own = None if learned == "all" else TORCHS_OWN.get(activation)
    texts = [f"{name}=={installed(name)}" for name in LIBRARIES]
    names = [*_modules(TRAINING), *PREPARATION, *(_modules("vision") if of_images else ())]
    emitted = choice is not None and own is None
    if choice is not None:  # a user's module has the hash of its source in its name
        texts.append(own or choice.activation.class_name)
        texts += _emitted(choice.activation) if emitted else []
    if emitted or kernels == "actlab":
        names += _modules(FRONT)
        texts += [*FLAGS, *(source.read_text("utf-8") for source in _native())]
    texts += [_meaning(name) for name in names]
    return _digest("\n".join(texts))[:12]


@cache
def _meaning(name: str) -> str:
    """A file of ours without comments: the fifty functions of a study share most of them."""
    return without_comments((files("actlab") / name).read_text("utf-8"))


def _native() -> list[Path]:
    folder = Path(str(files("actlab"))) / "kernels" / "native"
    return sorted(path for path in folder.iterdir() if path.suffix in (".h", ".cpp"))


def _modules(folder: str) -> list[str]:
    entries = [entry.name for entry in (files("actlab") / folder).iterdir()]
    return sorted(f"{folder}/{name}" for name in entries if name.endswith(".py"))


def _emitted(record: Activation) -> list[str]:
    from actlab.emitted import functions_of

    try:
        return [inspect.getsource(functions_of(record, by)) for by in ((), *((name,) for name in record.inputs))]
    except OSError:  # made in memory, from a record that is not in the library
        return [record.formula, record.stable_form]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
