"""The modules and functions for torch behave as torch's own do."""

import copy
import pickle

import numpy as np
import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.autograd import gradcheck, gradgradcheck

import actlab
from actlab import functional, nn
from actlab.errors import ActlabError, BadValue

TWINS = [  # ours, torch's own, with the same arguments in both conventions
    (lambda: nn.ReLU(), torch.nn.ReLU()),
    (lambda: nn.LeakyReLU(slope=0.05), torch.nn.LeakyReLU(0.05)),
    (lambda: nn.ELU(alpha=1.5), torch.nn.ELU(1.5)),
    (lambda: nn.GELU(), torch.nn.GELU()),
    (lambda: nn.Sigmoid(), torch.nn.Sigmoid()),
    (lambda: nn.Tanh(), torch.nn.Tanh()),
    (lambda: nn.Softplus(), torch.nn.Softplus(threshold=100)),
    (lambda: nn.SiLU(), torch.nn.SiLU()),
    (lambda: nn.Mish(), torch.nn.Mish()),
    (lambda: nn.HardSwish(), torch.nn.Hardswish()),
    (lambda: nn.SELU(), torch.nn.SELU()),
]
EPS = torch.finfo(torch.float64).eps
# torch.jit and forward mode are old inside
TORCHS_OWN = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.mark.parametrize(("make", "twin"), TWINS, ids=[type(twin).__name__ for _, twin in TWINS])
def test_value_and_gradient_equal_those_of_torch(make, twin) -> None:
    x = torch.linspace(-12, 12, 4001, dtype=torch.float64)  # holds 0, where ReLU's slope must be 0
    ours, theirs = x.clone().requires_grad_(), x.clone().requires_grad_()
    value, wanted = make()(ours), twin(theirs)
    value.sum().backward()
    wanted.sum().backward()
    # Two float64 evaluations of a few operations each: 16 units in the last place of numbers up to 12.
    torch.testing.assert_close(value, wanted, rtol=16 * EPS, atol=16 * EPS)
    torch.testing.assert_close(ours.grad, theirs.grad, rtol=16 * EPS, atol=16 * EPS)


def test_the_comparison_refuses_a_sibling() -> None:
    x = torch.linspace(-12, 12, 401, dtype=torch.float64)
    with pytest.raises(AssertionError, match="not close"):
        torch.testing.assert_close(nn.Swish()(x), torch.nn.Mish()(x), rtol=16 * EPS, atol=16 * EPS)


def away_from_kinks(record: actlab.Activation) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    x = 3 * torch.randn(20, dtype=torch.float64, generator=generator)
    return x[(x.abs() > 0.01) & ((x.abs() - 3).abs() > 0.01)].requires_grad_() if record.kinks else x.requires_grad_()


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")  # torch's forward mode does
@pytest.mark.parametrize("name", actlab.names())
def test_first_and_second_derivatives_by_input_and_parameters(name: str) -> None:
    record = actlab.record(name)
    x = away_from_kinks(record)
    parameters = [torch.tensor(p.default, dtype=torch.float64, requires_grad=True) for p in record.parameters]

    def function(x: torch.Tensor, *values: torch.Tensor) -> torch.Tensor:
        given = {parameter.name: value for parameter, value in zip(record.parameters, values, strict=True)}
        return getattr(functional, name)(x, **given)

    assert gradcheck(function, (x, *parameters), check_forward_ad=True)
    assert gradgradcheck(function, (x, *parameters))


def test_third_derivatives_come_from_torch_itself() -> None:
    x = torch.tensor([-2.0, 0.5, 3.0], dtype=torch.float64, requires_grad=True)
    result = functional.mish(x)
    for _ in range(3):
        (result,) = torch.autograd.grad(result.sum(), x, create_graph=True)
    step = 1e-4
    second = [actlab.derivative("mish", (x + sign * step).detach().numpy(), "x", "x") for sign in (-1, 1)]
    torch.testing.assert_close(
        result.detach(), torch.from_numpy((second[1] - second[0]) / (2 * step)), rtol=1e-6, atol=0
    )


def test_vmap_and_func_grad() -> None:
    x = torch.linspace(-3, 3, 7, dtype=torch.float64)
    slopes = torch.func.vmap(torch.func.grad(functional.mish))(x)
    # Absolute: at x = -1 the slope is near its zero, 0.06, and its two terms are rounded at 0.3.
    torch.testing.assert_close(slopes, torch.from_numpy(actlab.slope("mish", x.numpy())), rtol=8 * EPS, atol=EPS)


