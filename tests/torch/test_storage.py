"""What is kept for the backward pass, in bytes, and how exact the slopes are that come from it."""

import copy
import io

import pytest
import torch
from torch.nn import functional
from torch.optim.swa_utils import update_bn

from actlab import nn
from actlab.errors import ActlabError

N = 4096


def kept(function, *given):
    """The storages that autograd keeps while ``function`` runs, without those of ``given``: their bytes."""
    storages = {}

    def note(tensor):
        storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        function()
    return sum(size for at, size in storages.items() if at not in {g.untyped_storage().data_ptr() for g in given})


def chain(activation):
    """A layer that keeps its input follows the activation, as a convolution does."""
    weight = torch.ones(N, requires_grad=True)
    x = torch.randn(N, requires_grad=True)
    return kept(lambda: activation(x * 1.5) * weight, weight)


def test_bytes_kept_for_the_backward_pass():
    relu = chain(torch.relu)
    assert relu == 4 * N  # its output, which the layer behind it keeps as well
    assert chain(nn.Mish()) - relu == 4 * N
    assert chain(nn.Mish(saves="output")) - relu == N / 8
    assert chain(nn.Mish(saves="byte")) - relu == N
    assert chain(nn.Mish(saves="output", inplace=True)) - relu == N / 8
    assert chain(torch.nn.Mish(inplace=True)) - relu == 4 * N  # torch's own in place keeps a copy


POINTS = torch.cat([torch.linspace(-30, 30, 200_001), torch.tensor([-1.1924, -1.1925, 0.0, -0.0, 100.0, -100.0])])


def slopes(activation, x):
    leaf = x.clone().requires_grad_()
    activation(leaf * 1).sum().backward()
    return leaf.grad


@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize(("saves", "bound"), [("output", 1.5e-4), ("byte", 2.5e-3)])
def test_values_are_those_of_mish_and_slopes_within_their_bound(saves, bound, inplace):
    activation = nn.Mish(saves=saves, inplace=inplace)
    assert torch.equal(activation(POINTS.clone()), nn.Mish()(POINTS))
    wanted = slopes(nn.Mish(), POINTS.double())
    got = slopes(activation, POINTS)
    assert (got.double() - wanted).abs().max() <= bound
    assert (slopes(nn.Swish(), POINTS).double() - wanted).abs().max() > bound  # a sibling is refused


def test_in_place_writes_into_the_input_and_tells_autograd():
    x = torch.randn(3, 5)
    wanted = nn.Mish()(x)
    assert nn.Mish(saves="output", inplace=True)(x) is x
    assert torch.equal(x, wanted)
    before = torch.randn(10, requires_grad=True).exp()  # exp keeps its output
    nn.Mish(saves="byte", inplace=True)(before).sum()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        before.sum().backward()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
@pytest.mark.parametrize("saves", ["output", "byte"])
def test_other_types_and_shapes(saves, dtype):
    x = torch.randn(3, 1, 7, dtype=dtype)
    got = slopes(nn.Mish(saves=saves), x)
    assert (got.dtype, got.shape) == (dtype, x.shape)
    # A 16-bit output tells the input apart only to 0.015 in slope, near the minimum.
    assert (got.double() - slopes(nn.Mish(), x.double())).abs().max() < (0.03 if dtype == torch.bfloat16 else 0.01)
    assert nn.Mish(saves=saves)(torch.zeros(0, 2, dtype=dtype, requires_grad=True)).shape == (0, 2)


def test_nan_and_infinity():
    x = torch.tensor([torch.nan, torch.inf, -torch.inf])
    for saves in ("output", "byte"):
        got = slopes(nn.Mish(saves=saves), x)
        assert torch.allclose(got[1:], torch.tensor([1.0, 0.0]), atol=2.5e-3)
    assert torch.isnan(slopes(nn.Mish(saves="output"), x)[0])


def test_a_second_derivative_is_refused():
    x = torch.randn(2, 6, 4, 4, requires_grad=True)
    for activation in (nn.Mish(saves="output"), nn.Mish(saves="byte"), nn.BatchNormAct2d(6, "mish")):
        with pytest.raises(ActlabError, match="there is no second derivative here"):
            torch.autograd.grad(activation(x).sum(), x, create_graph=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"saves": "nothing"}, "unknown way to save for the backward pass 'nothing'.*byte, input, output"),
        ({"inplace": True}, "in place the input is overwritten; expected saves='output' or saves='byte'"),
    ],
)
def test_wrong_use_is_refused(options, message):
    with pytest.raises(ActlabError, match=message):
        nn.Mish(**options)


def test_what_is_not_usual_is_shown():
    assert repr(nn.Mish()) == "Mish()"
    assert repr(nn.Mish(saves="byte", inplace=True)) == "Mish(saves='byte', inplace=True)"


# ---- batch normalisation and activation in one -----------------------------------------------------------------------


