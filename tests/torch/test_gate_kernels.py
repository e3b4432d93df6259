"""The native kernels of gates: their bounds against the oracle and an independent program, the same bits everywhere."""

import csv
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from helpers import gate_witness_program as program
from mpmath import mp, mpf

import actlab
from actlab import exact
from actlab.define import gates
from actlab.define.registry import choose_gate
from actlab.kernels import arrays as native
from actlab.kernels import gate_bounds

torch = pytest.importorskip("torch")
from actlab.torch import gate_kernels, gate_search  # noqa: E402
from actlab.torch.gates import apply, composed, with_settings  # noqa: E402

EVERY = pytest.mark.parametrize("name", gates())
KINDS = pytest.mark.parametrize("kind", native.TYPES)
pytestmark = pytest.mark.skipif(not gate_kernels.ready(), reason="there is no C++ compiler")


def numbers(*shape: int, kind: str = "float32") -> "torch.Tensor":
    made = torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(3)) * 4
    made.view(-1)[::19] *= 10  # where g falls
    return made.to(getattr(torch, kind))


# ---- bounds --------------------------------------------------------------------------------------------------------


def test_every_kernel_has_its_entry() -> None:
    stated = [row.gate + row.type + row.what for row in gate_bounds.stated("avx512")]
    assert sorted(stated) == sorted("".join(each) for each in product(gates(), native.TYPES, gate_bounds.WHATS))


@EVERY
def test_a_witness_gives_what_is_stated(name: str) -> None:
    for (kind, what), bound in gate_bounds.of(name).items():
        pair = [np.array([float.fromhex(each)]) for each in (bound.a, bound.b)]
        seen = gate_search.Errors(gate_search.Tried(choose_gate(name), kind, *pair), what, exactly=True)
        assert float(seen.got[0]) == float.fromhex(bound.got), bound
        assert 0.998 * bound.error <= seen.chosen(bound.unit)[0] <= bound.error, bound


