"""Whether the models of transformers run what their configurations ask for: results/swap/verified.csv and its table.

    python benchmarks/verify_families.py [--only REGEX] [--again] [--minutes N] [--csv FILE] [--out docs/verify_tables.md]

Each family is built small with random weights, in a process of its own with a limit of time and memory, and
``actlab.verify`` compares every layer with the configuration. A row that is there is not made again, except with --again.
"""

import argparse
import csv
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from textwrap import shorten

import swap_sources
import torch
from family_process import LARGEST, apart
from swap_sources import Family

from actlab import arrays, exact
from actlab.swap.verify.models import verify_model
from actlab.swap.verify.verdict import AS_CONFIGURED, UNREAD

COLUMNS = ("version", "family", "model", "verdict", "layers", "functions", "differ", "unread", "others", "problem")
WARM = "gemma"


def examine(family: Family) -> dict[str, object]:
    """The row of one family; of a larger model where the smallest cannot be built or read."""
    best: dict[str, object] = {}
    for build in (family.build, *family.others):
        row = _examine(family, build)
        if not best or ("problem" in best and "problem" not in row) or row.get("verdict") == AS_CONFIGURED:
            best = row
        if "problem" not in best and best["verdict"] != UNREAD:
            break
    return best


def _examine(family: Family, build: Callable[[None], torch.nn.Module]) -> dict[str, object]:
    row: dict[str, object] = {"family": family.name, "model": family.model}
    try:
        torch.manual_seed(0)
        with torch.device("meta"):
            size = sum(p.numel() for p in build(None).parameters())
        if size > LARGEST:
            return row | {"problem": f"{size / 1e6:.0f} M parameters, not built"}
    except Exception as error:  # some models compute with their weights while they are made
        if build is not family.build:
            return row | {"problem": f"{type(error).__name__} where its size was counted"}
    try:
        found = verify_model(build(None), name=family.name)
    except Exception as error:  # a family that fails is a row of the table
        return row | {"problem": f"{type(error).__name__}: {(str(error).strip() or '-').splitlines()[0][:160]}"}
    counts = Counter(layer.expected for layer in found if layer.agrees)
    return row | {
        "verdict": found.verdict if found.layers else "no activation in its configuration",
        "layers": len(found),
        "functions": ", ".join(f"{count} {key}" for key, count in counts.items()),
        "differ": "; ".join(
            f"{layer.name}: {layer.sentence}" for layer in found if layer.verdict.startswith(("other", "parameter"))
        ),
        "unread": "; ".join(f"{layer.name}: {layer.sentence}" for layer in found if layer.verdict.startswith("could")),
        "others": ", ".join(found.others),
    }


def page(rows: list[dict[str, str]]) -> str:
    counts = Counter(row["verdict"] or "not built" for row in rows)
    lines = [
        f"# What the models of transformers {rows[0]['version']} run",
        "",
        "Made by `benchmarks/verify_families.py`: each family is built small with random weights, and `actlab.verify` "
        "compares every layer with what the configuration asks for, value and slope. All rows: "
        "`results/swap/verified.csv`.",
        "",
        f"{len(rows)} families: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()) + ".",
        "",
        "| family | verdict | as configured | differs or could not be read |",
        "| --- | --- | --- | --- |",
    ]
    order = {"other function": 0, "parameter differs": 0, "could not be read": 1}
    for row in sorted(rows, key=lambda row: (order.get(row["verdict"], 2 + bool(row["problem"])), row["family"])):
        text = shorten((row["differ"] or row["unread"] or row["problem"]).replace("|", "/"), 300, placeholder=" ...")
        lines.append(f"| {row['family']} | {row['verdict'] or 'not built'} | {row['functions']} | {text} |")
    return "\n".join([*lines, ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="Start no family after so many minutes.")
    parser.add_argument("--csv", type=Path, default=Path("results/swap/verified.csv"))
    parser.add_argument("--again", action="store_true", help="Examine those that are not as configured once more.")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    held = swap_sources.torchvision_importable()
    exact.value("gelu", 1.0)
    arrays.value("swiglu", 1.0, 1.0)
    families = list(swap_sources.transformers_models())
    examine(next(family for family in families if family.name == WARM))  # loads here, not again in each process
    rows = list(csv.DictReader(chosen.csv.open(encoding="utf-8"))) if chosen.csv.exists() else []
    if chosen.again:
        rows = [row for row in rows if row["verdict"] == AS_CONFIGURED or not re.search(chosen.only, row["family"])]
    known = {row["family"] for row in rows}
    end = time.monotonic() + 60 * chosen.minutes
    for family in families:
        if family.name in known or not re.search(chosen.only, family.name) or time.monotonic() > end:
            continue
        row = {"version": swap_sources.version("transformers"), **apart(family, examine)}
        rows.append({name: re.sub(r"\S*/site-packages/", "", str(row.get(name, ""))) for name in COLUMNS})
        print({key: value for key, value in rows[-1].items() if value}, flush=True)
        with chosen.csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    del held
    if chosen.out:
        chosen.out.write_text(page(rows), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
