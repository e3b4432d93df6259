"""Derivatives of orders 1 to 4 on every path: at 0, at kinks, at both zeros, at infinity, and at ordinary points."""

import subprocess
import sys
from functools import cache

import numpy as np
import pytest

import actlab
from actlab import exact
from actlab.define.expression import mathematics, symbols_of

torch = pytest.importorskip("torch")

from torch.autograd import forward_ad  # noqa: E402  # only where torch is
from torch.func import grad, hessian, jvp, vmap  # noqa: E402

from actlab import functional, nn  # noqa: E402

EVERY = pytest.mark.parametrize("name", actlab.names())
# torch's forward mode, its export and its compiler script and load old things inside
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

ORDERS = 4
ORDINARY = (0.0, -0.0, -3.7, -0.6, 0.7, 3.3, np.inf, -np.inf)
WITHOUT_LIMIT = ("gcu", "sine_relu", "snake", "snake_beta", "exponential")  # their derivatives have no limit
# Their slopes are infinite there: where one program has them beside others, it multiplies by a gradient of 0.
STEEP = tuple(
    name
    for name in actlab.names()
    if name not in WITHOUT_LIMIT and np.isinf(actlab.slope(name, np.array([-np.inf, np.inf]))).any()
)
FAR = (100.0, -100.0, 1e20, -1e20)  # where exp and squares overflow in float32, in the branch that was not chosen
# Torch differentiates up to 4 times: measured 3e-13 of the larger terms of a sum that may cancel, at most 30 here.
TOLERANCE = {"rtol": 1e-9, "atol": 1e-10}


@cache
def points(name):
    record = actlab.record(name)
    symbols = symbols_of(record)
    given = {symbols[p.name]: p.default for p in record.parameters}
    kinks = [float(mathematics(kink.at, symbols).subs(given)) for kink in record.kinks]
    return np.array([x for x in (*ORDINARY, *kinks) if np.isfinite(x) or name not in WITHOUT_LIMIT])


@cache
def right(name):
    """The derivatives of the formula; all but the first vanish at infinity."""

    def at(x, order):
        if np.isinf(x) and order > 1:
            return 0.0
        return float(exact.derivative(name, x, *("x",) * order, digits=16, floor=-300))

    return np.array([[at(x, order) for x in points(name)] for order in range(1, ORDERS + 1)])


@cache
def beside(name):
    """From both sides: where a second derivative jumps, as Hard Mish's does at 0, either is right."""
    steps = (np.nextafter(points(name), side) for side in (-np.inf, np.inf))
    return [
        np.array(
            [
                [
                    float(exact.derivative(name, x, *("x",) * order, digits=16, floor=-300)) if np.isfinite(x) else 0
                    for x in xs
                ]
                for order in range(1, ORDERS + 1)
            ]
        )
        for xs in steps
    ]


def refuse(name, derivatives, finite_from=ORDERS + 1):
    for order, got in enumerate(derivatives, 1):
        found, wanted = got.detach().numpy(), right(name)[order - 1]
        wrong = ~np.isclose(found, wanted, **TOLERANCE)
        if order >= finite_from:
            wrong &= np.isfinite(points(name))
        if order > 1 and wrong.any():
            wrong &= ~np.any([np.isclose(found, side[order - 1], **TOLERANCE) for side in beside(name)], axis=0)
        places = points(name)[wrong]
        assert not wrong.any(), f"order {order} of {name} at {places}: {found[wrong]} for {wanted[wrong]}"


def in_reverse(function, x):
    result = function(x.requires_grad_())
    for _ in range(ORDERS):
        if result.requires_grad:
            (result,) = torch.autograd.grad(result.sum(), x, create_graph=True, materialize_grads=True)
        else:
            result = torch.zeros_like(x)
        yield result


def forward(function):
    return lambda x: jvp(function, (x,), (torch.ones_like(x),))[1]


def backward(function):
    return lambda x: grad(lambda point: function(point).sum())(x)


def nested(function, *transforms):
    """The derivatives of orders 1 to 4 by these, the innermost first."""
    for transform in transforms:
        function = transform(function)
        yield function


def mixed(*transforms):
    return lambda function, x: [each(x) for each in nested(function, *transforms)]


PATHS = {
    "reverse": in_reverse,
    "torch.func": lambda function, x: [vmap(each)(x) for each in nested(function, *[grad] * ORDERS)],
    "forward": mixed(*[forward] * ORDERS),
    "forward over reverse": mixed(backward, forward, forward, backward),
    "reverse over forward": mixed(forward, backward, forward, backward),
}