def exceeded(name: str, kind: str) -> list[str]:
    pair = gate_search.pairs(kind, np.random.default_rng(5))
    pair = [each[:: 1 + each.size // (50 if kind == "float64" else 10_000)] for each in pair]
    found, tried = [], gate_search.Tried(choose_gate(name), kind, *pair)
    for what in gate_bounds.WHATS:
        bound = gate_bounds.of(name)[kind, what]
        seen = gate_search.Errors(tried, what, exactly=kind == "float64")
        errors = seen.chosen(bound.unit).max(), seen.subnormal.max()
        if errors[0] > 1.02 * bound.error or errors[1] > 1.02 * bound.subnormal:
            found.append(f"{what}: {errors}, stated {bound}")
    return found


@EVERY
@KINDS
def test_no_error_is_larger_than_its_bound(name: str, kind: str) -> None:
    assert not exceeded(name, kind)


def test_a_wrong_kernel_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    right = gate_search.results

    def wrong(choice, a, b, kind):
        found = right(choice, a, b, kind)
        return found if kind == "float64" else {what: each * (1 + 2.0**-21) for what, each in found.items()}

    monkeypatch.setattr(gate_search, "results", wrong)
    assert len(exceeded("swiglu", "float32")) == 3


def test_floats_are_right_to_two_units() -> None:
    assert max(gate_bounds.of(name)["float32", "value"].error for name in gates()) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("instructions", ["baseline", "avx2"])
def test_the_bounds_of_other_instruction_sets_hold_too(instructions: str) -> None:
    environment = {**os.environ, "ACTLAB_INSTRUCTIONS": instructions}
    chosen = "witness or bound and not other_instruction or two_units or impostor or wrong_kernel"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, "-k", chosen]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert result.returncode == 0, result.stdout[-2000:]


# ---- an independent program ----------------------------------------------------------------------------------------

FILE = Path(program.__file__).with_name("gate_witnesses.csv")


def rows(name: str) -> list[tuple[float, float, float]]:
    """Pairs of float32 with the value of the witness program."""
    with FILE.open() as lines:
        every = [row for row in csv.DictReader(lines) if row["gate"] == name]
    found = [(float(row["a"]), float(row["b"]), float(mpf(row["value"]))) for row in every]
    return [(a, b, y) for a, b, y in found if _is_float(a) and _is_float(b) and 1e-30 < abs(y) < 1e30]


def _is_float(number: float) -> bool:
    return float(np.float32(number)) == number


def check(name: str, found: list[tuple[float, float, float]]) -> None:
    a, b, right = (np.array(column) for column in zip(*found, strict=True))
    got = apply(name, torch.from_numpy(a).float(), torch.from_numpy(b).float()).double().numpy()
    bound = gate_bounds.of(name)["float32", "value"].error
    wrong = np.abs(got - right) / np.ldexp(1.0, np.frexp(right)[1] - 24)
    assert wrong.max() <= bound, f"{name}: {wrong.max()} ULP"


@EVERY
def test_the_kernel_agrees_with_the_witnesses(name: str) -> None:
    assert len(rows(name)) >= 20
    check(name, rows(name))


@pytest.mark.parametrize("wrong", program.IMPOSTORS)
def test_an_impostor_is_refused(wrong: str) -> None:
    name, function = program.IMPOSTORS[wrong]
    with mp.workdps(60):
        found = [(a, b, float(program._at(function, a, b, 60)[0])) for a, b, _ in rows(name) if abs(a) < 40]
    with pytest.raises(AssertionError, match="ULP"):
        check(name, [each for each in found if each[2]])


# ---- the same bits -------------------------------------------------------------------------------------------------


def gradient_and_value(name: str, x: "torch.Tensor", along: "torch.Tensor", **settings) -> list["torch.Tensor"]:
    leaf = x.detach().requires_grad_()
    y = apply(with_settings(choose_gate(name), settings), leaf)
    return [y.detach(), *torch.autograd.grad(y, leaf, along)]


@EVERY
@KINDS
def test_layouts_strides_and_threads_give_the_same_bits(name: str, kind: str) -> None:
    settings = {"layout": "halves", "gate": "first"}
    x, along = numbers(37, 2 * 67, kind=kind), numbers(37, 67, kind=kind)
    a, b = x.chunk(2, -1)
    value, dx = gradient_and_value(name, x, along, **settings)
    mixed = torch.stack((a, b), -1).flatten(-2)
    other = gradient_and_value(name, mixed, along, layout="interleaved", gate="first")
    assert torch.equal(value, other[0])
    assert torch.equal(torch.cat((other[1][:, ::2], other[1][:, 1::2]), -1), dx)
    swapped = gradient_and_value(name, torch.cat((b, a), -1), along, layout="halves", gate="second")
    assert torch.equal(value, swapped[0])
    assert torch.equal(swapped[1].roll(67, -1), dx)
    pair = [part.detach().requires_grad_() for part in (a, b.contiguous())]
    y = apply(name, *pair)
    assert torch.equal(value, y)
    assert torch.equal(torch.cat(torch.autograd.grad(y, pair, along), -1), dx)
    turned = torch.empty(2 * 67, 40, dtype=x.dtype).T[1:38]
    found = gradient_and_value(name, turned.copy_(x), along.T.contiguous().T, **settings)
    assert torch.equal(found[0], value)
    assert torch.equal(found[1], dx)
    for row, column in ((0, 0), (5, 66), (36, 31)):  # a number's result depends on it alone
        one = gradient_and_value(name, x[row, column::67][None], along[row, column].reshape(1, 1), **settings)
        assert torch.equal(one[0][0], value[row, column : column + 1])
        assert torch.equal(one[1][0], dx[row, column::67])


def test_the_number_of_threads_does_not_matter() -> None:
    x, along = numbers(300, 512), numbers(300, 256)
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(gradient_and_value("swiglu", x, along))
    finally:
        torch.set_num_threads(before)
    assert all(torch.equal(*each) for each in zip(*found, strict=True))


def test_dimensions_gradients_without_strides_and_nothing() -> None:
    x = numbers(3, 6, 5).requires_grad_()
    got = actlab.functional.swiglu(x, dim=1)
    want = actlab.functional.swiglu(x.transpose(1, 2).contiguous()).transpose(1, 2)
    assert torch.equal(got, want)
    one, other = (torch.autograd.grad(each.sum(), x)[0] for each in (got, want))  # of stride 0
    assert torch.equal(one, other)
    empty = torch.zeros(0, 4, requires_grad=True)
    actlab.functional.swiglu(empty).sum().backward()
    assert empty.grad.shape == (0, 4)


# ---- 16 bits -------------------------------------------------------------------------------------------------------


@EVERY
@pytest.mark.parametrize("kind", ["bfloat16", "float16"])
def test_16_bits_are_rounded_once_or_after_each_factor(name: str, kind: str) -> None:
    x = numbers(2, 8_000, kind=kind)
    wide = x.double()
    once = apply(name, x[0], x[1])
    assert torch.equal(once, rounded(apply(name, wide[0], wide[1]), kind))
    choice = with_settings(choose_gate(name), {"rounding": "steps"})
    steps = apply(choice, x[0], x[1])
    first, other = (rounded(gate_factor(name, factor, wide[0], wide[1]), kind) for factor in ("first", "other"))
    assert torch.equal(steps, first * other)
    if name != "reglu":  # g(a) has no digits more than a
        assert not torch.equal(once, steps)


def rounded(y: "torch.Tensor", kind: str) -> "torch.Tensor":
    """To a 16-bit type once; torch rounds a double to a float first."""
    digits, lowest, _ = exact.FORMATS[kind]
    unit = np.ldexp(1.0, np.maximum(np.frexp(y.numpy())[1] - digits, lowest))
    return torch.from_numpy(np.rint(y.numpy() / unit) * unit).to(getattr(torch, kind))


def gate_factor(name: str, factor: str, a: "torch.Tensor", b: "torch.Tensor") -> "torch.Tensor":
    from actlab.torch.gates import formula

    choice = choose_gate(name)
    return formula(choice.activation, (factor,), a, b, tuple(choice.parameters.values()))


# ---- torch ---------------------------------------------------------------------------------------------------------


def test_the_kernel_is_used_and_without_it_plain_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    x = numbers(4, 8).requires_grad_()
    block = actlab.nn.GatedMLP(8, 6)
    assert actlab.functional.swiglu(x).grad_fn.name() == "_HalvesBackward"
    assert actlab.nn.SwiGLU()(x, x).grad_fn.name() == "_PairBackward"
    with_kernel = block(x)
    monkeypatch.setattr(gate_kernels, "ready", lambda: False)
    assert actlab.functional.swiglu(x).grad_fn.name() == "_EvaluationBackward"
    torch.testing.assert_close(block(x), with_kernel)


def test_own_gates_and_learned_inputs_of_other_types_take_plain_torch() -> None:
    own = actlab.define("own_gate", "a * b / (1 + abs(b))")
    x = numbers(4, 8)
    assert torch.equal(apply(own.key, x), composed(choose_gate(own.key), x, None, -1))


# torch's own, for its compiler
JIT = pytest.mark.filterwarnings("ignore:.torch.jit.script|.*should not be instantiated:DeprecationWarning")


@JIT
@pytest.mark.parametrize("name", ["swiglu", "reglu"])  # by the kernel and by the fused formula
def test_a_compiled_gate_gives_the_same(name: str) -> None:
    torch._dynamo.reset()
    function = torch.compile(getattr(actlab.functional, name), fullgraph=True, backend="aot_eager")
    x, along = numbers(4, 8).requires_grad_(), numbers(4, 4)
    got, want = function(x), getattr(actlab.functional, name)(x)
    assert torch.equal(got, want) or name in ("reglu", "relu2_glu")
    for one, other in zip(*(torch.autograd.grad(y, x, along) for y in (got, want)), strict=True):
        torch.testing.assert_close(one, other)


@JIT
@pytest.mark.slow  # torch compiles five seconds long
def test_inductor_calls_the_kernel() -> None:
    torch._dynamo.reset()
    from torch._inductor.utils import run_and_get_code

    x = numbers(4, 8).requires_grad_()
    _, code = run_and_get_code(torch.compile(lambda x: actlab.functional.swiglu(x * 2)), x)
    assert "actlab_gates.halves" in code[0]


@EVERY
def test_fake_tensors_have_the_shapes(name: str) -> None:
    with torch.device("meta"):
        x = torch.empty(3, 8, 5)
    place, words = (1, False, False), gate_kernels._numbers(choose_gate(name), torch.float32)
    operators = torch.ops.actlab_gates
    assert operators.halves(x, *place, *words).shape == (3, 4, 5)
    assert operators.halves_backward(x[:, :4], x, *place, *words).shape == x.shape
    assert [each.shape for each in operators.pair_backward(x, x, x, *words)] == [x.shape, x.shape]


def test_what_the_operators_refuse() -> None:
    x, words = numbers(4, 7), gate_kernels._numbers(choose_gate("swiglu"), torch.float32)
    with pytest.raises(RuntimeError, match=r"an even number|standard error|refused"):
        torch.ops.actlab_gates.halves(x, 1, False, False, *words)