@pytest.mark.parametrize("name", actlab.names())
def test_a_gradient_never_touches_what_was_given(name: str) -> None:
    x = torch.linspace(-4, 4, 9, requires_grad=True)
    before = x.detach().clone()
    getattr(functional, name)(x).sum().backward()
    assert torch.equal(x.detach(), before)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("name", actlab.names())
def test_type_shape_and_specials(name: str, dtype: torch.dtype) -> None:
    x = torch.tensor([[-torch.inf, -1.0, 0.0], [1.0, torch.inf, torch.nan]], dtype=dtype)
    y = getattr(functional, name)(x)
    assert (y.dtype, y.shape) == (x.dtype, x.shape)
    assert torch.isnan(y[1, 2])
    if "cos" not in actlab.record(name).formula:  # an oscillation has no limit at infinity
        assert not torch.isnan(y[:, :2]).any()


def test_reduced_types_are_rounded_once_from_float32() -> None:
    x = torch.arange(-(2**15), 2**15, dtype=torch.int16).view(torch.bfloat16)
    x = x[torch.isfinite(x)]
    assert torch.equal(functional.mish(x), functional.mish(x.float()).bfloat16())


@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3), (2, 3, 4, 5)])
def test_any_shape(shape: tuple[int, ...]) -> None:
    x = torch.ones(shape, requires_grad=True)
    y = nn.Mish()(x)
    y.sum().backward()
    assert y.shape == x.grad.shape == shape


def test_extra_repr_shows_parameters() -> None:
    assert repr(nn.Mish()) == "Mish()"
    assert repr(nn.LeakyReLU(slope=0.05)) == "LeakyReLU(slope=0.05)"
    assert repr(nn.Swish(beta=2.0, learnable=True)) == "Swish(beta=2, learnable=True)"


def test_parameters_without_numbers_are_shown() -> None:
    for device in (torch.device("meta"), FakeTensorMode()):
        with device:
            assert repr(nn.PReLU(learnable=True, channels=3)) == "PReLU(slope=..., learnable=True, channels=3)"
            assert repr(nn.Swish(learnable=True)) == "Swish(beta=..., learnable=True)"
            assert repr(nn.Swish(beta=2)) == "Swish(beta=2)"


def test_learnable_parameters_train_and_are_in_the_state_dict() -> None:
    swish = nn.Swish(beta=1.0, learnable=True)
    assert list(swish.state_dict()) == ["beta"]
    x = torch.linspace(-3, 3, 61)
    wanted = functional.swish(x, beta=2.0)
    stepper = torch.optim.Adam(swish.parameters(), lr=0.05)
    for _ in range(200):
        loss = (swish(x) - wanted).square().mean()
        stepper.zero_grad()
        loss.backward()
        stepper.step()
    assert swish.beta.item() == pytest.approx(2.0, rel=1e-2)
    other = nn.Swish(learnable=True)
    other.load_state_dict(swish.state_dict())
    assert torch.equal(other(x), swish(x))


def test_a_fixed_parameter_is_not_in_the_state_dict() -> None:
    assert not nn.Swish(beta=2.0).state_dict()


def test_modules_can_be_pickled_and_copied() -> None:
    swish = nn.Swish(beta=1.5, learnable=True)
    x = torch.linspace(-3, 3, 7)
    for twin in (pickle.loads(pickle.dumps(swish)), copy.deepcopy(swish)):
        assert torch.equal(twin(x), swish(x))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # inside torch.compile
def test_a_compiled_module_can_be_pickled_as_those_of_torch() -> None:
    leaky, x = nn.LeakyReLU(slope=0.2), torch.tensor([-1.0, 2.0])
    leaky.compile(backend="eager")
    assert torch.equal(leaky(x), pickle.loads(pickle.dumps(leaky))(x))


