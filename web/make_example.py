"""Write src/data/example.json: the comparison that the Results tab opens with, run anew and cut to what it shows.

python web/make_example.py (half a minute)
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

FUNCTIONS = ("relu", "swish", "mish", "tanh")
SEEDS = 10
SHOWN = ("epoch", "test_accuracy", "test_loss")


def rounded(value):
    """The same plain data with at most five digits in each number: the page shows four."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value


with TemporaryDirectory() as folder:
    command = Path(sys.executable).with_name("actlab")
    subprocess.run(
        [command, "compare", *FUNCTIONS, "--seeds", str(SEEDS), "--epochs", "12", "--out", folder], check=True
    )
    results = json.loads(Path(folder, "results.json").read_text("utf-8"))
cut = {
    "data_set": {"name": results["data_set"]["name"]},
    "runs": [
        {"task": run["task"], "epochs": [{k: row[k] for k in SHOWN} for row in run["epochs"]]}
        for run in results["runs"]
    ],
    "arms": [
        {key: arm[key] for key in ("activation", "title", "final_test_accuracy", "best_test_accuracy", "diverged")}
        for arm in results["arms"]
    ],
    "pairs": [
        {
            **{key: pair[key] for key in ("arm", "against", "metric", "sentence")},
            "verdict": {key: pair["verdict"][key] for key in ("word", "difference")},
        }
        for pair in results["pairs"]
    ],
}
target = Path(__file__).with_name("src") / "data" / "example.json"
target.write_text(json.dumps(rounded(cut), separators=(",", ":")) + "\n", "utf-8")
