"""What can be wrong with a user's network, found before anything is trained: each arm is built twice and run once."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from actlab.errors import ActlabError, BadValue
from actlab.faults import of_users_code
from actlab.lab.data import brought
from actlab.lab.data.own import OwnData
from actlab.lab.data.sets import load
from actlab.lab.plan.arms import choice_of, title_of
from actlab.lab.plan.setting import Own, Setting
from actlab.lab.training import own, tasks
from actlab.lab.training.feed import splits

ROWS = 2  # as few as batch normalisation can train on


def check(settings: Sequence[Setting], warn: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Build every arm's network with one seed, twice, and run it on two rows.

    Arguments:
        settings: one for each arm of a cell.
        warn: hears of arms whose first weights differ.

    Returns:
        The number of weights of each arm.

    Raises:
        BadValue: for a network without an activation, or that is not the same twice for one seed.
        BadType: for one that is no module, or that returns no tensor.
    """
    states: dict[str, dict[str, Tensor]] = {}
    counts: dict[str, int] = {}
    for setting in settings:
        if isinstance(setting, Own):
            network = _same_twice(setting)
            _runs(network, setting)
            states[setting.activation] = {name: weight.detach() for name, weight in network.named_parameters()}
            counts[setting.activation] = sum(weight.numel() for weight in network.parameters())
    _compare(states, warn)
    return counts


def _same_twice(setting: Own) -> nn.Module:
    built = []
    for _ in range(2):
        with own.Draws(0)():
            built.append(_built(setting))
    first, second = (network.state_dict() for network in built)
    differing = [name for name in first if name not in second or not _equal(first[name], second[name])]
    if differing or len(first) != len(second):
        raise BadValue(
            f"{brought.title_of(setting.network)} makes another network each time for one seed ({differing[0]} "
            "differs). Draw its weights from torch's, NumPy's or Python's own generator, which are set from the seed, "
            "and seed no generator of your own from the time."
        )
    return built[0]


def _built(setting: Own) -> nn.Module:
    title = brought.title_of(setting.network)
    try:
        network = own.build(setting)
    except ActlabError:
        raise
    except Exception as error:  # a user's code
        raise BadValue(
            f"{title} makes no network ({of_users_code(error)}). It is called with one argument, a function that makes "
            "a new activation, and returns a torch.nn.Module."
        ) from error
    lazy = [name for name, weight in (*network.named_parameters(), *network.named_buffers()) if is_lazy(weight)]
    if lazy:
        raise BadValue(
            f"{title} leaves the size of {lazy[0]} to the first batch; expected weights with sizes, so that the seed "
            f"decides them all. Write the size, as in torch.nn.Linear(64, 8), or run the network on a batch in {title}."
        )
    return network


def _equal(one: object, other: object) -> bool:
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return one.shape == other.shape and torch.equal(torch.nan_to_num(one), torch.nan_to_num(other))
    return one == other


@torch.no_grad()
def _runs(network: nn.Module, setting: Own) -> None:
    training, _, classes = splits(setting)
    x, y = training.images[:ROWS], training.labels[:ROWS]
    network.to(setting.device)
    try:
        with own.Draws(0)():
            if setting.step:
                own.step_of(setting)(network, (x, y))
            else:
                tasks.scores_of(network(x), y, classes)
    except ActlabError as error:
        raise type(error)(f"{brought.title_of(setting.network)}: {error}") from None
    except Exception as error:  # a user's code
        what = "step" if setting.step else brought.title_of(setting.network)
        raise BadValue(
            f"{what} does not run on {ROWS} rows of the data, x {x.dtype} {list(x.shape)} and y {y.dtype} "
            f"{list(y.shape)} ({type(error).__name__}: {error})."
        ) from error


def _compare(states: Mapping[str, Mapping[str, Tensor]], warn: Callable[[str], None]) -> None:
    """Say which arms do not start from the weights of the first: then more than the activation differs."""
    if not states:
        return
    (first, reference), *others = states.items()
    for arm, weights in others:
        shared = [name for name in reference if name in weights and weights[name].shape == reference[name].shape]
        unlike = [name for name in shared if not torch.equal(weights[name], reference[name])]
        unlike = [name for name in unlike if not _of_activation(name, (first, arm))]
        if unlike:
            warn(
                f"{title_of(arm)} and {title_of(first)} start from other weights for one seed ({unlike[0]} and "
                f"{len(unlike) - 1} more), so that their difference is not that of the activation alone."
            )


def _of_activation(name: str, arms: Sequence[str]) -> bool:
    """Whether a weight has the name of a function's number, such as PReLU's slope."""
    choices = [choice for arm in arms if (choice := choice_of(arm)) is not None]
    numbers = {parameter.name for choice in choices for parameter in choice.activation.parameters}
    return name.rpartition(".")[2] in numbers


def examples_of(name: str) -> Tensor:
    """The first two training inputs of a data set, as a user's network sees them."""
    whole = load(name)
    if isinstance(whole, OwnData):
        return torch.from_numpy(whole.channels_first("train")[:ROWS])
    return splits(Setting(data=name))[0].images[:ROWS]