def test_a_parameter_that_is_set_counts_from_the_next_call_on() -> None:
    """A module keeps the function of its numbers from its first call."""
    leaky, x = nn.LeakyReLU(slope=0.2), torch.tensor([-1.0, 2.0])
    assert torch.equal(leaky(x), torch.tensor([-0.2, 2.0]))
    for twin in (leaky, copy.deepcopy(leaky), pickle.loads(pickle.dumps(leaky))):
        for slope in (0.5, 0.2, 0.01, 1, np.float64(0.1), torch.tensor(3.0), 0.25):
            twin.slope = slope
            for _ in range(2):
                assert torch.equal(twin(x), torch.tensor([-float(slope), 2.0]))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5.0, r"'slope' must lie in \[0, 1\], got 5"),
        (5, r"'slope' must lie in \[0, 1\], got 5"),
        (float("inf"), "slope"),
        ("a", "'slope' expects a number, got 'a'"),
        (None, "'slope' expects a number, got None"),
        (True, "'slope' expects a number, got True"),
        ([0.1], r"'slope' expects a number, got \[0.1\]"),
    ],
    ids=repr,
)
def test_what_is_no_such_parameter_is_refused_when_it_is_set(value, message: str) -> None:
    leaky, x = nn.LeakyReLU(slope=0.2), torch.tensor([-1.0, 2.0])
    for _ in range(2):
        with pytest.raises(ActlabError, match=message):
            leaky.slope = value
        assert torch.equal(leaky(x), torch.tensor([-0.2, 2.0]))


@pytest.mark.parametrize("register", ["register_parameter", "register_buffer"])
def test_a_number_that_becomes_a_tensor_counts_from_the_next_call_on(register: str) -> None:
    swish, x = nn.Swish(beta=2.0), torch.randn(4)
    assert torch.equal(swish(x), functional.swish(x, beta=2.0))
    del swish.beta
    getattr(swish, register)("beta", torch.nn.Parameter(torch.tensor(5.0)))
    torch.testing.assert_close(swish(x), functional.swish(x, beta=5.0))
    assert swish(x).requires_grad
    swish.beta = torch.nn.Parameter(torch.ones(3))
    for shape in ((4, 5), (4, 1)):
        with pytest.raises(ActlabError, match=r"'beta' of shape \(3,\) does not fit an input of shape \(4, "):
            swish(torch.randn(shape))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # inside torch.compile
def test_a_module_is_compiled_with_the_numbers_it_has() -> None:
    leaky, x = nn.LeakyReLU(slope=0.2), torch.tensor([-1.0, 2.0])
    compiled = torch.compile(leaky, backend="eager", fullgraph=True)
    for slope in (0.2, 0.5):
        leaky.slope = slope
        assert torch.equal(compiled(x), torch.tensor([-slope, 2.0]))
        assert torch.equal(leaky(x), compiled(x))
        assert torch.equal(compiled(x), torch.tensor([-slope, 2.0]))


def test_an_integer_for_a_parameter_is_no_float_of_before() -> None:
    x = torch.tensor([-1.0, 2.0])
    for slope in (1.0, 1):
        assert torch.equal(functional.leaky_relu(x, slope=slope), x)
    with pytest.raises(ActlabError, match="slope"):
        functional.leaky_relu(x, slope=True)


def test_modules_by_name() -> None:
    assert repr(nn.module("leaky_relu:slope=0.05")) == "LeakyReLU(slope=0.05)"
    assert set(dir(nn)) >= {"Mish", "SiLU", "Swish"}


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors:UserWarning")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.ReLU(learnable=True), "ReLU has no learnable parameter"),
        (lambda: nn.ELU(alpha=-1.0), r"'alpha' must lie in \[0, inf\], got -1"),
        (lambda: nn.Swish(gamma=1.0), "unknown parameter of swish 'gamma'.*Known: beta"),
        (lambda: nn.Mish(beta=1.0), "mish has no parameters, got 'beta'"),
        (
            lambda: functional.mish(torch.ones(2, dtype=torch.int64)),
            "expected a tensor of a float type, got torch.int64",
        ),
        (lambda: functional.mish([1.0]), "expected a tensor of a float type, got list"),
        (
            lambda: functional.mish(torch.ones(2).to(torch.float8_e4m3fn)),
            "got torch.float8_e4m3fn; .*bfloat16, float32 and float64 are taken",
        ),
        (
            lambda: functional.mish(torch.eye(2).to_sparse()),
            "expected a dense tensor, got .* torch.sparse_coo; .*to_dense",
        ),
        (
            lambda: nn.Swish(learnable=True)(torch.eye(2).to_sparse()),
            "expected a dense tensor, got one of layout torch.sparse_coo",
        ),
        (lambda: nn.Mish(saves="byte")([1.0]), "expected a tensor of a float type, got list"),
        (lambda: functional.gelu(torch.nested.nested_tensor([torch.ones(2)])), "make it with layout=torch.jagged"),
        (lambda: functional.swiglu(torch.eye(2).to_sparse()), "expected a dense tensor"),
        (lambda: functional.swiglu(torch.ones(2), torch.ones(2, dtype=torch.int32)), "float type, got torch.int32"),
        (lambda: functional.swish(torch.ones(2), gamma=torch.ones(())), "unknown parameter of swish 'gamma'"),
    ],
)
def test_wrong_use_is_refused(call, message: str) -> None:
    with pytest.raises(ActlabError, match=message):
        call()


