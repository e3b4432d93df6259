"""The notebooks run, are the examples that they are made from, and are committed with what they print and draw."""

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = ("compare_your_model", "from_scratch", "swap_and_deploy")


def maker():
    found = spec_from_file_location("make_notebook", EXAMPLES / "make_notebook.py")
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_its_example_and_has_outputs(name: str) -> None:
    committed = json.loads((EXAMPLES / f"{name}.ipynb").read_text("utf-8"))
    fresh = maker().notebook((EXAMPLES / f"{name}.py").read_text("utf-8"), run=False)
    again = f"make it again: python examples/make_notebook.py examples/{name}.py"
    assert [cell["source"] for cell in committed["cells"]] == [cell["source"] for cell in fresh["cells"]], again
    assert any(cell.get("outputs") for cell in committed["cells"]), again


FEW = {"seeds=8": "seeds=2", "seeds=6": "seeds=2", "epochs=10": "epochs=1", "epochs=5": "epochs=1"}


@pytest.mark.parametrize("changes", [FEW, pytest.param({}, marks=pytest.mark.slow)], ids=["few seeds", "whole"])
@pytest.mark.parametrize("name", ["compare_your_model", "swap_and_deploy"])  # the other: tests/paper/replay
def test_an_example_runs(name: str, changes: dict[str, str]) -> None:
    text = (EXAMPLES / f"{name}.py").read_text("utf-8")
    for whole, few in changes.items():
        text = text.replace(whole, few)
    program = f"import matplotlib; matplotlib.use('agg')\n{text}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_outputs_are_what_a_cell_prints_returns_and_draws() -> None:
    cells = maker().notebook('# %%\nprint("a")\n1 + 1\n# %%\nimport matplotlib.pyplot as plt\nplt.figure()\n')["cells"]
    kinds = [[output["output_type"] for output in cell["outputs"]] for cell in cells]
    assert kinds == [["stream", "execute_result"], ["execute_result", "display_data"]]
    assert cells[0]["outputs"][1]["data"] == {"text/plain": ["2"]}
