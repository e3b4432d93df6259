"""Random calls of what accelerate() replaces, against torch: shapes, strides, types, views that overlap, out=.

``make fuzz-kernels`` makes 20,000 of them; the suite a few hundred, others for another number in ``ACTLAB_FUZZ``.
"""

import os
import random
from functools import partial

import pytest
import torch

from actlab.torch import accelerate as module
from actlab.torch import aten

CALLS = int(os.environ.get("ACTLAB_FUZZ", "400"))
TYPES = (torch.float32,) * 4 + (torch.float64, torch.bfloat16, torch.float16, torch.complex64, torch.int64)
SPECIAL = (0.0, -0.0, torch.inf, -torch.inf, torch.nan, 1e-40, 100.0, -100.0)
# Of the type's spacing, and absolute: torch's GELU is wrong by 5.3e-7, its backward of Mish by 1e-6.
RELATIVE, ABSOLUTE = 8, {torch.float32: 2e-6, torch.float64: 1e-14, torch.bfloat16: 0.02, torch.float16: 0.003}

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # an output was resized


@pytest.fixture(autouse=True, scope="module")
def _accelerated():
    module.accelerate(*aten.functions())
    yield
    module.restore()


class Memory:
    """One piece of memory and the views of it that a call gets; made twice from one seed, it is the same twice."""

    def __init__(self, seed, name):
        self.random = random.Random(seed)
        self.numbers = torch.Generator().manual_seed(seed)
        self.dtype = self.random.choice(TYPES)
        self.bases = []
        self.arguments, self.named = self.call(name)

    def tensors(self):
        return [each for each in (*self.arguments, *self.named.values()) if isinstance(each, torch.Tensor)]

    def call(self, name):
        choose, tensors, arguments, named = self.random.choice, [], [], {}
        shape = self.shape()
        for argument in aten.schema_of(name).arguments:
            if argument.is_out:
                named[argument.name] = self.out(tensors[-1])
            elif str(argument.type) == "Tensor":
                tensors.append(self.view(shape, self.dtype))
                arguments.append(tensors[-1])
            elif argument.name == "approximate":
                named[argument.name] = choose(("none", "tanh"))
            elif argument.name == "is_result":
                arguments.append(False)
            else:
                numbers = {"threshold": (20, 20.0, 30, 1), "beta": (1, 1.0, 0.5, 2)}
                arguments.append(choose(numbers.get(argument.name, (1, 1, 1.0, 0.5))))
        return arguments, named

    def shape(self):
        if self.random.random() < 0.03:
            return (self.random.choice((32768, 40_000, 70_001)),)
        return tuple(self.random.choice((0, 1, 1, 2, 3, 4, 5, 8, 17)) for _ in range(self.random.randrange(5)))

    def fresh(self, count, dtype):
        numbers = torch.randn(count, generator=self.numbers, dtype=torch.float64) * 4
        if count and self.random.random() < 0.3:
            numbers[self.random.randrange(count)] = self.random.choice(SPECIAL)
        if not dtype.is_floating_point and not dtype.is_complex:
            numbers = numbers.nan_to_num(0, 3, -3)
        self.bases.append(numbers.to(dtype))
        return self.bases[-1]

    def view(self, shape, dtype, expanded=0.1):
        """A tensor of ``shape`` with any order of dimensions, gaps, an offset, perhaps one number many times."""
        order = list(range(len(shape)))
        self.random.shuffle(order)
        steps, strides, at = [self.random.choice((1, 1, 1, 2, 3)) for _ in shape], [0] * len(shape), 1
        for dimension in order:
            strides[dimension] = at * steps[dimension]
            at *= max(1, shape[dimension] * steps[dimension])
            if self.random.random() < expanded:
                strides[dimension] = 0
        offset = self.random.choice((0, 0, 1, 5))
        return self.fresh(at + offset, dtype).as_strided(shape, strides, offset)

    def out(self, x):
        kind, shape = self.random.randrange(8), tuple(x.shape)
        if kind == 0:
            return torch.empty(0, dtype=self.dtype)
        if kind == 1:
            return self.view(shape, self.random.choice(TYPES))
        if kind == 2:
            return x
        if kind == 3:
            return torch.empty_like(x)
        if kind == 4 and x.numel():  # beside x, between its elements where there are gaps
            base = self.bases[-1]
            return base.as_strided(shape, x.stride(), max(0, base.numel() - 1 - _reach(x)))
        return self.view(shape, self.dtype, expanded=0.02)


