"""torch's own samples for every operator that is replaced: calls, strides, out=, in place, errors, gradients."""

import warnings
from functools import cache

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck

from actlab.torch import accelerate as module
from actlab.torch import aten

pytest.importorskip("expecttest")  # torch's samples need it

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")

THROUGH = ("celu", "selu")  # they call elu
NAMES = [*aten.functions(), *THROUGH, "silu complex"]
EVERY = pytest.mark.parametrize("op", NAMES, indirect=True)
TYPES = (torch.float32, torch.float64, torch.bfloat16, torch.float16, torch.complex64, torch.int64, torch.bool)
# Both round; torch's own GELU is wrong by 5.3e-7 at -5 in float32, the others by 6 ULP, all by one in 16 bits.
TOLERANCE = {
    torch.float32: {"rtol": 6 * 1.2e-7, "atol": 6e-7},
    torch.float64: {"rtol": 1e-13, "atol": 1e-15},
    torch.bfloat16: {"rtol": 2**-7, "atol": 1e-4},
    torch.float16: {"rtol": 2**-10, "atol": 1e-4},
}


@cache
def samples():
    """By name and variant; to load them takes three seconds, so none are while tests are collected."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.testing._internal.common_methods_invocations import op_db
    named = {f"{op.name.removeprefix('nn.functional.')} {op.variant_test_name}".strip(): op for op in op_db}
    return {name: op for name, op in named.items() if name.split()[0] in (*aten.functions(), *THROUGH)}


@pytest.fixture
def op(request):
    return samples()[request.param]


@pytest.fixture(autouse=True)
def _restored():
    yield
    module.restore()


def replaced(types=None):
    """All functions on our kernels, in all types or in those in which they are by default."""
    for function in aten.functions().values():
        module.accelerate(function.name)
        if types:
            aten.take_over(function, types)


def same(ours, theirs):
    assert (ours.dtype, ours.shape, ours.stride()) == (theirs.dtype, theirs.shape, theirs.stride())
    torch.testing.assert_close(ours, theirs, equal_nan=True, **TOLERANCE.get(ours.dtype, {"rtol": 0, "atol": 0}))


def arguments(sample):
    return sample.input, sample.args, sample.kwargs


def results(op, dtype):
    """Of every sample: a call, with gaps between the elements, with out=, in place."""
    found = []
    for sample in op.sample_inputs("cpu", dtype, requires_grad=False):
        for each in (sample, sample.noncontiguous()):
            x, rest, named = arguments(each)
            found.append(op(x, *rest, **named))
            if op.supports_out:
                found.append(op(x, *rest, **named, out=torch.empty_like(found[-1])))
                found.append(op(x, *rest, **named, out=torch.empty(0, dtype=found[-1].dtype)))
            if op.inplace_variant and not named.get("inplace") and found[0].dtype == dtype:
                found.append(op.inplace_variant(x.clone(), *rest, **named))
    return found


def test_every_sample_of_torch_is_here():
    assert set(samples()) == set(NAMES)


@EVERY
def test_results_are_those_of_torch(op):
    for dtype in TYPES:
        if op.supports_dtype(dtype, "cpu"):
            torch.manual_seed(0)
            theirs = results(op, dtype)
            replaced()
            torch.manual_seed(0)
            for one, other in zip(results(op, dtype), theirs, strict=True):
                same(one, other)
            module.restore()


def refusal(call):
    try:
        call()
    except Exception as error:  # C++ raises a RuntimeError only; torch a NotImplementedError, which is one
        return isinstance(error, RuntimeError), str(error)
    return None


@EVERY
def test_types_that_torch_refuses_are_refused_in_its_words(op):
    x = {dtype: torch.ones(3, dtype=dtype) for dtype in TYPES if not op.supports_dtype(dtype, "cpu")}
    theirs = {dtype: refusal(lambda given=given: op(given)) for dtype, given in x.items()}
    replaced()
    assert theirs == {dtype: refusal(lambda given=given: op(given)) for dtype, given in x.items()}


@EVERY
def test_wrong_arguments_are_refused_in_torchs_words(op):
    from torch.testing._internal.opinfo.core import SampleInput

    if op.error_inputs_func is None:
        wrong = (
            [SampleInput(torch.ones(3), kwargs={"out": torch.empty(3, dtype=torch.int64)})] if op.supports_out else []
        )
    else:
        wrong = [error.sample_input for error in op.error_inputs("cpu")]

    def refusals():
        return [refusal(lambda s=sample: op(s.input, *s.args, **s.kwargs)) for sample in wrong]

    theirs = refusals()
    replaced()
    assert theirs == refusals()


@EVERY
@pytest.mark.parametrize("ours", [False, True], ids=["torch", "actlab"])
def test_first_and_second_derivatives(op, ours):
    if ours:
        replaced(tuple(aten.TYPES))  # float64 too, where it is torch's by default
    for sample in op.sample_inputs("cpu", torch.float64, requires_grad=True):
        x, rest, named = arguments(sample)

        def function(x, rest=rest, named=named):
            return op(x, *rest, **named)

        assert gradcheck(function, x, check_batched_grad=True, check_forward_ad=op.supports_forward_ad)
        if x.numel() <= 32:  # the others are as many numbers of the same kind, and take a minute
            assert gradgradcheck(function, x)


def test_samples_tell_a_wrong_function_from_the_right_one():
    op = samples()["mish"]
    theirs = results(op, torch.float32)
    library = torch.library.Library("aten", "IMPL")
    library.impl("mish", torch.ops.aten.silu.default, "CPU", allow_override=True)
    try:
        pairs = list(zip(results(op, torch.float32), theirs, strict=True))
        with pytest.raises(AssertionError, match="not close"):
            [same(*pair) for pair in pairs]
    finally:
        library._destroy()
