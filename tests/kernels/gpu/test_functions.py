"""Value and slope of every record in float32 against the oracle, at the edges, and beside impostors."""

import numpy as np
import pytest
import torch
from helpers.measure import KINDS, OSCILLATES, allowed, errors, points, refuse, right
from helpers.wrong_functions import SAME_SLOPE, SIBLINGS, SPOILT_SLOPES, SPOILT_VALUES

import actlab
from actlab import exact

EVERY = pytest.mark.parametrize("name", actlab.names())
BOTH = pytest.mark.parametrize("by", [(), ("x",)], ids=["value", "slope"])


def run(gpu, name: str, x: torch.Tensor, by: tuple[str, ...]) -> torch.Tensor:
    choice = actlab.choose(name)
    key, parameters = choice.activation.key, tuple(choice.parameters.values())
    if by:
        return gpu.launch.backward(key, torch.ones_like(x), x, parameters)
    return gpu.launch.value(key, x, parameters)


def of_points(gpu, name: str, by: tuple[str, ...]) -> np.ndarray:
    return run(gpu, name, torch.from_numpy(points("float32")).float(), by).double().numpy()


@EVERY
@BOTH
def test_every_function_is_within_its_allowance(gpu, name: str, by: tuple[str, ...]) -> None:
    x, (high, low) = points("float32"), right(name, by, "float32")
    there = np.abs(x) < OSCILLATES.get(name, np.inf)
    refuse(name, by, x[there], of_points(gpu, name, by)[there], high[there], low[there], KINDS["float32"])


@EVERY
@BOTH
def test_infinities_give_the_limits_and_nan_stays(gpu, name: str, by: tuple[str, ...]) -> None:
    got = run(gpu, name, torch.tensor([-torch.inf, torch.inf, torch.nan]), by)
    for side, found in zip((-1, 1), got[:2].tolist(), strict=True):
        wanted = float(exact.limit(name, side, *by))
        if not np.isnan(wanted):
            assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9), f"{name} by {by} at {side} infinity"
    constant = name in ("identity",) and by
    assert constant or torch.isnan(got[2])


@pytest.mark.parametrize(("one", "other"), [pair for pair in SIBLINGS if pair not in SAME_SLOPE])
def test_siblings_are_refused(gpu, one: str, other: str) -> None:
    for by in ((), ("x",)):
        x, (high, low) = points("float32"), right(one, by, "float32")
        with pytest.raises(AssertionError, match="of the allowed error"):
            refuse(one, by, x, of_points(gpu, other, by), high, low, KINDS["float32"])


@pytest.mark.parametrize(("by", "spoilt"), [((), SPOILT_VALUES), (("x",), SPOILT_SLOPES)], ids=["value", "slope"])
@pytest.mark.parametrize("key", ["mish", "swish"])
def test_impostors_are_refused(gpu, key: str, by: tuple[str, ...], spoilt: dict) -> None:
    x, (high, low) = points("float32"), right(key, by, "float32")
    for word, spoil in spoilt.items():
        if word != "computed in float32":  # which these are
            with pytest.raises(AssertionError, match="of the allowed error"):
                refuse(key, by, x, spoil(x, of_points(gpu, key, by)), high, low, KINDS["float32"])


def test_a_zero_keeps_its_sign(gpu) -> None:
    zeros = torch.tensor([0.0, -0.0])
    for name in ("mish", "swish", "tanh", "elu", "selu", "gelu", "softsign", "leaky_relu"):
        assert torch.signbit(run(gpu, name, zeros, ())).tolist() == [False, True], name


@pytest.mark.slow  # five seconds of searching for coefficients
def test_the_polynomials_are_those_of_their_script(gpu) -> None:
    from pathlib import Path

    from actlab.kernels.gpu import constants

    assert Path(gpu.polynomials.__file__).read_text("utf-8") == constants.text()


@pytest.mark.parametrize("key", ["mish", "gelu", "soft_root_sign", "tanhexp"])
def test_pasted_code_runs_alone(gpu, key: str, tmp_path, monkeypatch) -> None:
    import importlib

    from actlab.emit.targets import TARGETS

    record = actlab.record(key)
    (tmp_path / f"pasted_{key}.py").write_text(TARGETS["triton"](record))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("TRITON_INTERPRET", "1")
    module = importlib.import_module(f"pasted_{key}")
    parameters = tuple(parameter.default for parameter in record.parameters)
    x = torch.from_numpy(points("float32")).float()
    y, dx = torch.empty_like(x), torch.empty_like(x)
    launch = gpu.loops.forward[(1,)]
    launch(x, y, len(x), parameters, VALUE=getattr(module, f"{key}_value"), BLOCK=1024, EVEN=False)
    launch = gpu.loops.backward[(1,)]
    one = torch.ones_like(x)
    launch(one, x, dx, len(x), parameters, SLOPE=getattr(module, f"{key}_slope"), BLOCK=1024, EVEN=False)
    for by, got in (((), y), (("x",), dx)):
        refuse(key, by, points("float32"), got.double().numpy(), *right(key, by, "float32"), KINDS["float32"])


def test_the_allowance_is_used(gpu) -> None:
    """The worst function needs more than half of it, so that it is not idle."""
    x, (high, low) = points("float32"), right("tanh_softplus", (), "float32")
    ratio = errors(of_points(gpu, "tanh_softplus", ()), high, low, KINDS["float32"])
    assert 0.4 < np.max(ratio / allowed("tanh_softplus", (), x, high, KINDS["float32"])) <= 1
