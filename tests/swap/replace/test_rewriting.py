"""A swapped call is what it would be in a model written so, however the model is written and run."""

import copy
import functools
import gc
import importlib
import linecache
import pickle
import sys
import textwrap
import types
import warnings

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

import actlab
from actlab.functional import mish
from actlab.swap import assign, find
from actlab.swap.replace.swapping import swap

from . import written_so
from .written_so import PAIRS

pytestmark = pytest.mark.filterwarnings("ignore:None of the inputs have requires_grad=True")  # torch's checkpoint
GRADIENT = 1e-6  # relative; sums of products in another order


@pytest.fixture(params=PAIRS, ids=str)
def pair(request):
    """A swapped model, the same written with Mish, and an input."""
    old, new = PAIRS[request.param]
    model, native = old(), new()
    native.load_state_dict(model.state_dict())
    x = torch.randn(5, 6, generator=torch.Generator().manual_seed(1))
    mapping = {"relu": "mish", "swish": "mish", "hard_swish": "mish", "gelu": "mish"}
    report = swap(model, mapping, x, strict=True, repeats=0)
    assert not report.missed
    assert not any("intercepted" in note for note in report.notes)
    return report.model, native, x


def test_functions_that_a_server_froze_are_reached():
    gc.collect()
    gc.freeze()  # the collector shows none of them any more
    try:
        report = swap(written_so.Inherited(), {"relu": "mish"}, torch.ones(2, 6), strict=True, repeats=0)
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
    assert report.swapped


def gradients(model, x):
    x = x.clone().requires_grad_()
    model.zero_grad()
    model(x).square().sum().backward()
    return [x.grad, *(parameter.grad for parameter in model.parameters())]


def test_outputs_and_gradients_are_those_of_the_model_written_so(pair):
    model, native, x = pair
    for training in (True, False):
        assert torch.equal(model.train(training)(x), native.train(training)(x))
    for ours, theirs in zip(gradients(model, x), gradients(native, x), strict=True):
        if theirs is not None:
            torch.testing.assert_close(ours, theirs, rtol=GRADIENT, atol=GRADIENT)


def test_copies_pickles_autocast_and_vmap_agree(pair):
    model, native, x = pair
    assert torch.equal(copy.deepcopy(model)(x), native(x))
    assert torch.equal(pickle.loads(pickle.dumps(model))(x), native(x))
    with torch.autocast("cpu", dtype=torch.bfloat16), torch.no_grad():
        assert torch.equal(model(x), native(x))
    under_checkpoint = (written_so.Closure, written_so.Reentrant, written_so.ReentrantClosure, written_so.Helped)
    if not isinstance(model, under_checkpoint):
        batch = torch.stack([x, x + 1])
        assert torch.equal(torch.vmap(model)(batch), torch.vmap(native)(batch))


def test_nothing_of_an_expression_runs_any_more(pair):
    model, _, x = pair
    ran = find(model, x, views=())
    assert not {"sigmoid", "hard_sigmoid", "relu6", "relu"} & {place.function.key for place in ran}
    assert ran.views[0].counts.keys() <= {"mish", "tanh"}
    assert all(place.calls for place in ran)  # what the source shows is what ran


def test_two_layers_of_one_class_both_lose_the_old_parts():
    model, x = nn.Sequential(written_so.Forms(), written_so.Forms()), torch.randn(3, 6)
    report = swap(model, {"swish": "mish", "hard_swish": "mish", "gelu": "mish"}, x, strict=True)
    assert report.after.views[0].counts.keys() <= {"mish"}
    assert report.after.views[1].counts.keys() <= {"mish"}


@pytest.mark.parametrize("kind", ["forms by hand", "helper of the module", "loops and lambdas", "super"])
def test_compiled_in_one_graph(kind):
    old, new = PAIRS[kind]
    model, native, x = old(), new(), torch.randn(5, 6)
    native.load_state_dict(model.state_dict())
    mapping = {"relu": "silu", "swish": "silu", "hard_swish": "silu", "gelu": "silu"}
    swapped = swap(model, mapping, x, strict=True, repeats=0).model
    torch._dynamo.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = torch.compile(swapped, fullgraph=True, backend="eager")
        assert torch.equal(compiled(x), swapped(x))


