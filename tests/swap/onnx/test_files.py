"""Reading and writing ONNX files: external weights, damaged files, and nothing where it does not belong."""

import numpy as np
import onnx
import pytest
from helpers import onnx_mutations
from helpers.onnx_models import model_of, saved
from onnx import TensorProto, helper, numpy_helper

from actlab.cli import main
from actlab.errors import BadData, BadValue
from actlab.swap import onnx as graphs


def test_external_weights_stay_external(tmp_path):
    weights = np.random.default_rng(0).standard_normal((8, 8)).astype(np.float32)
    nodes = [helper.make_node("MatMul", ["x", "w"], ["m"]), helper.make_node("Mish", ["m"], ["y"])]
    made = model_of(nodes, initializers=[numpy_helper.from_array(weights, "w")])
    folder = tmp_path / "source"
    folder.mkdir()
    onnx.save(made, str(folder / "a.onnx"), save_as_external_data=True, location="w.bin", size_threshold=0)
    out = tmp_path / "target" / "b.onnx"
    report = graphs.swap(folder / "a.onnx", {"mish": "stable"}, out)
    assert report.checked.absolute < 1e-5
    assert (out.parent / "w.bin").read_bytes() == (folder / "w.bin").read_bytes()
    (folder / "w.bin").unlink()
    with pytest.raises(BadData, match="the weights of .* are missing"):
        graphs.swap(folder / "a.onnx", {"mish": "stable"}, tmp_path / "other" / "b.onnx", checked=False)


@pytest.mark.slow
def test_models_over_two_gigabytes_are_rewritten(tmp_path):
    rows = 280_000_000  # of 8 bytes: 2.24 GB, a sparse file of zeros
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, rows], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "w.bin"), ("offset", "0"), ("length", str(8 * rows))):
        weight.external_data.add(key=key, value=value)
    with (tmp_path / "w.bin").open("wb") as file:
        file.truncate(8 * rows)
    nodes = [
        helper.make_node("ReduceMax", ["w"], ["m"], keepdims=0),
        helper.make_node("Add", ["x", "m"], ["a"]),
        helper.make_node("Mish", ["a"], ["y"]),
    ]
    path = saved(tmp_path / "a.onnx", nodes, initializers=[weight])
    report = graphs.swap(path, {"mish": "stable"}, tmp_path / "b.onnx", repeats=1)
    assert len(report.swapped) == 1
    assert report.checked.absolute < 2e-6


def _listed(folder):
    return sorted(path.name for path in folder.iterdir())


