"""Take what a user brings, from Python or as ``file.py:name``, and return the name that a setting has for it."""

import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, overload

from actlab.define import Activation, Choice
from actlab.errors import BadData, BadType, BadValue, UnknownName
from actlab.lab.data import brought, own
from actlab.lab.data.source import digest
from actlab.lab.plan.arms import arm_of
from actlab.lab.plan.metric import Metric, register
from actlab.lab.plan.metric import metric as metric_of

Measure = TypeVar("Measure", bound=Callable[..., float])
FILE_FORM = "file.py:name"
_STATED = ("larger_is_better", "title", "unit", "digits")


@overload
def stated(
    function: Measure, *, larger_is_better: bool = True, title: str = "", unit: str = "", digits: int = 4
) -> Measure: ...
@overload
def stated(
    function: None = None, *, larger_is_better: bool = True, title: str = "", unit: str = "", digits: int = 4
) -> Callable[[Measure], Measure]: ...
def stated(
    function: Callable[..., float] | None = None,
    *,
    larger_is_better: bool = True,
    title: str = "",
    unit: str = "",
    digits: int = 4,
) -> Any:
    """State how a metric of your own is read: ``@actlab.metric(larger_is_better=False, unit="kcal/mol")``.

    Arguments:
        function: takes scores [examples, classes] and targets [examples] of the whole test set, tensors; returns a
            number.
        larger_is_better: its direction.
        title: its name in sentences; that of the function where it is empty.
        unit: in print.
        digits: after the point, in print.
    """

    def mark(marked: Callable[..., float]) -> Callable[..., float]:
        values = {"larger_is_better": larger_is_better, "title": title, "unit": unit, "digits": digits}
        for name, value in values.items():
            setattr(marked, name, value)
        return marked

    return mark if function is None else mark(function)


def arm(activation: Any) -> str:
    """The key of an arm: a name with parameters, a record, or a callable that makes a ``torch.nn.Module``."""
    if isinstance(activation, str) and not _names_a_file(activation):
        return arm_of(activation)
    if isinstance(activation, Choice):
        return activation.key
    if isinstance(activation, Activation):
        return arm_of(activation.key)
    thing = _thing(activation)
    if isinstance(thing, Activation):
        return arm_of(thing.key)
    return _bring("activation", thing, "a name such as 'mish', a function of actlab.define or a callable")


def network(builder: Any) -> str:
    """A built-in network's name, or that of a function that takes an activation factory and makes a network."""
    if isinstance(builder, str) and not _names_a_file(builder):
        return builder
    return _bring("network", _thing(builder), "a network's name, a module or a function that makes one")


def step(function: Any) -> str:
    """The name of a function that takes (model, batch) and returns a loss."""
    return _bring("step", _thing(function), "a function that takes (model, batch) and returns a loss")


def metric(measure: Any) -> str:
    """The key of a metric: a name, a :class:`Metric`, or a function of scores and targets."""
    if isinstance(measure, Metric):
        register(measure)
        return measure.key
    if isinstance(measure, str) and not _names_a_file(measure):
        return metric_of(measure).key
    thing = _thing(measure)
    known = {name: getattr(thing, name) for name in _STATED if hasattr(thing, name)}
    return _bring("metric", thing, "a metric's name or a function of scores and targets", known)


def data(source: Any, warn: Callable[[str], None] = lambda _: None) -> str:
    """As :func:`actlab.lab.data.own.bring`."""
    return own.bring(source, warn)


def resolved(changes: dict[str, Any], folder: Path, warn: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """What a file states of a setting, with names in the place of paths relative to ``folder``."""
    takers: dict[str, Callable[[str], str]] = {"data": lambda path: data(path, warn), "network": network, "step": step}
    return {name: _resolved(value, takers.get(name), folder) for name, value in changes.items()}


def of_files(names: Any, take: Callable[[str], str], folder: Path) -> Any:
    """The same of a list, of metrics or arms."""
    return [_resolved(name, take, folder) for name in names] if isinstance(names, list) else names


def _resolved(value: Any, take: Callable[[str], str] | None, folder: Path) -> Any:
    if take is None or not isinstance(value, str) or not (_names_a_file(value) or own.names_a_file(value)):
        return value
    return take(str(folder / value))


def _names_a_file(text: str) -> bool:
    return ".py:" in text


def _thing(reference: Any) -> Any:
    return _from_file(reference) if isinstance(reference, str) else reference


def _from_file(text: str) -> Any:
    """What ``file.py:name`` names; the file runs, as a script of its user's."""
    place, _, name = text.rpartition(":")
    path = Path(place).resolve()
    if not path.is_file():
        raise BadData(f"{place} is not there; expected {FILE_FORM}.")
    title = f"actlab_user_{path.stem}"
    module = sys.modules.get(title)
    if module is None or getattr(module, "__file__", None) != str(path):
        specification = importlib.util.spec_from_file_location(title, path)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        sys.modules[title] = module
        try:
            specification.loader.exec_module(module)
        except Exception as error:
            del sys.modules[title]
            raise BadValue(f"{place} cannot be run ({type(error).__name__}: {error}).") from error
    if not hasattr(module, name):
        raise UnknownName(f"name in {place}", name, [known for known in vars(module) if not known.startswith("_")])
    return getattr(module, name)


def _bring(kind: str, thing: Any, expected: str, facts: Mapping[str, Any] | None = None) -> str:
    if not callable(thing):
        raise BadType(f"{kind}: expected {expected}; got {type(thing).__name__}.")
    title = getattr(thing, "__name__", type(thing).__name__)
    return brought.bring(kind, title, getattr(thing, "digest", None) or digest(thing), thing, facts or {})