IGNORE_NESTED = pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors:UserWarning")


@IGNORE_NESTED
@pytest.mark.parametrize(
    "function",
    [
        functional.mish,
        functional.swiglu,
        nn.GEGLU(layout="interleaved"),
        lambda x: functional.reglu(x, x + 1),
        nn.Swish(learnable=True),
        nn.Mish(saves="byte"),
        nn.Mish(saves="output"),
    ],
)
def test_jagged_tensors_keep_their_layout(function) -> None:
    parts = [torch.randn(2, 4, requires_grad=True), torch.randn(3, 4, requires_grad=True)]
    x = torch.nested.nested_tensor(parts, layout=torch.jagged, requires_grad=True)
    y = function(x)
    assert y.layout is torch.jagged
    y.values().sum().backward()
    for found, slope, part in zip(y.unbind(), x.grad.unbind(), parts, strict=True):
        right = function(part)
        right.sum().backward()
        torch.testing.assert_close(found, right, rtol=0, atol=0)
        torch.testing.assert_close(slope, part.grad, rtol=0, atol=0)
    if isinstance(function, nn.Swish):
        assert function.beta.grad is not None


@IGNORE_NESTED
def test_a_gate_does_not_halve_lengths_that_differ() -> None:
    x = torch.nested.nested_tensor([torch.randn(2, 4), torch.randn(3, 4)], layout=torch.jagged)
    for dim in (0, 1, -2):
        with pytest.raises(BadValue, match=f"halves a dimension in which all have one size, got {dim}"):
            functional.glu(x, dim=dim)
    row = torch.nested.nested_tensor([torch.randn(2), torch.randn(3)], layout=torch.jagged)
    torch.testing.assert_close(functional.glu(row, row).values(), functional.glu(row.values(), row.values()))
    turned = functional.glu(x.transpose(1, 2), dim=1)
    torch.testing.assert_close(turned.values(), functional.glu(x).transpose(1, 2).values())


def test_an_unknown_module_names_the_nearest() -> None:
    with pytest.raises(AttributeError, match="unknown module 'Mosh'. Did you mean 'Mish'"):
        nn.Mosh  # noqa: B018
    with pytest.raises(AttributeError, match="unknown activation 'mesh'. Did you mean 'mish'"):
        functional.mesh  # noqa: B018


# ---- scripts ---------------------------------------------------------------------------------------------------------


@TORCHS_OWN
@pytest.mark.parametrize("name", actlab.names())
def test_every_activation_can_be_scripted_alone_and_in_a_model(name: str) -> None:
    activation = nn.module(name)
    for model in (activation, torch.nn.Sequential(nn.module(name), torch.nn.Identity())):
        script = torch.jit.script(model)
        for dtype in (torch.float32, torch.float64, torch.bfloat16):
            x = torch.linspace(-4, 4, 15, dtype=dtype).view(3, 5).requires_grad_()
            assert torch.equal(script(x), activation(x))
            slopes = [torch.autograd.grad(call(x).sum(), x)[0] for call in (script, activation)]
            assert torch.equal(*slopes)


@TORCHS_OWN
def test_a_script_leaves_the_model_as_it_was() -> None:
    model, x = torch.nn.Sequential(nn.Mish(), torch.nn.Sequential(nn.Swish(beta=2))), torch.randn(3, 5)
    before = list(model.modules())
    script = torch.jit.script(model)
    assert [*map(id, model.modules())] == [*map(id, before)]
    assert torch.equal(pickle.loads(pickle.dumps(model))(x), script(x))
    model[1][0].beta = 0.5
    assert torch.equal(torch.jit.script(model)(x), model(x))
    assert not torch.equal(script(x), model(x))
    assert torch.equal(copy.deepcopy(model)(x), model(x))