def pair(activation, twin, **options):
    torch.manual_seed(0)
    fused = nn.BatchNormAct2d(6, activation, **options)
    plain = torch.nn.BatchNorm2d(6, **options)
    with torch.no_grad():
        for tensor in fused.parameters():
            tensor.uniform_(-1, 2)
    plain.load_state_dict(copy.deepcopy(fused.state_dict()))
    return fused, torch.nn.Sequential(plain, twin)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    "options",
    [{}, {"affine": False}, {"track_running_stats": False}, {"momentum": None}],
    ids=lambda o: "".join(o) or "usual",
)
def test_the_same_bits_as_the_two_one_after_the_other(options, training):
    fused, plain = pair("mish", nn.Mish(), **options)
    for step in range(3):
        x = torch.randn(4, 6, 5, 7, generator=torch.Generator().manual_seed(step)).contiguous(
            memory_format=torch.channels_last if step else torch.contiguous_format
        )
        g = torch.randn(4, 6, 5, 7, generator=torch.Generator().manual_seed(9))
        found = []
        for network in (fused.train(training), plain.train(training)):
            leaf = x.clone().requires_grad_()
            y = network(leaf)
            y.backward(g)
            found.append([y, leaf.grad, *(p.grad for p in network.parameters()), *network.buffers()])
        assert len(found[0]) == len(found[1])
        assert all(torch.equal(ours, theirs) for ours, theirs in zip(*found, strict=True))


@pytest.mark.parametrize("name", ["relu", "leaky_relu:slope=0.05", "gelu"])
def test_any_activation(name):
    fused, plain = pair(name, nn.module(name))
    x = torch.randn(4, 6, 5, 7)
    assert torch.equal(fused(x), plain(x))
    assert name in repr(fused)


def test_a_block_keeps_no_more_than_with_relu():
    x = torch.randn(2, 6, 16, 16)
    weight = torch.randn(6, 6, 3, 3, requires_grad=True)

    def block(norm, activation):
        inner = functional.conv2d(x, weight, padding=1)
        return kept(lambda: functional.conv2d(activation(norm(inner)), weight), weight, x)

    relu = block(torch.nn.BatchNorm2d(6), torch.nn.ReLU())
    assert block(nn.BatchNormAct2d(6, "mish"), torch.nn.Identity()) <= relu
    assert block(torch.nn.BatchNorm2d(6), nn.Mish()) - relu == x.numel() * 4


def resized(name, numbers):
    module = nn.BatchNormAct2d(6, "mish")
    setattr(module, name, torch.nn.Parameter(numbers) if name in ("weight", "bias") else numbers)
    return module


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    ("module", "x", "message"),
    [
        *(
            (
                nn.BatchNormAct2d(6, "mish", **options),
                torch.ones(2, channels, 4, 4),
                rf"one number of \w+ for each channel .* \(2, {channels}, 4, 4\) has {channels}, got 6; make it with",
            )
            for channels in (3, 7, 400)
            for options in ({}, {"affine": False}, {"track_running_stats": False})
        ),
        (resized("weight", torch.ones(5)), torch.ones(2, 6, 4, 4), "one number of weight .* has 6, got 5"),
        (resized("bias", torch.ones(7)), torch.ones(2, 6, 4, 4), "one number of bias .* has 6, got 7"),
        (resized("running_var", torch.ones(1)), torch.ones(2, 6, 4, 4), "one number of running_var .* has 6, got 1"),
        (
            resized("weight", torch.ones(6).double()),
            torch.ones(2, 6, 4, 4),
            "expects weight of type torch.float32 for an input of torch.float32, got torch.float64; convert",
        ),
        (nn.BatchNormAct2d(6, "mish"), torch.ones(2, 6, 4, 4).double(), "running_mean of type torch.float64"),
        (nn.BatchNormAct2d(6, "mish"), torch.ones(2, 6, 4, 4).long(), "expected a tensor of a float type, got torch.i"),
        (
            nn.BatchNormAct2d(6, "mish"),
            torch.ones(2, 6, 4),
            r"shape \[N, channels, H, W\], got one of shape \(2, 6, 4\)",
        ),
        (
            nn.BatchNormAct2d(6, "mish", track_running_stats=False),
            torch.ones(1, 6, 1, 1),
            r"expected more than 1 value per channel to normalise a batch by itself, got .* \(1, 6, 1, 1\); give",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_no_memory_touched(module, x, message, training):
    before = copy.deepcopy(module.state_dict())
    with pytest.raises(ActlabError, match=message):
        module.train(training)(x)
    assert all(torch.equal(now, before[name]) for name, now in module.state_dict().items())


def test_one_value_per_channel_is_refused_in_training():
    with pytest.raises(ActlabError, match="expected more than 1 value per channel"):
        nn.BatchNormAct2d(6, "mish")(torch.ones(1, 6, 1, 1))
    assert nn.BatchNormAct2d(6, "mish").eval()(torch.ones(1, 6, 1, 1)).shape == (1, 6, 1, 1)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("shape", [(0, 6, 4, 4), (2, 6, 0, 4)])
def test_an_empty_batch_has_zero_gradients(shape, training):
    for network in pair("mish", nn.Mish()):
        x = torch.ones(shape, requires_grad=True)
        network.train(training)(x).sum().backward()
        assert x.grad.shape == shape
        assert all(not parameter.grad.any() for parameter in network.parameters())


def test_averages_and_eps_that_are_changed_afterwards_count():
    fused, plain = pair("mish", nn.Mish())
    for norm in (fused, plain[0]):
        norm.eps, norm.track_running_stats = 0.5, False
    assert torch.equal(fused(POINTS[:96].view(4, 6, 2, 2)), plain(POINTS[:96].view(4, 6, 2, 2)))
    assert all(torch.equal(*both) for both in zip(fused.buffers(), plain.buffers(), strict=True))
    assert "eps=0.5" in repr(copy.deepcopy(fused))


@pytest.mark.parametrize(
    "convert",
    [
        torch.nn.SyncBatchNorm.convert_sync_batchnorm,
        lambda model: torch.nn.utils.fuse_conv_bn_eval(*model),
    ],
)
def test_what_would_lose_the_activation_is_refused(convert):
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 6, 1), nn.BatchNormAct2d(6, "relu")).eval()
    with pytest.raises(ActlabError, match=r"would lose the activation; put torch.nn.BatchNorm2d.*nn.module\('relu'\)"):
        convert(model)
    assert update_bn([torch.randn(4, 3, 2, 2)], model) is None  # which reads no eps
    assert model[1].num_batches_tracked == 1


