import json
import re

import pytest
import typer
from typer.testing import CliRunner

from actlab.commands.find import find
from actlab.commands.search import search
from actlab.commands.swap import swap
from actlab.errors import ActlabError

MODEL = """
import torch
from torch import nn
import torch.nn.functional as F  # noqa: N812  # the name everybody uses

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(64, 10)
        self.act = nn.Tanh()

    def forward(self, x):
        return F.relu(self.act(self.linear(x))) if x.sum() < 1e9 else x

class Custom(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clamp(min=0)

class Stubborn(nn.Module):
    def forward(self, x):
        return Custom.apply(x) + 1

class Nowhere(nn.Module):
    def forward(self, x):
        return F.relu(x) * float("nan")

class Labels(nn.Module):
    def forward(self, x):
        return F.relu(x) == 0

def net():
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), Net())

def classifier():
    return nn.Sequential(nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))

class OfImages(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Conv2d(1, 4, 3), nn.Linear(4, 10)

    def forward(self, images):
        return self.last(F.relu(self.first(images)).mean((2, 3)))

network = OfImages()

def narrow():
    return nn.Linear(32, 10)

number = 3

def broken():
    raise RuntimeError("no weights")
"""

app = typer.Typer()
for function in (find, swap, search):
    app.command()(function)


@pytest.fixture
def model(tmp_path):
    (tmp_path / "nets.py").write_text(MODEL)
    return f"{tmp_path / 'nets.py'}:net"


def call(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_find_lists_and_prints_json(model):
    text = call("find", model, "--input", "2x64").output
    assert text.startswith("found 1 tanh, 1 relu") or text.startswith("found 1 relu, 1 tanh")
    data = json.loads(call("find", model, "--input", "2x64", "--views", "none", "--json").output)
    assert data["counts"] == {"tanh": 1, "relu": 1}


def test_find_strict_fails_when_views_disagree(model, tmp_path):
    result = call("find", model, "--input", "2x64", "--strict")
    assert result.exit_code == 0, result.output
    recurrent = tmp_path / "recurrent.py"
    recurrent.write_text(
        "from torch import nn\nimport torch.nn.functional as F\n"
        "class Net(nn.Module):\n    def forward(self, x):\n"
        "        return F.relu(x) if x.sum() > 1e9 else x\n"
    )
    assert call("find", f"{recurrent}:Net", "--input", "2x3", "--strict").exit_code == 1


def test_swap_reports_and_its_check_has_an_exit_code(model):
    same = call("swap", model, "--from", "relu", "--to", "leaky_relu:slope=0", "-i", "2x64", "--check", "1e-6")
    assert same.exit_code == 0
    other = call("swap", model, "--from", "relu", "--to", "mish", "-i", "2x64", "--check", "1e-6", "--json")
    assert other.exit_code == 1
    assert json.loads(other.stdout)["swapped"][0]["to"] == "mish"
    assert re.search("--check 1e-06 does not hold: an output moved by 0[.][0-9]+. Nothing was written", other.stderr)
    slow = call("swap", model, "--from", "relu", "--to", "mish", "-i", "2x64", "--slower", "1e-9")
    assert slow.exit_code == 1
    assert "--slower 1e-09 does not hold: " in slow.stderr
    assert "--check" not in slow.stderr


def test_outputs_without_a_finite_number_are_not_compared(model):
    empty = call("swap", model.replace(":net", ":Nowhere"), "--from", "relu", "--to", "mish", "-i", "2x64")
    assert "outputs were not compared: none holds a finite number" in empty.output
    with pytest.raises(ActlabError, match="--check compared nothing: no output holds a finite number"):
        call("swap", model.replace(":net", ":Nowhere"), "--from", "relu", "--to", "mish", "-i", "2x64", "--check", 1)
    labels = call(
        "swap", model.replace(":net", ":Labels"), "--from", "relu", "--to", "mish", "-i", "2x64", "--check", 9
    )
    assert "--check 9 does not hold: 61 whole numbers or truth values changed" in labels.stderr


@pytest.mark.parametrize("name", ["no/such/weights.pt", "no/such/changed.patch"])
def test_what_is_written_gets_its_folder(model, tmp_path, name):
    option = "--out" if name.endswith(".pt") else "--source"
    assert call("swap", model, "--from", "*", "--to", "mish", "-i", "2x64", option, tmp_path / name).exit_code == 0
    assert (tmp_path / name).stat().st_size


def test_a_missed_place_fails_the_check(model):
    stubborn = model.replace(":net", ":Stubborn")
    result = call("swap", stubborn, "--from", "relu", "--to", "mish", "-i", "2x64", "--check", "100")
    assert result.exit_code == 1
    assert "MISSED" in result.output


def test_swap_writes_a_state_dict(model, tmp_path):
    out = tmp_path / "weights.pt"
    call("swap", model, "--from", "*", "--to", "mish", "-i", "2x64", "--out", out)
    import torch

    assert "1.linear.weight" in torch.load(out)


def test_swap_writes_a_patch_of_the_source(model, tmp_path):
    out = tmp_path / "changed.patch"
    text = call("swap", model, "--from", "*", "--to", "mish", "-i", "2x64", "--source", out, "--strict").output
    assert text.startswith("report.model is the swapped copy")
    assert "-        self.act = nn.Tanh()\n+        self.act = actlab.nn.Mish()\n" in out.read_text()
    assert "+        return actlab.functional.mish(self.act(" in out.read_text()
    with pytest.raises(ActlabError, match="nothing of this swap stands in a source file"):
        call("swap", model, "--from", "elu", "--to", "mish", "-i", "2x64", "--source", out)


def test_keep_and_only_pass_through(model):
    text = call("swap", model, "--from", "*", "--to", "mish", "-i", "2x64", "--keep", "1.act").output
    assert "kept by '1.act'" in text


def test_onnx_files_are_found_and_swapped(tmp_path):
    onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
    pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
    from onnx import TensorProto, helper

    path = tmp_path / "m.onnx"
    info = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ("n", 8)) for name in "xy"]
    graph = helper.make_graph([helper.make_node("Mish", ["x"], ["y"])], "g", info[:1], info[1:])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    made.ir_version = 8
    onnx.save(made, str(path))
    assert "mish, node Mish" in call("find", path).output
    result = call("swap", path, "--from", "Mish", "--to", "stable", "--check", "1e-5", "--input", "4x8")
    assert result.exit_code == 0
    assert (tmp_path / "m_swapped.onnx").exists()
    assert call("swap", path, "--from", "mish", "--to", "relu", "--check", "1e-5", "--json").exit_code == 1
    with pytest.raises(ActlabError, match="is the model itself"):
        call("swap", path, "--from", "mish", "--to", "stable", "--out", path)
    import numpy as np

    options = ["--inputs", tmp_path / "in.npz", "--opset", "13", "--strict", "--only", "y", "--check", "1e-5"]
    np.savez(tmp_path / "in.npz", x=np.linspace(-9, 9, 24, dtype=np.float32).reshape(3, 8))
    result = call("swap", path, "--from", "mish", "--to", "decomposed", "--out", tmp_path / "old.onnx", *options)
    assert result.exit_code == 0
    assert "converted from opset 18 to 13" in result.output


