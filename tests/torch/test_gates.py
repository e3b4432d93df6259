"""Gates on tensors: layouts, derivatives, what is kept for backward, modules, and what is refused."""

import copy

import pytest

import actlab
from actlab.define import gates
from actlab.errors import BadType, BadValue, UnknownName

torch = pytest.importorskip("torch")
F = torch.nn.functional
EVERY = pytest.mark.parametrize("name", gates())


def numbers(*shape: int) -> "torch.Tensor":
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(7)) * 3


def test_glu_is_torchs() -> None:
    x = numbers(4, 6, 8)
    for dim in (-1, 1, 0):
        torch.testing.assert_close(actlab.functional.glu(x, dim=dim), F.glu(x, dim))


def test_layouts_and_halves() -> None:
    x = numbers(3, 8)
    one, other = x.chunk(2, -1)
    want = F.silu(one) * other
    interleaved = torch.stack((one, other), -1).flatten(-2)
    swiglu = actlab.functional.swiglu
    for got in (
        swiglu(x),
        swiglu(x.T.contiguous(), dim=0).T,
        swiglu(one, other),
        swiglu(interleaved, layout="interleaved"),
        swiglu(torch.cat((other, one), -1), gate="second"),
        actlab.nn.SwiGLU()(x),
        actlab.nn.SwiGLU(layout="interleaved")(interleaved),
        actlab.nn.SwiGLU()(one, other),
    ):
        torch.testing.assert_close(got, want)
    assert swiglu(numbers(3, 0)).shape == (3, 0)


def of_gpt_oss(x: "torch.Tensor") -> "torch.Tensor":
    gate, up = x[..., ::2].clamp(max=7.0), x[..., 1::2].clamp(-7.0, 7.0)
    return (up + 1) * gate * torch.sigmoid(1.702 * gate)


def test_swiglu_oai_is_that_of_gpt_oss_with_the_slopes_at_its_clamps() -> None:
    x = torch.cat((numbers(200) * 3, torch.tensor([7.0, 7.0, -7.0, -7.0, 7.0, -7.0]))).requires_grad_()
    for gate in (actlab.nn.SwiGLUOAI(), actlab.nn.SwiGLU(limit=7, alpha=1.702, plus=1, layout="interleaved")):
        got, want = gate(x), of_gpt_oss(x)
        torch.testing.assert_close(got, want)
        for found, right in zip(*(torch.autograd.grad(y.sum(), x) for y in (got, want)), strict=True):
            torch.testing.assert_close(found, right)


@EVERY
@pytest.mark.parametrize("layout", ["halves", "interleaved", "two tensors"])
def test_derivatives_of_every_order(name: str, layout: str) -> None:
    function = getattr(actlab.functional, name)
    given = [numbers(4, 6).requires_grad_()]
    if layout == "two tensors":
        given = [part.contiguous().detach().requires_grad_() for part in given[0].chunk(2, -1)]
        call = function
    else:
        call = lambda x: function(x, layout=layout)  # noqa: E731
    assert torch.autograd.gradcheck(call, given)
    if name != "reglu":  # its second derivatives are 0 and 1, which finite differences across 0 do not see
        assert torch.autograd.gradgradcheck(call, given)


@EVERY
@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")  # torch's own, for jvp
def test_transforms_of_torch_give_the_same(name: str) -> None:
    function = getattr(actlab.functional, name)
    x, direction = numbers(5, 6), torch.ones(5, 6, dtype=torch.float64)
    torch.testing.assert_close(torch.func.vmap(function)(x), function(x))
    given = x.clone().requires_grad_()
    gradient = torch.autograd.grad(function(given).sum(), given)[0]
    torch.testing.assert_close(torch.func.grad(lambda z: function(z).sum())(x), gradient)
    _, tangent = torch.func.jvp(function, (x,), (direction,))
    torch.testing.assert_close(tangent.sum(), gradient.sum())


INPUTS = [lambda x: (x, x), lambda x: (x, 2 * x), lambda x: (3 * x, x), lambda x: (torch.cat([x, x * x]),)]