@TORCHS_OWN
def test_a_script_calls_our_functions() -> None:
    def call(x: torch.Tensor) -> torch.Tensor:
        return golu(x) + 1

    golu, x = functional.golu, torch.randn(3, 5)
    assert torch.equal(torch.jit.script(call)(x), call(x))


@TORCHS_OWN
def test_a_learnable_activation_is_traced_and_not_scripted() -> None:
    model = torch.nn.Sequential(nn.Swish(learnable=True))
    with pytest.raises(ActlabError, match=r"cannot read Swish\(learnable=True\); use torch.jit.trace"):
        torch.jit.script(model)
    traced, x = torch.jit.trace(model, torch.zeros(3)), torch.randn(7)
    torch.testing.assert_close(traced(x), model(x))


# ---- parameters that are learned -------------------------------------------------------------------------------------

LEARNABLE = [(name, p.name) for name in actlab.names() for p in actlab.record(name).parameters if p.learnable]


def gradients(name: str, x: torch.Tensor, g: torch.Tensor, parameters: dict, **options) -> list[torch.Tensor]:
    leaf = x.clone().requires_grad_()
    tensors = {
        key: torch.tensor(value, dtype=options.get("dtype", x.dtype)).requires_grad_()
        for key, value in parameters.items()
    }
    y = getattr(functional, name)(leaf, **tensors)
    return [y, *torch.autograd.grad((y * g).sum(), [leaf, *tensors.values()])]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("name", sorted({name for name, _ in LEARNABLE}))
def test_one_kernel_gives_the_slopes_in_x_and_in_the_parameters(name: str, dtype: torch.dtype) -> None:
    record = actlab.record(name)
    learned = [p for p in record.parameters if p.learnable]
    parameters = {p.name: torch.tensor(0.75 * p.default, dtype=dtype).item() for p in learned}
    generator = torch.Generator().manual_seed(4)
    x, g = (torch.randn(3, 5, 2250, generator=generator).to(dtype) * scale for scale in (2, 1))
    got = gradients(name, x, g, parameters)
    assert "Value" in type(got[0].grad_fn).__name__
    wide = x.double().numpy()
    for at, parameter in enumerate(learned, 2):
        slopes = torch.from_numpy(actlab.derivative(name, wide, parameter.name, **parameters)) * g.double()
        # The sum is made in float64; half a unit of the parameter's own type.
        torch.testing.assert_close(
            got[at].double(), slopes.sum(), rtol=torch.finfo(dtype).eps, atol=1e-12 * slopes.abs().sum().item()
        )
    numbers = tuple(record.values_of(parameters).values())
    backward = getattr(torch.ops.actlab, f"{record.key}_backward")
    assert torch.equal(got[1], backward(g, x, *numbers))
    assert torch.equal(got[0], getattr(torch.ops.actlab, record.key)(x, *numbers))


def test_sums_over_views_and_threads_have_the_same_bits() -> None:
    x, g = torch.randn(400, 300), torch.randn(400, 300)
    wanted = gradients("swish", x, g, {"beta": 1.3})
    before = torch.get_num_threads()
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            got = gradients("swish", x, g, {"beta": 1.3})
            assert all(torch.equal(*pair) for pair in zip(got, wanted, strict=True))
    finally:
        torch.set_num_threads(before)
    both = torch.stack([x, g], -1)
    got = gradients("swish", both[..., 0], both[..., 1], {"beta": 1.3})
    assert all(torch.equal(*pair) for pair in zip(got, wanted, strict=True))


def test_a_value_for_each_channel_and_second_derivatives_take_the_formula() -> None:
    x = torch.randn(2, 3, 4, dtype=torch.float64, requires_grad=True)
    slopes = torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64).view(3, 1).requires_grad_()
    assert gradcheck(lambda x, s: functional.prelu(x, slope=s), (x, slopes))
    beta = torch.tensor(1.3, dtype=torch.float64, requires_grad=True)
    assert gradgradcheck(lambda x, b: functional.swish(x, beta=b), (x, beta))