def test_tracing_exporting_and_scripting_see_the_new_function():
    class Plain(nn.Module):
        def forward(self, x):
            return x * torch.sigmoid(x) + F.relu(x)

    x = torch.randn(4, 6)
    model = swap(Plain(), {"swish": "elu", "relu": "gelu"}, x, strict=True).model
    expected = F.elu(x) + F.gelu(x)
    assert torch.equal(torch.fx.symbolic_trace(model)(x), expected)
    assert torch.equal(torch.export.export(model, (x,)).module()(x), expected)
    with pytest.warns(DeprecationWarning, match="trace"):
        assert torch.equal(torch.jit.trace(model, x)(x), expected)
    with pytest.warns(DeprecationWarning, match="script"):
        assert torch.equal(torch.jit.script(model)(x), expected)


class InPlaces(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(6, 6), nn.ReLU(inplace=True))

    def forward(self, x):
        return F.relu_(super().forward(x) - 1)


@pytest.mark.parametrize("learnable", [False, True])
@pytest.mark.filterwarnings("ignore:`torch.jit.trace:DeprecationWarning", "ignore:.*the .grad attribute")
def test_calls_in_place_and_parameters_are_traced(learnable):
    x = torch.randn(4, 6)
    model = swap(InPlaces(), {"relu": "prelu"}, x, strict=True, learnable=learnable).model
    expected = model(x)
    for run in (torch.fx.symbolic_trace(model), torch.jit.trace(model, x)):
        torch.testing.assert_close(run(x), expected)
    assert all(parameter.requires_grad for parameter in model.parameters())


class OneAfterTheOther(nn.Module):
    """Calls that are no function of TorchScript's own after a swap: in place, with numbers, modules in place."""

    def __init__(self):
        super().__init__()
        self.child = nn.ReLU(inplace=True)

    def forward(self, x):
        y = x - 1
        y.relu_()
        z = F.relu(y - 0.3) - 0.2
        self.child(z)
        return z


@pytest.mark.parametrize("target", ["silu", "gelu", "mish", "elu:alpha=2", "swish:beta=2"])
@pytest.mark.filterwarnings("ignore:`torch.jit.script:DeprecationWarning")
def test_a_script_compiles_what_replaces_calls(target):
    x = torch.randn(4, 6)
    model = swap(OneAfterTheOther(), {"relu": target}, x, strict=True, repeats=0).model
    assert torch.equal(torch.jit.script(model)(x), model(x))


def test_a_traceback_shows_the_text_that_runs():
    class Wrong(nn.Module):
        def forward(self, x):
            return F.relu(x).missing

    model = swap(Wrong(), {"relu": "mish"}, strict=True).model
    with pytest.raises(AttributeError, match="missing") as caught:
        model(torch.ones(2))
    assert any("actlab_mish(x).missing" in str(entry.statement) for entry in caught.traceback)


def test_children_stay_as_they_were_and_parameters_have_a_home():
    model, x = written_so.Iterates(), torch.randn(3, 6)
    report = swap(model, {"relu": "swish"}, x, learnable=True, strict=True)
    swapped = report.model
    assert len(swapped) == 2
    assert [name for name, _ in swapped.named_children()] == ["0", "1"]
    assert report.parameters_added == {"relu_call.beta": 1}
    assert "relu_call.beta" in swapped.state_dict()
    swapped.double()
    assert swapped.get_parameter("relu_call.beta").dtype == torch.float64
    swapped.eval()
    assert not swapped.relu_call.training
    swapped.get_parameter("relu_call.beta").data.fill_(2.0)
    again = copy.deepcopy(swapped)
    assert torch.equal(again(x.double()), swapped(x.double()))
    other = swap(model, {"relu": "swish"}, x, learnable=True).model.double()
    other.load_state_dict(swapped.state_dict())
    assert torch.equal(other(x.double()), swapped(x.double()))
    other.load_state_dict(model.state_dict())
    assert set(dict(report.restore().named_modules())) == set(dict(model.named_modules()))


def test_a_helper_calls_the_parameters_of_the_module_it_runs_for():
    model, x = nn.Sequential(written_so.Helped(), written_so.Helped()), torch.randn(3, 6)
    swapped = swap(model, {"relu": "swish"}, x, learnable=True, strict=True).model
    for layer, beta in zip(swapped, (0.5, 2.0), strict=True):
        layer.relu_call.beta.data.fill_(beta)
    again = pickle.loads(pickle.dumps(swapped))

    def layer(module, x, beta):
        x = module.a(x)
        x = module.b(x * torch.sigmoid(beta * x) * 0.5)
        return x * torch.sigmoid(beta * x)

    expected = layer(model[1], layer(model[0], x, 0.5), 2.0)
    torch.testing.assert_close(swapped(x), expected)
    assert torch.equal(again(x), swapped(x))
    swapped(x).sum().backward()
    assert all(layer.relu_call.beta.grad is not None for layer in swapped)


