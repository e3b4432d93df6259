import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from actlab import exact_gates, names
from actlab.cli import app
from actlab.define import choose_gate, gates
from actlab.errors import BadValue, UnknownName
from actlab.golden import FOLDER, golden, pairs, points
from actlab.kernels import gate_bounds

COMMITTED = Path(__file__).parent.parent / FOLDER


def stored(name):
    return json.loads((COMMITTED / f"{name}.json").read_text())


def numbers(column):
    return np.array([float.fromhex(number) for number in column])


@pytest.mark.parametrize("name", names())
def test_what_is_committed_is_what_the_record_gives(name):
    made = json.loads(json.dumps(golden(name).as_dict()))
    for key in made.keys() - {"version"}:  # the bounds too, which kernels/bounds.csv has
        assert stored(name)[key] == made[key], f"{name}: {key} is stale: make golden"


@pytest.mark.parametrize("name", gates())
def test_what_is_committed_of_a_gate_is_what_its_record_gives(name):
    facts, choice = stored(name), choose_gate(name)
    a, b = pairs(choice)
    errors = gate_bounds.of(name, "avx512")
    for column, what in (("value", "value"), ("slope_a", "by_a"), ("slope_b", "by_b")):
        row = errors["float32", what]
        assert facts["bounds"][column] == {"error": row.error, "unit": row.unit, "at": [row.a, row.b]}, "make golden"
    assert (facts["formula"], facts["function"]) == (choice.activation.formula, choice.key)
    np.testing.assert_array_equal(numbers(facts["a"]), a)
    np.testing.assert_array_equal(numbers(facts["b"]), b)
    for key, by in (("value", ""), ("slope_a", "a"), ("slope_b", "b")):
        column = numbers(facts[key])
        for at in range(0, len(a), 23):  # one costs half a millisecond
            assert column[at] == exact_gates.rounded(choice, float(a[at]), float(b[at]), "float32", *by)


def test_nothing_else_is_committed():
    assert {path.stem for path in COMMITTED.glob("*.json")} == {*names(), *gates()}


def test_both_neighbours_of_a_kink_are_there():
    x = points("hard_tanh", "bfloat16")
    assert {-1.0, -1.0 - 2**-7, -1.0 + 2**-8} <= set(x.tolist())
    assert np.isnan(x).sum() == 1


def test_a_wrong_implementation_does_not_pass():
    vectors, tanh_form = golden("gelu").columns, golden("gelu_tanh").columns
    finite = np.isfinite(vectors["x"])
    assert np.abs(vectors["value"][finite] - tanh_form["value"][finite]).max() > 1e-4


def test_results_are_rounded_once_to_the_type():
    value = golden("mish", "bfloat16").columns["value"]
    finite = value[np.isfinite(value)].astype(np.float32)
    assert not (finite.view(np.uint32) & 0xFFFF).any()  # a bfloat16 is the upper half of a float32


@pytest.mark.parametrize(("name", "ending"), [("swish:beta=2.0", "json"), ("reglu", "npz")])
def test_the_command_writes_a_file(tmp_path, name, ending):
    out = tmp_path / f"vectors.{ending}"
    done = CliRunner().invoke(app, ["golden", name, "--dtype", "bfloat16", "-o", str(out)])
    assert done.exit_code == 0, done.output
    if ending == "npz":
        with np.load(out) as file:
            facts, values = json.loads(str(file["facts"])), file["value"]
    else:
        facts = json.loads(out.read_text())
        values = np.array([float.fromhex(number) for number in facts["value"]])
    assert (facts["function"], facts["dtype"]) == (name, "bfloat16")
    assert len(values) > 90


def test_wrong_use_is_answered(tmp_path):
    with pytest.raises(UnknownName, match="Did you mean 'float32'"):
        golden("mish", "float33")
    with pytest.raises(BadValue, match=r"ends in \.json or \.npz"):
        golden("relu").write(tmp_path / "vectors.txt")