@pytest.mark.parametrize("inputs", INPUTS)
def test_inputs_that_depend_on_each_other(inputs) -> None:
    x = numbers(4).requires_grad_()
    plain = inputs(x) if len(inputs(x)) == 2 else inputs(x)[0].chunk(2)
    (wanted,) = torch.autograd.grad((F.silu(plain[0]) * plain[1]).sum(), x, create_graph=True)
    for graph in (False, True):
        (got,) = torch.autograd.grad(actlab.functional.swiglu(*inputs(x)).sum(), x, create_graph=graph)
        torch.testing.assert_close(got, wanted)
    torch.testing.assert_close(*(torch.autograd.grad(gradient.sum(), x)[0] for gradient in (got, wanted)))


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_a_script_is_told_what_to_use_instead() -> None:
    def call(x: torch.Tensor) -> torch.Tensor:
        return swiglu(x)

    swiglu = actlab.functional.swiglu
    for what in (call, actlab.nn.SwiGLU(), actlab.nn.GatedMLP(4, 4)):
        with pytest.raises(BadValue, match=r"torch.jit.script cannot read \w+; use torch.jit.trace"):
            torch.jit.script(what)


def kept(call, *given: "torch.Tensor") -> int:
    """Bytes that torch keeps for backward, a storage counted once."""
    storages = {}

    def pack(tensor: "torch.Tensor") -> "torch.Tensor":
        storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        call(*given)
    return sum(storages.values())


@EVERY
def test_backward_keeps_the_inputs_and_nothing_else(name: str) -> None:
    x = torch.randn(64, 32, requires_grad=True)
    assert kept(getattr(actlab.functional, name), x) == x.nbytes
    assert kept(of_gpt_oss, x) > 2 * x.nbytes  # the check sees what torch keeps


def test_kept_inputs_are_not_written_to() -> None:
    x = numbers(3, 8).requires_grad_()
    y = actlab.functional.swiglu(x)
    before = x.detach().clone()
    y.sum().backward(retain_graph=True)
    first = x.grad.clone()
    y.sum().backward()
    assert torch.equal(x.detach(), before)
    assert torch.equal(x.grad, 2 * first)


@pytest.mark.parametrize("gate", ["swiglu", "swiglu_oai", "geglu:plus=1"])
def test_the_block(gate: str) -> None:
    block = actlab.nn.GatedMLP(6, 10, gate=gate, bias=True)
    x = torch.randn(4, 6)
    want = block.down(actlab.torch.gates.apply(gate, block.up(x)))
    torch.testing.assert_close(block(x), want)
    assert block.up.weight.shape == (20, 6)
    again = copy.deepcopy(block)
    again.load_state_dict(block.state_dict())
    assert torch.equal(again(x), block(x))


def test_modules_say_what_differs_from_the_record() -> None:
    assert repr(actlab.nn.SwiGLU()) == "SwiGLU()"
    assert repr(actlab.nn.SwiGLU(limit=7, dim=1)) == "SwiGLU(dim=1, limit=7.0)"
    module = actlab.nn.SwiGLU(layout="interleaved", gate="second", limit=7)
    assert repr(module) == "SwiGLU(limit=7.0, layout='interleaved', gate='second')"
    assert repr(eval(repr(module), {"SwiGLU": actlab.nn.SwiGLU})) == repr(module)
    assert "GatedMLP" in dir(actlab.nn)
    assert {"SwiGLU", "GEGLUQuick", "SiTUGLU"} <= set(dir(actlab.nn))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda f: f(torch.zeros(2, 3)), BadValue, r"expected an even number of elements there, got 3"),
        (lambda f: f(torch.zeros(())), BadValue, "expected an even number of elements there, got none"),
        (lambda f: f(torch.zeros(2), torch.zeros(3)), BadValue, r"one shape, got \(2,\) and \(3,\)"),
        (
            lambda f: f(torch.zeros(2), torch.zeros(2).double()),
            BadType,
            "one type, got torch.float32 and torch.float64",
        ),
        (lambda f: f(torch.zeros(2, dtype=torch.int32)), BadType, "a tensor of a float type, got torch.int32"),
        (lambda f: f(torch.zeros(2), torch.zeros(2, device="meta")), BadValue, "on one device, got cpu and meta"),
        (
            lambda f: f(torch.zeros(2, 4), dim=2),
            BadValue,
            r"dimension 2, which an input of shape \(2, 4\) does not have",
        ),
        (lambda f: f(torch.zeros(2), layout="halfs"), UnknownName, "Did you mean 'halves'"),
        (lambda f: f(torch.zeros(2), layout=None), BadType, "layout expects one of halves, interleaved, got None"),
        (lambda f: f(torch.zeros(2), gate=""), UnknownName, "unknown gate ''"),
        (lambda f: f(torch.zeros(2), limit=-1), BadValue, r"must lie in \[0, inf\]"),
        (lambda f: f(torch.zeros(2), limits=1), UnknownName, "Did you mean 'limit'"),
    ],
)
def test_what_is_refused(call, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        call(actlab.functional.swiglu)