def _reach(x):
    return sum((size - 1) * stride for size, stride in zip(x.shape, x.stride(), strict=True))


def outcome(function, memory):
    try:
        return function(*memory.arguments, **memory.named), None
    except Exception as error:
        return None, str(error)


def close(ours, theirs, far, inputs):
    """Whether two results agree; where x is infinite, or beyond every exponential, torch may have a NaN for a limit.

    A result in ``out=`` of a wider type has the digits of its inputs.
    """
    kinds = [each.dtype for each in (ours, *inputs) if each.dtype in ABSOLUTE]
    kind = max(kinds, key=ABSOLUTE.get, default=torch.float32)
    one, other = (y.real.double() if y.dtype.is_complex else y.double() for y in (ours, theirs))
    near = (one - other).abs() <= RELATIVE * torch.finfo(kind).eps * other.abs() + ABSOLUTE[kind]
    return bool((near | (one == other) | (one.isnan() & other.isnan()) | far).all())


def compare(seed, replaced=None):
    """One call by torch's kernel and by what replaces it: the result, the memory around it, or the refusal."""
    name = name_of(seed)
    base, _, overload = name.partition(".")
    ours = replaced or getattr(getattr(torch.ops.aten, base), overload or "default")
    one, other = Memory(seed, name), Memory(seed, name)
    inputs = [tensor.clone() for tensor in one.arguments if isinstance(tensor, torch.Tensor)]
    where = f"{name}, seed {seed}: {[(tuple(t.shape), t.stride(), t.dtype) for t in one.tensors()]}"
    (mine, mistake), (right, refusal) = outcome(ours, one), outcome(aten.hold(name), other)
    assert mistake == refusal, where
    if refusal is not None:
        return refusal
    assert (mine.dtype, mine.shape) == (right.dtype, right.shape), where
    # Ours has the order of x, torch's that of the gradient where the two differ.
    assert strides(mine) == strides(right) or len(inputs) == 2, where
    far = _far(inputs, mine)
    # In float64 on memory of its own: where input and output overlap, torch's result depends on the order of its loops,
    # and its GELU of a few float16 numbers gives -inf now and then.
    agrees = partial(close, mine, far=far, inputs=inputs)
    assert agrees(right) or agrees(apart(name, seed).to(mine.dtype)), where
    for mine_after, right_after in zip(one.bases, other.bases, strict=True):
        if mine_after.untyped_storage().data_ptr() != mine.untyped_storage().data_ptr():
            assert torch.equal(mine_after.nan_to_num(), right_after.nan_to_num()), where
        else:
            untouched = torch.ones(mine_after.shape, dtype=torch.bool)
            untouched.as_strided(mine.shape, mine.stride(), mine.storage_offset()).fill_(False)
            assert torch.equal(mine_after[untouched].nan_to_num(), right_after[untouched].nan_to_num()), where
    return None


def apart(name, seed):
    memory = Memory(seed, name)
    arguments = [t.double() if isinstance(t, torch.Tensor) and t.is_floating_point() else t for t in memory.arguments]
    named = {key: value for key, value in memory.named.items() if not isinstance(value, torch.Tensor)}
    return aten.hold(name.partition(".")[0].removesuffix("_") if name.endswith("_") else name.partition(".")[0])(
        *arguments, **named
    )


def strides(tensor):
    return [stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True) if size > 1]


def _far(inputs, like):
    far = torch.zeros(like.shape, dtype=torch.bool)
    for x in inputs:
        if x.dtype.is_floating_point and x.shape == like.shape:
            far |= x.isinf() | x.isnan() | (x.abs() > 80)
    return far


def name_of(seed):
    return random.Random(seed).choice([name for function in aten.functions().values() for name in function.operators])


def test_random_calls_are_those_of_torch():
    refused = [compare(seed) for seed in range(CALLS)]
    assert any("single memory location" in (refusal or "") for refusal in refused)
    assert sum(refusal is None for refusal in refused) > CALLS / 2


def test_a_wrong_kernel_is_refused():
    def shifted(*arguments, **named):
        y = torch.ops.torch_own.silu(*arguments, **named)
        return y + 1e-3 if y.dtype == torch.float32 else y

    seeds = [seed for seed in range(4000) if name_of(seed) == "silu"][:60]
    with pytest.raises(AssertionError, match="silu, seed"):
        [compare(seed, shifted) for seed in seeds]