def test_equal_layers_share_one_class():
    model = nn.Sequential(*(written_so.Reentrant() for _ in range(3)))
    swapped = swap(model, {"relu": "mish"}, torch.randn(2, 6), strict=True).model
    assert len({type(layer) for layer in swapped}) == 1


def test_weight_norm_before_and_after():
    from torch.nn.utils import parametrizations, parametrize

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.randn(6, 6))

        def forward(self, x):
            return F.relu(x @ self.weight)

    x, model = torch.randn(3, 6), Net()
    expected = mish(x @ model.weight)
    first = swap(model, {"relu": "tanh"}, x, strict=True).model
    parametrizations.weight_norm(first)
    second = swap(first, {"tanh": "mish"}, x, strict=True).model
    torch.testing.assert_close(second(x), expected)
    assert second.parametrizations
    torch.testing.assert_close(first(x), torch.tanh(x @ model.weight))
    parametrize.remove_parametrizations(second, "weight")
    torch.testing.assert_close(second(x), expected)
    normed = Net()
    parametrizations.weight_norm(normed)
    after = swap(normed, {"relu": "mish"}, x, strict=True).model
    torch.testing.assert_close(after(x), mish(x @ normed.weight))
    torch.testing.assert_close(copy.deepcopy(after)(x), after(x))


def test_a_graph_module_keeps_a_second_swap_and_a_copy():
    class Plain(nn.Module):
        def forward(self, x):
            return x * torch.sigmoid(x) + F.relu(x - 1)

    x = torch.randn(3, 6)
    graph = torch.fx.symbolic_trace(Plain())
    first = swap(graph, {"swish": "elu"}, x, strict=True).model
    second = swap(first, {"relu": "tanh"}, x, strict=True).model
    for model in (second, copy.deepcopy(second), pickle.loads(pickle.dumps(second))):
        assert torch.equal(model(x), F.elu(x) + torch.tanh(x - 1))
    assert "sigmoid" not in second.code
    report = swap(graph, {"relu": "tanh"}, x, in_place=True)
    report.restore()
    assert torch.equal(graph(x), Plain()(x))
    learnable = swap(graph, {"relu": "swish"}, x, learnable=True, strict=True)
    assert list(learnable.parameters_added) == ["relu_call.beta"]


def test_a_swapped_model_is_swapped_again_and_back():
    model, x = written_so.Forms(), torch.randn(3, 6)
    mapping = {"swish": "tanh", "hard_swish": "tanh", "gelu": "tanh"}
    first = swap(model, mapping, x, strict=True).model
    second = swap(first, {"tanh": "mish"}, x, strict=True).model
    native = written_so.FormsMish()
    native.load_state_dict(model.state_dict())
    assert torch.equal(second(x), native(x))
    assert not find(second, x, views=()).disagreements


SOURCE = """
import torch
from torch import nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
    def forward(self, x):
        return F.relu(self.a(x))
"""


@pytest.fixture
def loaded_from(tmp_path, monkeypatch):
    """Imports ``swapped_net`` from a new folder with some text, as another process would."""

    def load(name, text):
        (tmp_path / name).mkdir()
        (tmp_path / name / "swapped_net.py").write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path / name))
        sys.modules.pop("swapped_net", None)
        return importlib.import_module("swapped_net")

    yield load
    sys.modules.pop("swapped_net", None)


def test_a_saved_model_follows_its_source_and_refuses_another(tmp_path, loaded_from):
    x = torch.randn(3, 8)
    model = swap(loaded_from("first", SOURCE).Net(), {"relu": "mish"}, x, strict=True).model
    expected, file = model(x), tmp_path / "model.pt"
    torch.save(model, file)
    moved = (SOURCE, f"# one comment more\n{SOURCE}", SOURCE.replace("return F.relu(", "return F.relu(  # here\n "))
    for number, text in enumerate(moved):
        loaded_from(f"moved{number}", text)
        again = torch.load(file, weights_only=False)
        assert type(again) is not type(model)
        assert torch.equal(again(x), expected)
    loaded_from("changed", SOURCE.replace("self.a(x)", "self.a(x + 1)"))
    with pytest.raises(actlab.errors.ActlabError, match="its text has changed since"):
        torch.load(file, weights_only=False)


