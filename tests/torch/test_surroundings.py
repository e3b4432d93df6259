"""Functions in what torch puts around them: fake tensors, tracers, distributed tensors, compiled autograd, exports."""

from functools import partial

import pytest

from actlab import functional, nn
from actlab.errors import BadType, BadValue

torch = pytest.importorskip("torch")

from functorch.compile import aot_module, nop  # noqa: E402  # only where torch is
from torch._dynamo import compiled_autograd  # noqa: E402
from torch._subclasses.fake_tensor import FakeTensorMode  # noqa: E402
from torch.fx.experimental.proxy_tensor import make_fx  # noqa: E402

# torch's compiler and export load old things inside
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")

X = torch.linspace(-3, 3, 12).view(4, 3)


def test_a_learned_number_in_tensors_without_data() -> None:
    with FakeTensorMode():
        assert nn.PReLU(learnable=True)(torch.empty(4, 3)).shape == (4, 3)
    module = nn.Swish(beta=1.5, learnable=True)
    torch.testing.assert_close(aot_module(module, nop)(X), module(X))


@pytest.mark.parametrize("mode", ["real", "fake", "symbolic"])
def test_a_traced_number_is_not_baked_in(mode: str) -> None:
    call = lambda x, beta: functional.swish(x, beta=beta)  # noqa: E731
    graph = make_fx(call, tracing_mode=mode)(X, torch.tensor(1.3))
    torch.testing.assert_close(graph(X, torch.tensor(3.0)), functional.swish(X, beta=3.0))


@pytest.mark.parametrize(
    "call",
    [
        functional.mish,
        partial(functional.swish, beta=2.0),
        nn.Swish(learnable=True),
        functional.swiglu,
        nn.Mish(saves="byte"),
    ],
)
def test_compiled_autograd(call) -> None:
    x = torch.linspace(-3, 3, 6, requires_grad=True)
    result = call(x).sum()
    (wanted,) = torch.autograd.grad(result, x, retain_graph=True)
    with compiled_autograd._enable(torch.compile(backend="aot_eager")):
        torch.testing.assert_close(torch.autograd.grad(result, x)[0], wanted)


@pytest.mark.parametrize(("name", "numbers"), [("mish", {}), ("leaky_relu", {"slope": 0.2})])
def test_a_function_alone_is_compiled_after_a_first_call_too(name: str, numbers: dict[str, float]) -> None:
    call = getattr(functional, name)
    wanted = call(X, **numbers)
    torch._dynamo.reset()
    torch.testing.assert_close(torch.compile(call, backend="aot_eager", fullgraph=True)(X, **numbers), wanted)


class _Batched(torch.nn.Module):
    def forward(self, x: "torch.Tensor") -> "torch.Tensor":
        return torch.vmap(lambda row: functional.swish(functional.mish(row), beta=2.0))(x)


def test_an_exported_vmap_is_plain_torch_after_a_first_call_too() -> None:
    wanted = functional.swish(functional.mish(X), beta=2.0)
    program = torch.export.export(_Batched(), (X,))
    assert not [node for node in program.graph.nodes if "actlab" in str(node.target)]
    torch.testing.assert_close(program.module()(X), wanted)


class _OfItsSize(torch.nn.Module):
    def forward(self, x: "torch.Tensor") -> "torch.Tensor":
        return functional.leaky_relu(x, slope=1 / x.shape[0])


def test_a_number_that_depends_on_a_dynamic_size() -> None:
    program = torch.export.export(_OfItsSize(), (X,), dynamic_shapes=({0: torch.export.Dim("rows", min=2)},))
    longer = torch.cat([X, X])
    torch.testing.assert_close(program.module()(longer), functional.leaky_relu(longer, slope=1 / 8))


def test_a_changing_number_out_of_its_bounds_is_refused_in_a_graph() -> None:
    compiled = torch.compile(lambda x, slope: functional.leaky_relu(x, slope=slope), backend="aot_eager")
    for slope in (0.1, 0.2, 0.3):
        compiled(X, slope)
    with pytest.raises(BadValue, match=r"'slope' must lie in \[0, 1\], got 3"):
        compiled(X, 3.0)


class _InPlace(torch.nn.Module):
    def forward(self, x: "torch.Tensor") -> "torch.Tensor":
        functional.identity(x).add_(1)
        return x * 1


def test_the_identity_is_a_tensor_of_its_own() -> None:
    assert torch.equal(torch.export.export(_InPlace(), (X,)).module()(X.clone()), X)


def test_the_result_has_the_shape_of_the_input() -> None:
    call = lambda x, beta: functional.swish(x, beta=beta)  # noqa: E731
    for x, beta in ((X, torch.ones(1, 1, 1)), (torch.tensor(-1.0), torch.ones(1))):
        for each in (call, torch.compile(call, backend="aot_eager")):
            assert each(x, beta).shape == x.shape
    for x, beta in ((X, torch.ones(2, 1, 1)), (X[:, :1], torch.ones(3))):
        with pytest.raises(BadValue, match="a shape that broadcasts to it"):
            call(x, beta)


@pytest.mark.parametrize("beta", [[1.0], torch.tensor(1 + 2j), torch.tensor([1j, 1.0, 1.0])])
def test_what_is_no_number_is_refused_after_a_first_call_too(beta) -> None:
    functional.swish(X, beta=2.0)
    with pytest.raises(BadType, match="'beta' expects a number"):
        functional.swish(X, beta=beta)


def test_tensors_that_are_shared_among_processes() -> None:
    from torch import distributed
    from torch.distributed.tensor import Shard, distribute_tensor, init_device_mesh

    distributed.init_process_group("gloo", store=distributed.HashStore(), rank=0, world_size=1)
    try:
        mesh = init_device_mesh("cpu", (1,))
        shared = distribute_tensor(X, mesh, [Shard(0)]).requires_grad_()
        for call in (functional.mish, functional.relu, lambda x: functional.swiglu(x, x)):
            x = X.clone().requires_grad_()
            torch.testing.assert_close(call(shared).full_tensor(), call(x))
            (slopes,), (wanted,) = (torch.autograd.grad(call(each).sum(), each) for each in (shared, x))
            torch.testing.assert_close(slopes.full_tensor(), wanted)
    finally:
        distributed.destroy_process_group()
