"""The learner's walk runs, prints what it promises, and its notebook is the same walk."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from actlab.kernels import cache

EXAMPLE = Path(__file__).parents[3] / "examples" / "from_scratch.py"


def test_the_walk_prints_what_it_promises(mnist) -> None:
    done = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"step 100: the neuron says (0\.99|1\.00)", done.stdout)
    assert done.stdout.count(") = -0.2207, slope") == 2
    assert "WRONG" not in done.stdout
    assert done.stdout.count("ok    ") == 5
    scores = re.findall(r"test accuracy ([\d.]+)%", done.stdout)
    assert len(scores) == 3
    assert max(map(float, scores)) > 90
    pairs = re.findall(r"test loss ([\d.]+), published ([\d.]+)", done.stdout)
    assert len(pairs) == 3
    assert all(float(ours) == pytest.approx(float(printed), rel=1e-12) for ours, printed in pairs)


def code_of_the_notebook() -> str:
    cells = json.loads(EXAMPLE.with_suffix(".ipynb").read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_the_notebook_runs_and_without_mnist_says_what_it_leaves_out(tmp_path: Path) -> None:
    closed = "http://127.0.0.1:9"  # nothing answers there
    environment = {name: text for name, text in os.environ.items() if name.lower() not in ("actlab_data", "no_proxy")}
    environment["ACTLAB_CACHE"] = os.environ.get("ACTLAB_CACHE") or str(cache._of_user())  # of compiled kernels
    environment |= dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), closed)
    done = subprocess.run(
        [sys.executable, "-c", code_of_the_notebook()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**environment, "XDG_CACHE_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert "left out: mnist.npz is in none of" in done.stdout
