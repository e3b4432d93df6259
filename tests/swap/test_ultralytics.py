"""The recipe for Ultralytics trains a network with the other activation."""

import importlib.util
import os
import re
import runpy
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

import actlab

EXAMPLE = Path(__file__).parents[2] / "examples" / "ultralytics_yolo.py"
BLOCKS = EXAMPLE.with_name("yolo_blocks.py")


def data_set(folder: Path) -> Path:
    """Four images with a square each."""
    import cv2

    for part in ("images", "labels"):
        (folder / part).mkdir()
    for number in range(4):
        image = np.zeros((64, 64, 3), np.uint8)
        image[16:48, 16:48] = 60 * number + 40
        cv2.imwrite(str(folder / "images" / f"{number}.png"), image)
        (folder / "labels" / f"{number}.txt").write_text("0 0.5 0.5 0.5 0.5\n", "utf-8")
    place = folder / "squares.yaml"
    place.write_text(f"path: {folder}\ntrain: images\nval: images\nnames: {{0: square}}\n", "utf-8")
    return place


def needed(name: str) -> None:
    """Skip by name: CI has no Ultralytics. A torchvision that does not fit the torch beside it counts as missing."""
    try:
        import_module(name)
    except (ImportError, RuntimeError) as error:
        pytest.skip(f"{name} is not there ({error})")


@pytest.mark.filterwarnings("ignore")  # Ultralytics' own
def test_the_recipe_swaps_every_place_of_the_network_that_the_trainer_makes() -> None:
    needed("ultralytics")
    found = importlib.util.spec_from_file_location("ultralytics_yolo", EXAMPLE)
    recipe = importlib.util.module_from_spec(found)
    found.loader.exec_module(recipe)
    trainer = recipe.SwappedTrainer.__new__(recipe.SwappedTrainer)  # its own __init__ wants a data set
    trainer.data, trainer.args = {"nc": 1, "channels": 3}, SimpleNamespace(cls_remap=False)
    network = trainer.get_model(cfg="yolov8n.yaml", verbose=False)
    assert not [part for part in network.modules() if isinstance(part, nn.SiLU)]
    assert network.eval()(torch.zeros(1, 3, 64, 64))[0].shape[0] == 1


def test_the_recipe_trains_with_mish(tmp_path: Path) -> None:
    needed("ultralytics")
    needed("torchvision")
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), str(data_set(tmp_path)), str(tmp_path)],
        capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path,
        env={**os.environ, "YOLO_OFFLINE": "true", "YOLO_CONFIG_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"swapped +1 swish -> mish, module", done.stdout)
    (trained,) = tmp_path.rglob("train/weights/best.pt")
    network = torch.load(trained, weights_only=False)["model"]  # the run above has just written it
    names = Counter(type(part) for _, part in network.named_modules(remove_duplicate=False))
    assert names[actlab.nn.Mish] == 57  # one module, shared by 57 convolutions
    assert not names[nn.SiLU]


def test_one_block_of_the_example_changes_though_all_share_a_silu() -> None:
    needed("ultralytics")
    network = runpy.run_path(str(BLOCKS))["network"]()
    x = torch.randn(2, 64, generator=torch.Generator().manual_seed(0))
    assert network(x).shape == (2, 10)
    (place,) = actlab.swap.find(network, x, views=())
    assert len(place.names) == 10
    report = actlab.swap(network, {"silu": "mish"}, x, only="2", strict=True, repeats=0)
    changed = [
        name for name, part in report.model.named_modules(remove_duplicate=False) if "Mish" in type(part).__name__
    ]
    assert changed == list(report.swapped[0].names)
    assert {name.partition(".")[0] for name in changed} == {"2"}
    assert "module at 4 names: 2 4" in str(report)