def test_an_onnx_file_with_what_cannot_be_swapped_fails_where_asked(tmp_path):
    onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
    pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
    from onnx import TensorProto, helper

    path, out = tmp_path / "m.onnx", tmp_path / "o.onnx"
    info = [helper.make_tensor_value_info(name, TensorProto.FLOAT, (8,)) for name in "xy"]
    graph = helper.make_graph([helper.make_node("Mish", ["x"], ["y"], domain="mine")], "g", info[:1], info[1:])
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("mine", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), str(path))
    assert call("find", path).exit_code == 0
    assert call("find", path, "--strict").exit_code == 1
    assert "MISSED" in call("swap", path, "--from", "mish", "--to", "relu", "--out", out).output
    with pytest.raises(ActlabError, match="nothing was written: y: Mish is an operator of mine"):
        call("swap", path, "--from", "mish", "--to", "relu", "--out", tmp_path / "strict.onnx", "--strict")
    assert not (tmp_path / "strict.onnx").exists()


def test_an_onnx_file_is_swapped_as_a_whole_and_the_report_names_what_it_wrote(tmp_path):
    onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
    from onnx import TensorProto, helper

    path, out = tmp_path / "m.onnx", tmp_path / "m_swapped.onnx"
    info = [helper.make_tensor_value_info(name, TensorProto.FLOAT, (8,)) for name in "xy"]
    graph = helper.make_graph([helper.make_node("Mish", ["x"], ["y"])], "g", info[:1], info[1:])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8), str(path))
    for form in ("stable", "decomposed"):
        output = call("swap", path, "--to", form).output.replace("\n    ", " ")
        assert output.startswith(f"{out} is the swapped file\nfound 1, swapped 1")
        assert "Mish" not in {node.op_type for node in onnx.load(str(out)).graph.node}
    again = tmp_path / "again.onnx"
    refused = call("swap", path, "--from", "mish", "--to", "relu", "--out", again, "--check", 1e-6)
    assert refused.exit_code == 1
    assert refused.stdout.startswith("nothing was written: the check did not hold\nfound 1, swapped 1")
    assert "--check 1e-06 does not hold: an output moved by " in refused.stderr
    import numpy as np

    for numbers in (np.full(8, np.nan), np.full(8, np.inf)):
        np.savez(tmp_path / "in.npz", x=numbers.astype(np.float32))
        with pytest.raises(ActlabError, match="the check compared nothing: no output holds a finite number"):
            call("swap", path, "--from", "mish", "--to", "relu", "--out", again, "--inputs", tmp_path / "in.npz")
    assert not again.exists()
    with pytest.raises(ActlabError, match="unknown form 'foo'. Known: auto, node, stable"):
        call("swap", path, "--from", "mish", "--to", "relu", "--form", "foo")
    with pytest.raises(ActlabError, match=r"--from: expected what becomes relu, by name, or '\*'"):
        call("swap", path, "--to", "relu")