@TORCHS_OWN
def test_a_hessian_in_x_and_in_a_parameter() -> None:
    x, beta = torch.linspace(-2, 2, 5, dtype=torch.float64), torch.tensor(1.5, dtype=torch.float64)

    def total(x, beta):
        return functional.swish(x, beta=beta).sum()

    got = torch.func.hessian(total, argnums=(0, 1))(x, beta)
    given = {"beta": 1.5}
    for first, by in enumerate(("x", "beta")):
        for second, again in enumerate(("x", "beta")):
            wanted = torch.from_numpy(
                np.asarray(actlab.derivative("swish", x.numpy(), *sorted((by, again), reverse=True), **given))
            )
            wanted = torch.diag(wanted) if by == again == "x" else wanted.sum() if by == again else wanted
            torch.testing.assert_close(got[first][second], wanted, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "options"), [("PReLU", {}), ("Snake", {}), ("SnakeBeta", {}), ("DyT", {"alpha": 0.7})]
)
def test_one_number_for_each_channel(name: str, options: dict) -> None:
    module = getattr(actlab.nn, name)(learnable=True, channels=3, **options)
    x = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for parameter in module.parameters():
            assert parameter.shape == (3,)
            parameter.copy_(torch.tensor([0.5, 1.0, 2.0]))
    module(x).sum().backward()
    for channel, number in enumerate((0.5, 1.0, 2.0)):
        alone = getattr(actlab.nn, name)(learnable=True)
        with torch.no_grad():
            for parameter in alone.parameters():
                parameter.fill_(number)
        torch.testing.assert_close(module(x)[:, channel], alone(x[:, channel]))
        alone(x[:, channel]).sum().backward()
        for mine, others in zip(module.parameters(), alone.parameters(), strict=True):
            torch.testing.assert_close(mine.grad[channel], others.grad)
    assert "0.5..2, learnable=True, channels=3" in repr(module)


def test_parameters_for_each_channel_in_a_trace_by_fx() -> None:
    for channels in (None, 3):
        model, x = torch.nn.Sequential(nn.PReLU(learnable=True, channels=channels)), torch.randn(2, 3, 4)
        graph = torch.fx.symbolic_trace(model)
        torch.testing.assert_close(graph(x), model(x))
        graph(x).sum().backward()
        assert model[0].slope.grad.any()


def test_parameters_for_each_channel_are_those_of_torch() -> None:
    theirs, ours = torch.nn.PReLU(5), actlab.nn.PReLU(learnable=True, channels=5)
    x = torch.randn(4, 5)
    torch.testing.assert_close(ours(x), theirs(x))


@pytest.mark.parametrize(
    ("options", "shape", "message"),
    [
        ({"learnable": True, "channels": 3}, (2, 4), r"3 channels in dimension 1; an input of shape \(2, 4\) has 4"),
        ({"learnable": True, "channels": 3}, (3,), r"an input of shape \(3,\) has none"),
        ({"channels": 3}, (2, 3), "channels=3 is for parameters that are learned: add learnable=True"),
        ({"learnable": True, "channels": 0}, (2, 3), "channels expects a whole number from 1 on, got 0"),
    ],
)
def test_wrong_channels_are_refused(options: dict, shape: tuple[int, ...], message: str) -> None:
    with pytest.raises(actlab.ActlabError, match=message):
        actlab.nn.PReLU(**options)(torch.zeros(shape))


def test_arguments_without_names_are_refused() -> None:
    expected = r"PReLU expects arguments with their names, got 3 without; its parameters: slope.*channels=3\)"
    with pytest.raises(actlab.ActlabError, match=expected):
        actlab.nn.PReLU(3)
    with pytest.raises(actlab.ActlabError, match="Mish expects arguments with their names, got 1 without; it has no"):
        actlab.nn.Mish(1)
    with pytest.raises(actlab.ActlabError, match=r"prelu expects one tensor .* got 0.1 without; its parameters: slope"):
        actlab.functional.prelu(torch.zeros(2), 0.1)


def test_a_parameter_with_another_number_of_channels_is_refused() -> None:
    x = torch.randn(2, 3, 4)
    by_channel = actlab.functional.prelu(x, slope=torch.tensor([0.1, 0.2, 0.3]).view(1, 3, 1))
    torch.testing.assert_close(by_channel, torch.nn.functional.prelu(x, torch.tensor([0.1, 0.2, 0.3])))
    for slope in (torch.ones(3), torch.ones(5, 3, 4)):
        with pytest.raises(
            actlab.ActlabError, match=r"does not fit an input of shape .* such as \(1, 3, 1\) by channel"
        ):
            actlab.functional.prelu(x, slope=slope)