def test_a_file_that_grew_since_it_was_loaded_is_read_right(tmp_path, loaded_from):
    net = loaded_from("grown", SOURCE)
    (tmp_path / "grown" / "swapped_net.py").write_text(f"# one line\n# and another\n{SOURCE}")
    linecache.checkcache()
    x = torch.randn(3, 8)
    assert len(find(net.Net(), x, views=())) == 1
    report = swap(net.Net(), {"relu": "mish"}, x, strict=True)
    assert len(report.swapped) == len(report.after) == 1
    assert torch.equal(report.model(x), mish(report.model.a(x)))


NO_SOURCE = textwrap.dedent("""
    class Console(nn.Module):
        def forward(self, x):
            x = x * torch.sigmoid(x)
            return F.relu(x - 0.1)
""")


def test_without_source_calls_are_intercepted_and_the_report_says_so():
    space = {"nn": nn, "torch": torch, "F": F, "__name__": __name__}
    exec(compile(NO_SOURCE, "<console that is gone>", "exec"), space)
    x = torch.randn(3, 6)
    report = swap(space["Console"](), {"relu": "tanh", "swish": "mish"}, x, strict=True)
    assert torch.equal(report.model(x), torch.tanh(mish(x) - 0.1))
    assert torch.equal(copy.deepcopy(report.model)(x), report.model(x))
    assert any(
        "calls intercepted while their method runs, not written into it: 2;" in note and "source of" in note
        for note in report.notes
    )
    assert not list(report.model.children())
    changed = NO_SOURCE.replace("0.1", "0.2")
    other = dict(space)
    exec(compile(changed, "<console that is gone>", "exec"), other)
    moved = copy.deepcopy(report.model)
    moved.__class__ = type("Console", (type(moved),), {"forward": None})
    type(moved).forward = _intercepting(other["Console"])
    with pytest.raises(actlab.errors.ActlabError, match="its code has changed since"):
        moved(x)


def _intercepting(cls):
    from actlab.swap.replace.redirect import redirected

    return redirected(cls.forward, "forward")


def test_a_forward_replaced_on_the_instance():
    model, x = nn.Linear(4, 4), torch.randn(2, 4)
    model.forward = lambda x: F.relu(F.linear(x, model.weight)) + F.relu(x)
    report = swap(model, {"relu": "mish"}, x, in_place=True, strict=True)
    assert len(report.swapped) == 2
    assert torch.equal(model(x), mish(F.linear(x, model.weight)) + mish(x))
    assert any("forward of a module was replaced on the instance" in note for note in report.notes)
    model.eval()
    report.restore()
    assert not model.training
    assert torch.equal(model(x), F.relu(F.linear(x, model.weight)) + F.relu(x))


class Relu(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        return F.relu(self.linear(x))


def _bound_beside(module):  # as accelerate does
    module._old_forward = module.forward
    return functools.partial(lambda self, *args: self._old_forward(*args), module)


def _wrapped(module):
    old = module.forward
    return functools.wraps(old)(lambda *args: old(*args))


@pytest.mark.parametrize(
    "forward",
    [
        _bound_beside,
        _wrapped,
        lambda module: functools.partial(Relu.forward, module),
        lambda module: types.MethodType(lambda self, x: F.relu(self.linear(x)), module),
        lambda module: lambda x: F.relu(module.linear(x)),
    ],
)
def test_forward_may_be_replaced_in_any_way(forward):
    model, x = Relu(), torch.randn(2, 4)
    model.forward = forward(model)
    report = swap(model, {"relu": "mish"}, x, in_place=True, strict=True)
    assert len(report.found) == 1
    assert torch.equal(model(x), mish(model.linear(x)))
    assert torch.equal(report.restore()(x), F.relu(model.linear(x)))


def test_a_forward_that_another_hides_is_not_looked_at():
    model = Relu()
    model.forward = lambda x: torch.tanh(model.linear(x))
    assert [str(place.function) for place in find(model)] == ["tanh"]
    assert [str(place.function) for place in find(model, torch.randn(2, 4), views=())] == ["tanh"]


def test_a_swap_that_fails_in_its_check_leaves_the_model():
    class Checked(nn.Module):
        def __init__(self):
            super().__init__()
            self.act = nn.ReLU()

        def forward(self, x):
            y = self.act(x) + F.relu(x)
            if (y < 0).any():
                raise ValueError("negative")
            return y

    model = Checked()
    with pytest.raises(actlab.errors.ActlabError, match="negative"):
        swap(model, {"relu": "mish"}, torch.randn(3, 4), in_place=True)
    assert type(model.act) is nn.ReLU
    assert type(model) is Checked


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_an_encoder_with_nested_tensors_and_a_padding_mask():
    def encoder(activation):
        layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, activation=activation)
        return nn.TransformerEncoder(layer, 2, enable_nested_tensor=activation == "relu").eval()

    model, native = encoder("relu"), encoder(mish)
    native.load_state_dict(model.state_dict())
    x, mask = torch.randn(2, 5, 16), torch.tensor([[0] * 5, [0, 0, 0, 1, 1]]).bool()
    swapped = swap(model, {"relu": "mish"}, x, strict=True).model
    back = swap(swapped, {"mish": "relu"}, x, strict=True).model
    with torch.no_grad():
        difference = swapped(x, src_key_padding_mask=mask) - native(x, src_key_padding_mask=mask)
        assert difference[~mask].abs().max() < 1e-5  # the fused attention of torch takes sums in another order
        assert torch.equal(back(x, src_key_padding_mask=mask), model(x, src_key_padding_mask=mask))


