import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from actlab import names
from actlab.cli import app
from actlab.define import gates
from actlab.errors import BadValue, UnknownName
from actlab.golden import FOLDER, golden, points

COMMITTED = Path(__file__).parent.parent / FOLDER


@pytest.mark.parametrize("name", [*names(), *gates()])
def test_what_is_committed_is_what_the_record_gives(name):
    stored = json.loads((COMMITTED / f"{name}.json").read_text())
    made = json.loads(json.dumps(golden(name).as_dict()))
    for key in made.keys() - {"version", "bounds"}:
        assert stored[key] == made[key], f"{name}: {key} is stale: make golden"


def test_nothing_else_is_committed():
    assert {path.stem for path in COMMITTED.glob("*.json")} == {*names(), *gates()}


def test_both_neighbours_of_a_kink_are_there():
    x = points("hard_tanh", "bfloat16")
    assert {-1.0, -1.0 - 2**-7, -1.0 + 2**-8} <= set(x.tolist())
    assert np.isnan(x).sum() == 1


def test_a_wrong_implementation_does_not_pass():
    vectors, tanh_form = golden("gelu").columns, golden("gelu_tanh").columns
    finite = np.isfinite(vectors["value"])
    assert np.abs(vectors["value"] - tanh_form["value"])[finite].max() > 1e-4


def test_results_are_rounded_once_to_the_type():
    value = golden("mish", "bfloat16").columns["value"]
    finite = value[np.isfinite(value)].astype(np.float32)
    assert not (finite.view(np.uint32) & 0xFFFF).any()  # a bfloat16 is the upper half of a float32


@pytest.mark.parametrize("ending", ["json", "npz"])
def test_the_command_writes_a_file(tmp_path, ending):
    out = tmp_path / f"vectors.{ending}"
    done = CliRunner().invoke(app, ["golden", "swiglu_oai", "--dtype", "bfloat16", "-o", str(out)])
    assert done.exit_code == 0, done.output
    if ending == "npz":
        with np.load(out) as file:
            facts, values = json.loads(str(file["facts"])), file["value"]
    else:
        facts = json.loads(out.read_text())
        values = np.array([float.fromhex(number) for number in facts["value"]])
    assert (facts["function"], facts["dtype"]) == ("swiglu_oai", "bfloat16")
    assert len(values) > 400


def test_wrong_use_is_answered(tmp_path):
    with pytest.raises(UnknownName, match="Did you mean 'float32'"):
        golden("mish", "float33")
    with pytest.raises(BadValue, match=r"ends in \.json or \.npz"):
        golden("relu").write(tmp_path / "vectors.txt")