def test_search_runs_on_real_digits(model):
    pytest.importorskip("sklearn")
    options = ["--functions", "mish", "--budget", "2", "--seeds", "1", "--epochs", "1", "--json"]
    data = json.loads(call("search", model.replace(":net", ":classifier"), *options).stdout)
    assert [trial["assignment"] for trial in data["trials"]] == [{}, {"1": "mish"}]
    assert all(0.2 < score < 1 for trial in data["trials"] for score in trial["scores"])
    again = json.loads(call("search", model.replace(":net", ":classifier"), *options).stdout)
    assert data == again


def test_search_gives_images_to_a_network_of_images_and_finds_its_calls(model):
    pytest.importorskip("sklearn")
    options = ["--functions", "mish,tanh", "--budget", "3", "--seeds", "1", "--epochs", "1"]
    lines = call("search", model.replace(":net", ":network"), *options).stdout.splitlines()
    shown = sorted(line.split("  ")[-1] for line in lines[1:4])
    assert [re.sub("@[0-9]+", "", line) for line in shown] == [f"(model):relu -> {f}" for f in ("mish", "tanh")] + [
        "unchanged"
    ]
    assert max(map(len, lines)) <= 80


def test_search_refuses_what_is_no_classifier_of_the_data(model):
    pytest.importorskip("sklearn")
    message = r"expected a classifier of digits.*rows of 64: RuntimeError.*images of 1x8x8: RuntimeError"
    with pytest.raises(ActlabError, match=message):
        call("search", model.replace(":net", ":narrow"))


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        (":nett", r"has no 'nett'. It has: .*net"),
        (":number", "failed: TypeError"),
        (":broken", "calling it without arguments failed: RuntimeError: no weights"),
        (":F.relu", "failed: TypeError"),
        ("", "expected package.module:factory"),
    ],
)
def test_wrong_models_are_refused(model, replaced, message):
    with pytest.raises(ActlabError, match=message):
        call("find", model.replace(":net", replaced))


def test_a_file_that_cannot_be_run_is_refused_with_its_line(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text("number = 1\nnumber.missing\n")
    with pytest.raises(ActlabError, match=r"wrong\.py cannot be run: AttributeError: .*wrong\.py:2: number\.missing"):
        call("find", f"{path}:net")


@pytest.mark.parametrize("text", ["1x3x", "a", "0x3", "2x3:int3", "999999x3x9999x9999", "9" * 5000])
def test_wrong_inputs_are_refused(model, text):
    with pytest.raises(ActlabError, match="--input:"):
        call("find", model, "--input", text)


def test_other_wrong_use_is_refused(model):
    with pytest.raises(ActlabError, match=r"there is no file nowhere\.py"):
        call("find", "nowhere.py:net")
    with pytest.raises(ActlabError, match="cannot import 'no_such_package'"):
        call("find", "no_such_package:net")
    with pytest.raises(ActlabError, match="--form, --opset and --inputs are for ONNX files"):
        call("swap", model, "--from", "relu", "--to", "mish", "--opset", "13")
    with pytest.raises(ActlabError, match="--check and --slower need a run"):
        call("swap", model, "--from", "relu", "--to", "mish", "--check", "1")
    for option, number in (("--check", "nan"), ("--check", -1), ("--slower", "nan"), ("--slower", 0)):
        with pytest.raises(ActlabError, match=f"{option}: expected a number .*, got {number}"):
            call("swap", model, "--from", "relu", "--to", "mish", "-i", "2x64", option, number)
    with pytest.raises(ActlabError, match="m.onnx would hold a state dict, which is no ONNX file"):
        call("swap", model, "--from", "relu", "--to", "mish", "--out", "m.onnx")
    with pytest.raises(IsADirectoryError):
        call("swap", model, "--from", "relu", "--to", "mish", "--out", ".")
    with pytest.raises(ActlabError, match="only=: no activation"):
        call("swap", model, "--from", "relu", "--to", "mish", "--only", "head")