class Guarded(nn.Module):
    def forward(self, x):
        y = x.clamp(min=0).sqrt() + 1 / (x.clamp(min=0) + 1e-3) + torch.log(x.clamp(min=0) + 1) + x.clamp(min=0)
        return y + (x.clamp(min=0) + 1e-3) ** -0.5


def test_a_clamp_that_guards_is_named_and_left_unless_asked_for():
    x = torch.randn(3, 4)
    report = swap(Guarded(), {"relu": "mish"}, x, strict=True)
    assert sorted(left.place.guards for left in report.left) == ["a division", "a log", "a pow", "a sqrt"]
    assert len(report.swapped) == 1
    name = next(left.place.name for left in report.left if left.place.guards == "a sqrt")
    assert [s.place.name for s in swap(Guarded(), {"relu": "softplus"}, x, only=name).swapped] == [name]
    static = [place.guards for place in find(Guarded())]
    assert sorted(static) == ["", "a division", "a log", "a pow", "a sqrt"]


@pytest.mark.parametrize(
    ("wrap", "advice"),
    [
        (lambda m: torch.compile(m, backend="eager"), "swap model._orig_mod"),
        (lambda m: nn.DataParallel(m), "swap model.module"),
        (lambda m: (m.compile(backend="eager"), m)[1], "swap first, then call compile"),
        (lambda m: nn.Sequential(torch.compile(m, backend="eager")), "swap model._orig_mod"),
        (
            lambda m: (setattr(m, "forward", torch.compile(m.forward, backend="eager")), m)[1],
            "then compile forward again",
        ),
    ],
)
def test_wrapped_and_compiled_models_get_advice(wrap, advice):
    with pytest.raises(actlab.errors.BadType, match=advice):
        swap(wrap(nn.Sequential(nn.ReLU())), {"relu": "mish"})


def test_the_copy_trains_under_ddp(tmp_path):
    torch.distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/ddp", rank=0, world_size=1)
    try:
        model, x = written_so.Helped(), torch.randn(3, 6)
        native = written_so.HelpedMish()
        native.load_state_dict(model.state_dict())
        wrapped = nn.parallel.DistributedDataParallel(swap(model, {"relu": "mish"}, x, strict=True).model)
        wrapped(x).square().sum().backward()
        native(x).square().sum().backward()
        torch.testing.assert_close(wrapped.module.a.weight.grad, native.a.weight.grad)
        with pytest.raises(actlab.errors.BadType, match="its reducer holds the parameters"):
            swap(wrapped, {"mish": "relu"})
    finally:
        torch.distributed.destroy_process_group()


def test_save_pretrained_notes_what_was_swapped():
    class Config:
        def to_dict(self):
            return dict(vars(self))

    class Pretrained(nn.Module):  # what transformers' models have in common
        def __init__(self):
            super().__init__()
            self.config, self.act, self.linear = Config(), nn.ReLU(), nn.Linear(4, 4)

        def forward(self, x):
            return F.relu(self.act(self.linear(x)) - 0.1)

        def save_pretrained(self):
            return self.state_dict(), self.config.to_dict()

    model, x = Pretrained(), torch.randn(2, 4)
    report = swap(model, {"relu": "mish"}, x, strict=True)
    weights, configuration = report.model.save_pretrained()
    assert any("after from_pretrained call actlab.swap.assign" in note for note in report.notes)
    assert not hasattr(model.config, "actlab_swap")
    fresh = Pretrained()
    fresh.load_state_dict(weights)
    again = assign(fresh, configuration["actlab_swap"], x).model
    assert torch.equal(again(x), report.model(x))