# ---- graphs and scripts ----------------------------------------------------------------------------------------------

OPTIONS = [{}, *({"saves": saves, "inplace": inplace} for saves in ("output", "byte") for inplace in (False, True))]
EVERY_SCHEME = pytest.mark.parametrize("options", OPTIONS, ids=str)
TORCHS_OWN = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def network(options):
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(4, 6), nn.Mish(**options), torch.nn.Linear(6, 2))


@TORCHS_OWN
@EVERY_SCHEME
@pytest.mark.parametrize("how", ["export", "strict export", "compile"])
def test_graphs_take_any_batch_and_are_plain_mish(options, how):
    model, plain = network(options), network({})
    if how == "compile":
        torch.compiler.reset()
        graph = torch.compile(model, backend="aot_eager", fullgraph=True, dynamic=True)
    else:
        sizes = ({0: torch.export.Dim("batch")},)
        graph = torch.export.export(model, (torch.ones(5, 4),), dynamic_shapes=sizes, strict=how != "export").module()
    for batch in (3, 8, 13):
        x = torch.randn(batch, 4)
        slopes = [torch.autograd.grad(net(x).sum(), list(net.parameters())) for net in (graph, plain)]
        torch.testing.assert_close(graph(x), plain(x))
        torch.testing.assert_close(slopes[0], slopes[1])


@TORCHS_OWN
@pytest.mark.filterwarnings(
    "ignore::torch.jit.TracerWarning:torch.nn.functional"
)  # of torch's look at the size of a batch
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("how", ["export", "compile", "trace", "fx"])
def test_graphs_of_batch_norm_and_activation(how, training):
    model = torch.nn.Sequential(nn.BatchNormAct2d(6, "mish")).train(training)
    x, sizes = torch.randn(4, 6, 3, 3), ({0: torch.export.Dim("batch")},)
    torch.compiler.reset()
    graph = {
        "export": lambda: torch.export.export(model, (x,), dynamic_shapes=sizes).module(),
        "compile": lambda: torch.compile(model, backend="aot_eager", fullgraph=True),
        "trace": lambda: saved_and_loaded(torch.jit.trace(model, x)),
        "fx": lambda: torch.fx.symbolic_trace(model),
    }[how]()
    x = torch.randn(7, 6, 3, 3)
    torch.testing.assert_close(graph(x), model(x))


def saved_and_loaded(trace):
    file = io.BytesIO()
    torch.jit.save(trace, file)
    file.seek(0)
    return torch.jit.load(file)


@TORCHS_OWN
@EVERY_SCHEME
def test_fx_and_a_trace_that_is_saved(options):
    model, x = network(options), torch.randn(3, 4)
    for graph in (torch.fx.symbolic_trace(model), saved_and_loaded(torch.jit.trace(model, torch.ones(5, 4)))):
        torch.testing.assert_close(graph(x), model(x))
    assert kept(lambda: torch.fx.symbolic_trace(model)(x)) == kept(lambda: model(x))


@TORCHS_OWN
def test_batch_norm_and_activation_alone_say_what_to_do():
    with pytest.raises(ActlabError, match="torch.jit.script cannot read BatchNormAct2d; use torch.jit.trace"):
        torch.jit.script(torch.nn.Sequential(nn.BatchNormAct2d(6, "mish")))
    with pytest.raises(ActlabError, match="that holds BatchNormAct2d, got BatchNormAct2d alone; trace torch.nn.Seq"):
        torch.fx.symbolic_trace(nn.BatchNormAct2d(6, "mish"))


@TORCHS_OWN
@EVERY_SCHEME
def test_a_script_is_plain_mish_or_says_what_to_do(options):
    if options:
        with pytest.raises(ActlabError, match="has no saves='.*'; script nn.Mish"):
            torch.jit.script(network(options))
    else:
        x = torch.randn(3, 4)
        torch.testing.assert_close(torch.jit.script(network({}))(x), network({})(x))