@EVERY
@pytest.mark.parametrize("path", PATHS)
def test_derivatives_to_the_fourth_order(name, path):
    # From the third tangent on torch differentiates forward itself: at infinity it multiplies by a tangent of 0. The
    # second has f'(x) times such a tangent too.
    finite_from = 3 - (name in STEEP) if "forward" in path else ORDERS + 1
    refuse(name, PATHS[path](getattr(functional, name), torch.from_numpy(points(name))), finite_from)


@EVERY
def test_what_torch_differentiates_itself_is_right_to_the_fourth_order(name):
    record = actlab.record(name)
    parameters = tuple(parameter.default for parameter in record.parameters)

    def formula(x):
        from actlab.torch.operators import formula

        return formula(record, (), x, parameters)

    refuse(name, in_reverse(formula, torch.from_numpy(points(name))))


def test_a_sine_in_the_branch_that_was_not_chosen_takes_nothing_away_at_infinity():
    from actlab.torch.operators import formula

    record, at = actlab.record("sine_relu"), torch.tensor([np.inf], dtype=torch.float64)
    slopes = [slope.item() for slope in in_reverse(lambda x: formula(record, (), x, (0.001,)), at)]
    assert slopes == [1, 0, 0, 0]


class Everything(torch.nn.Module):
    """One of each: one program to export or to compile instead of fifty."""

    def __init__(self, names):
        super().__init__()
        self.activations = torch.nn.ModuleList(nn.module(name) for name in names)

    def forward(self, x):
        return tuple(activation(x) for activation in self.activations)


NAMES = tuple(name for name in actlab.names() if name not in (*WITHOUT_LIMIT, *STEEP))


def everywhere(names, dtype):
    kinks = {float(x) for name in names for x in points(name) if np.isfinite(x)}
    ordinary = [x for x in ORDINARY if np.isfinite(x) or names is NAMES]
    return torch.tensor([*ordinary, *kinks, *FAR], dtype=dtype)


TOGETHER = pytest.mark.parametrize("names", [NAMES, STEEP], ids=["most", "steep"])


@TOGETHER
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-9), (torch.float32, 1e-4)], ids=str)
def test_an_exported_program_has_the_values_and_derivatives_of_eager_code(names, dtype, tolerance):
    # float32: 4 differentiations whose terms reach 500 round at 6e-8 each; measured 3.3e-5, of TanhExp
    x, model = everywhere(names, dtype), Everything(names)
    program = torch.export.export(model, (x,)).module()
    assert not any("actlab" in str(node.target) for node in program.graph.nodes), "it runs where actlab is not"
    theirs = program(x)
    for at, (name, mine) in enumerate(zip(names, model(x), strict=True)):
        torch.testing.assert_close(theirs[at], mine, rtol=tolerance, atol=tolerance, msg=name)
        pairs = zip(*(in_reverse(lambda x, f=f, at=at: f(x)[at], x.clone()) for f in (program, model)), strict=True)
        for order, (got, wanted) in enumerate(pairs, 1):
            torch.testing.assert_close(
                got, wanted, rtol=tolerance, atol=tolerance, msg=lambda text, n=name, o=order: f"{n}, order {o}: {text}"
            )


def same_bits(names, model, compiled, x):
    ours, theirs = x.clone().requires_grad_(), x.clone().requires_grad_()
    for name, got, wanted in zip(names, compiled(ours), model(theirs), strict=False):
        assert torch.equal(got, wanted), name
        slopes = [torch.autograd.grad(y.sum(), x, retain_graph=True)[0] for y, x in ((got, ours), (wanted, theirs))]
        assert torch.equal(*slopes), name


@TOGETHER
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16], ids=str)
def test_a_compiled_model_has_the_bits_of_eager_code(names, dtype):
    torch.compiler.reset()
    model = Everything(names)
    same_bits(names, model, torch.compile(model, backend="aot_eager", fullgraph=True), everywhere(names, dtype))


def test_inductor_calls_our_kernels_where_there_is_an_exponential_and_fuses_the_rest():
    from torch._inductor.utils import run_and_get_code

    torch.compiler.reset()
    names = ("mish", "gelu", "hard_swish", "leaky_relu", "softsign")
    x, model = everywhere(NAMES, torch.float32), Everything(names)
    leaf = x.clone().requires_grad_()

    def step():
        sum(y.nan_to_num(posinf=0).sum() for y in torch.compile(model, fullgraph=True)(leaf)).backward()

    _, code = run_and_get_code(step)
    called = {name for name in names if f"torch.ops.actlab_kernels.{name}.default" in "".join(code)}
    assert called == {"mish", "gelu"}
    eager = x.clone().requires_grad_()
    sum(y.nan_to_num(posinf=0).sum() for y in model(eager)).backward()
    torch.testing.assert_close(leaf.grad, eager.grad, rtol=1e-6, atol=1e-6)  # five gradients added in another order