def _with_location(folder, location, length=16):
    """A model in ``folder`` whose weights lie at ``location``."""
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[length // 4], data_location=TensorProto.EXTERNAL)
    if location is not None:
        weight.external_data.add(key="location", value=location)
    folder.mkdir(parents=True, exist_ok=True)
    nodes = [helper.make_node("Add", ["x", "w"], ["h"]), helper.make_node("Relu", ["h"], ["y"])]
    made = model_of(nodes, shape=(length // 4,), initializers=[weight])
    (folder / "m.onnx").write_bytes(made.SerializeToString())
    return folder / "m.onnx"


@pytest.mark.parametrize(
    "location",
    ["../victim.txt", "/etc/hostname", "a/../../victim.txt", "..\\victim.txt", "C:\\victim.txt", "\\victim.txt"],
)
@pytest.mark.parametrize("beside", [False, True])
def test_weights_outside_of_the_models_folder_are_refused(tmp_path, location, beside):
    model = _with_location(tmp_path / "download", location)
    (tmp_path / "victim.txt").write_bytes(b"EVIL" + bytes(12))
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "victim.txt").write_text("precious")
    out = (tmp_path / "download" if beside else tmp_path / "work" / "out") / "o.onnx"
    with pytest.raises(BadData, match="which is outside of the model's folder"):
        graphs.swap(model, {"relu": "mish"}, out, checked=False)
    with pytest.raises(BadData, match="which is outside of the model's folder"):
        graphs.find(model)
    assert (tmp_path / "work" / "victim.txt").read_text() == "precious"
    assert not out.exists()


def test_a_link_does_not_lead_out_of_the_folder(tmp_path):
    (tmp_path / "secret").write_bytes(bytes(16))
    model = _with_location(tmp_path / "download", "w.bin")
    (tmp_path / "download" / "w.bin").symlink_to(tmp_path / "secret")
    with pytest.raises(BadData, match="'w.bin', which is outside of the model's folder"):
        graphs.swap(model, {"relu": "mish"}, tmp_path / "out" / "o.onnx", checked=False)
    (tmp_path / "download" / "w.bin").unlink()
    (tmp_path / "download" / "w.bin").write_bytes(bytes(16))
    (tmp_path / "out").mkdir(exist_ok=True)
    (tmp_path / "out" / "w.bin").symlink_to(tmp_path / "secret")  # where the copy would go
    with pytest.raises(BadData, match="outside of the model's folder"):
        graphs.swap(model, {"relu": "mish"}, tmp_path / "out" / "o.onnx", checked=False)
    assert (tmp_path / "secret").read_bytes() == bytes(16)


def test_weights_in_attributes_and_branches_are_looked_at(tmp_path):
    held = TensorProto(name="c", data_type=TensorProto.FLOAT, dims=[2], data_location=TensorProto.EXTERNAL)
    held.external_data.add(key="location", value="../victim.txt")
    output = helper.make_tensor_value_info("z", TensorProto.FLOAT, [2])
    branch = helper.make_graph([helper.make_node("Constant", [], ["z"], value=held)], "branch", [], [output])
    made = model_of([helper.make_node("If", ["x"], ["y"], then_branch=branch, else_branch=branch)])
    (tmp_path / "m.onnx").write_bytes(made.SerializeToString())
    with pytest.raises(BadData, match="outside of the model's folder"):
        graphs.find(tmp_path / "m.onnx")


def test_weights_without_a_place_are_named(tmp_path):
    with pytest.raises(BadData, match="the tensor 'w' lies in an external file, and the model does not say in which"):
        graphs.find(_with_location(tmp_path / "m", None))


def test_another_file_beside_the_output_is_not_overwritten(tmp_path):
    model = _with_location(tmp_path / "in", "w.bin")
    (tmp_path / "in" / "w.bin").write_bytes(bytes(16))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "w.bin").write_bytes(b"of another model")
    with pytest.raises(BadValue, match=r"go to .*w.bin, where another file lies. Nothing was written"):
        graphs.swap(model, {"relu": "mish"}, tmp_path / "out" / "o.onnx", checked=False)
    assert _listed(tmp_path / "out") == ["w.bin"]
    (tmp_path / "out" / "w.bin").write_bytes(bytes(16))  # the same: a second swap into one folder
    graphs.swap(model, {"relu": "mish"}, tmp_path / "out" / "o.onnx", repeats=1)
    graphs.swap(model, {"relu": "mish"}, tmp_path / "out" / "o.onnx", repeats=1)
    assert _listed(tmp_path / "out") == ["o.onnx", "w.bin"]
    with pytest.raises(BadValue, match="where another file lies"):
        graphs.swap(model, {"relu": "mish"}, tmp_path / "in" / "w.bin", checked=False)
    assert (tmp_path / "in" / "w.bin").read_bytes() == bytes(16)


def test_nothing_lies_there_when_the_check_fails(tmp_path):
    model = _with_location(tmp_path / "in", "w.bin")
    (tmp_path / "in" / "w.bin").write_bytes(bytes(16))
    for folder in ("in", "out"):
        with pytest.raises(BadValue, match="input 'x' has the shape 4, got 5"):
            graphs.swap(model, {"relu": "mish"}, tmp_path / folder / "o.onnx", shapes=[(5,)])
    assert _listed(tmp_path / "in") == ["m.onnx", "w.bin"]
    assert _listed(tmp_path / "out") == []
    with pytest.raises(BadValue, match="is the model itself"):
        graphs.swap(model, {"relu": "mish"}, model)
    with pytest.raises(BadValue, match="cannot write .* Nothing was written"):
        graphs.swap(model, {"relu": "mish"}, tmp_path / "in", checked=False)


def _one_message(tmp_path, capsys, name, data):
    (tmp_path / "m.onnx").write_bytes(data)
    arguments = ["swap", "m.onnx", "--from", "*", "--to", "stable", "--out", "o.onnx", "--check", "1"]
    try:
        code = 0
        _command(arguments)
    except SystemExit as exit_:
        code = exit_.code or 0
    captured = capsys.readouterr()
    assert code in (0, 1, 2), name
    if code == 2:
        message = captured.err.strip()
        assert message.startswith("actlab: "), name
        assert "\n" not in message, name
        assert len(message) < 900, name
    return code


def _command(arguments):
    import sys

    before = sys.argv
    sys.argv = ["actlab", *arguments]
    try:
        main()
    finally:
        sys.argv = before


def _mutated(tmp_path, capsys, monkeypatch, count):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "e.bin").write_bytes(onnx_mutations.WEIGHTS)
    assert _one_message(tmp_path, capsys, "unchanged", onnx_mutations.original().SerializeToString()) == 0
    codes = [_one_message(tmp_path, capsys, *mutation) for mutation in onnx_mutations.mutations(count)]
    assert codes.count(2) > count / 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".actlab")] == []


CHANGES = {"text": (b"Relu", b"Re\xffu"), "type": (b"\x08\x01\x12\x08", b"\x08\x41\x12\x08")}


@pytest.mark.parametrize("change", CHANGES)
def test_a_text_that_is_none_and_a_type_that_is_none_are_one_message(tmp_path, capsys, monkeypatch, change):
    monkeypatch.chdir(tmp_path)
    made = model_of([helper.make_node("Mish", ["x"], ["h"]), helper.make_node("Relu", ["h"], ["y"])])
    data = made.SerializeToString()
    assert CHANGES[change][0] in data
    assert _one_message(tmp_path, capsys, change, data.replace(*CHANGES[change])) == 2


def test_a_damaged_file_ends_in_one_message(tmp_path, capsys, monkeypatch):
    _mutated(tmp_path, capsys, monkeypatch, 60)


@pytest.mark.slow
def test_three_hundred_damaged_files_end_in_one_message_each(tmp_path, capsys, monkeypatch):
    _mutated(tmp_path, capsys, monkeypatch, 300)