def test_a_model_is_not_compiled_again_for_a_function_that_comes_later():
    torch.compiler.reset()
    model = torch.nn.Sequential(nn.Swish(learnable=True), nn.Mish(), nn.ReLU())
    compiled, x = torch.compile(model, backend="aot_eager", fullgraph=True), torch.randn(5)
    with torch._dynamo.config.patch(error_on_recompile=True):
        for name in ("elu", "hard_mish", "srelu"):
            compiled(x)
            getattr(functional, name)(x, **{p.name: torch.tensor(p.default) for p in actlab.record(name).parameters})


CHANGING = {
    "leaky_relu": lambda x, number: functional.leaky_relu(x, slope=number),
    "hard_tanh": lambda x, number: functional.hard_tanh(x, min_val=-number, max_val=number),
    "swish": lambda x, number: functional.swish(x, beta=number),
    "swiglu": lambda x, number: functional.swiglu(x, alpha=number),
}


@pytest.mark.parametrize("name", CHANGING)
def test_a_number_may_change_in_a_compiled_call(name):
    torch.compiler.reset()
    call, x = CHANGING[name], torch.randn(4, 6, generator=torch.Generator().manual_seed(0))
    compiled = torch.compile(call, backend="aot_eager", fullgraph=True)
    for number in (0.5, 0.7, 0.25):
        torch.testing.assert_close(compiled(x, number), call(x, number))


FIRST_COMPILED = """
import torch
from actlab import nn
model = torch.nn.Sequential(nn.Swish(learnable=True), nn.Mish(), nn.ReLU())
compiled = torch.compile(model, backend="aot_eager", fullgraph=True)
x = torch.randn(5)
compiled(x)
with torch._dynamo.config.patch(error_on_recompile=True):
    compiled(x)
"""


def test_a_model_is_compiled_once_where_nothing_ran_before():
    subprocess.run([sys.executable, "-c", FIRST_COMPILED], check=True, timeout=300)


def test_compiled_second_derivatives_are_right():
    torch.compiler.reset()
    x = torch.tensor([0.0, -0.0, -3.7, 0.7, 3.3], dtype=torch.float64)
    for name in ("mish", "sigmoid", "hard_swish"):
        second = vmap(grad(grad(getattr(functional, name))))
        got = torch.compile(second, backend="aot_eager", fullgraph=True)(x)
        wanted = torch.from_numpy(np.asarray(actlab.derivative(name, x.numpy(), "x", "x")))
        torch.testing.assert_close(got, wanted, rtol=1e-12, atol=1e-14)


def test_a_form_with_abs_and_clamp_is_refused():
    def sigmoid(x):
        e = torch.exp(-x.abs())
        return torch.where(x < 0, e, 1.0) / (1 + e)

    with pytest.raises(AssertionError, match="order 1 of sigmoid at .* for .0.25"):
        refuse("sigmoid", in_reverse(sigmoid, torch.from_numpy(points("sigmoid"))))
    with pytest.raises(AssertionError, match="order 1 of relu at"):
        refuse("relu", in_reverse(lambda x: x.clamp(min=0.0), torch.from_numpy(points("relu"))))


def _gradient(function):
    return lambda x: grad(lambda point: function(point).sum())(x)


def _tangent(function):
    return lambda x: jvp(lambda point: point + function(point), (x,), (torch.ones_like(x),))[1]


def _curvatures(function):
    return lambda x: hessian(lambda point: (point**2 + function(point)).sum())(x)


def _dual(function):
    def tangent(x):
        with forward_ad.dual_level():
            return forward_ad.unpack_dual(function(forward_ad.make_dual(x, torch.ones_like(x)))).tangent

    return tangent


@pytest.mark.parametrize("transform", [_gradient, _tangent, _curvatures, _dual, lambda f: vmap(_gradient(f))])
@pytest.mark.parametrize("name", ["relu", "mish", "leaky_relu", "swiglu", "reglu"])
def test_transforms_of_torch_inside_a_compiled_function(transform, name):
    function = getattr(functional, name)
    called = transform((lambda x: function(x, 2 - x)) if name.endswith("glu") else function)
    x = torch.linspace(-2, 3, 6, dtype=torch.float64)
    torch._dynamo.reset()
    assert torch.allclose(torch.compile(called, backend="aot_eager", fullgraph=True)(x), called(x), rtol=1e-12)
