"""What ``actlab.swap`` finds and swaps in the model families of ten libraries: results/swap/families.csv and its table.

    python benchmarks/swap_families.py [--library NAME] [--only REGEX] [--csv FILE] [--out docs/swap_tables.md]

Each family runs in a process of its own with a limit of time and memory; a row that is there is not made again. For
each: the activations that one run showed, swapped to SiLU (to Gelu where SiLU is its own), missed; whether a swap back
gives the model's own output bit for bit; whether the swapped model gives, bit for bit, the output of the model that the
library itself builds with the other function; and the time of a forward pass after, relative to before.
"""

import argparse
import csv
import gc
import hashlib
import platform
import re
import sys
import time
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path
from textwrap import shorten

import swap_sources
import torch
from family_process import LARGEST, apart
from swap_sources import LIBRARIES, Family, NoChoiceError

from actlab.swap import FindReport, SwapReport
from actlab.swap.find.finding import find
from actlab.swap.find.running import arguments
from actlab.swap.replace.measuring import difference, measure
from actlab.swap.replace.swapping import swap

_LACKS = re.compile(r"missing \d+ required|[Yy]ou (have to|must) specify|exactly one of|not run")
LARGEST_IMAGE = 512  # a larger one takes some 10 GB with gradients
# Libraries in the order of what a family costs, so that a limit of time leaves the fewest out.
CHEAPEST = ("diffusers", "torch_geometric", "monai", "transformers", "segmentation_models_pytorch", "ultralytics")
COLUMNS = ("library", "version", "family", "model", "parameters", "found", "functions", "swapped", "left", "missed")
COLUMNS += ("intercepted", "back_equal", "native_equal", "seconds_before", "seconds_after", "notes", "problem")


def examine(family: Family) -> dict[str, object]:
    """The row of one family, without the library; of a larger model where the small one does not run."""
    first: dict[str, object] = {}
    for build in (family.build, *family.others):
        row = _examine(replace(family, build=build))
        if "problem" not in row:
            return row
        first = first or row
    return first


def _examine(family: Family) -> dict[str, object]:
    row: dict[str, object] = {"family": family.name, "model": family.model}
    try:
        torch.manual_seed(0)
        row["parameters"] = _size(family)
        if row["parameters"] > LARGEST:
            return row | {"problem": f"{row['parameters'] / 1e6:.0f} M parameters, not run"}
        model = family.build(None).eval()
        row["parameters"] = sum(p.numel() for p in model.parameters())
        inputs = _first_that_fits(family, model)
        row |= _swapped(family, model, inputs)
    except Exception as error:  # a family that fails is a row of the table
        text = (str(error).strip() or type(error).__name__).splitlines()[0]
        row["problem"] = f"{type(error).__name__}: {text[:200]}"
    return row


def _swapped(family: Family, model: torch.nn.Module, inputs: object) -> dict[str, object]:
    found = find(model, inputs, views=())
    counts = Counter(str(p.function) for p in found if not p.part_of)
    main = max(("relu", "gelu", "gelu_tanh", "swish"), key=lambda key: counts[key])
    target = "gelu" if main == "swish" else "silu"
    report = swap(model, {"*": target}, inputs, repeats=3)
    row = {
        "found": sum(counts.values()),
        "functions": ", ".join(f"{count} {key}" for key, count in counts.most_common()),
        "swapped": len(report.swapped),
        "left": len([left for left in report.left if not left.place.part_of]),
        "missed": re.sub(
            r"/\S*/site-packages/", "", "; ".join(f"{left.place.name}: {left.reason}" for left in report.missed[:3])
        ),
        "intercepted": sum("intercepted" in note for note in report.notes),
        "seconds_before": f"{report.seconds_before:.4g}",
        "seconds_after": f"{report.seconds_after:.4g}",
    }
    row["native_equal"] = _native_is_equal(family, model, report, inputs, target)
    if row["native_equal"] != "True":
        row["back_equal"] = _back_is_equal(model, inputs, main)
    return row


def _back_is_equal(model: torch.nn.Module, inputs: object, main: str) -> str:
    """The main function to softsign and back, against the model itself."""
    forth = swap(model, {main: "softsign"}, inputs, repeats=0)
    if not forth.swapped:
        return ""
    back = swap(forth.model, {"softsign": main}, inputs, repeats=0)
    return _equal(back.model, model, inputs)


def _native_is_equal(family: Family, model: torch.nn.Module, report: SwapReport, inputs: object, target: str) -> str:
    """Against the model that the library builds with the other function; empty where it has no such choice."""
    try:
        native = family.build(target).eval()
        native.load_state_dict(model.state_dict())
    except NoChoiceError:
        return ""
    except Exception as error:  # not every model takes another function
        return f"not built: {type(error).__name__}"
    before, after = _counts(report.found), _counts(find(native, inputs, views=()))
    chosen = {key: target for key in before if not after[key]}
    if not chosen:
        return "its own choice changes none"
    if some := [key for key in before if 0 < after[key] < before[key]]:
        return f"its own choice leaves {after[some[0]]} of {before[some[0]]} {some[0]}"
    swapped = report.model if chosen.keys() == before.keys() else swap(model, chosen, inputs, repeats=0).model
    return _equal(swapped, native, inputs)


def _counts(found: FindReport) -> Counter[str]:
    return Counter(str(place.function) for place in found if place.calls and not place.part_of)


def _equal(first: torch.nn.Module, second: torch.nn.Module, inputs: object) -> str:
    """``True`` for the same bits, else the largest difference relative to the largest number."""
    apart = difference(measure(first, inputs, 0)[0], measure(second, inputs, 0)[0])
    return "no numbers" if apart is None else "True" if apart.absolute == 0 else f"{apart.relative:.1g}"


def _size(family: Family) -> int:
    """The number of parameters, without memory for them where the model allows it."""
    try:
        with torch.device("meta"):
            return sum(p.numel() for p in family.build(None).parameters())
    except Exception:  # some models compute with their weights while they are made
        return 0


def _first_that_fits(family: Family, model: torch.nn.Module) -> object:
    problem: Exception | None = None
    for inputs in family.inputs(model):
        args, kwargs = arguments(inputs)
        if any(
            isinstance(v, torch.Tensor) and v.dim() > 3 and v.shape[-1] > LARGEST_IMAGE
            for v in (*args, *kwargs.values())
        ):
            problem = problem or ValueError("larger images than 512x512, not run")
            continue
        try:
            with torch.no_grad():
                model(*args, **kwargs)
        except Exception as error:
            if problem is None or _LACKS.search(str(problem)):  # an input more may show what it is about
                problem = error
            continue
        return inputs
    raise problem or ValueError("no inputs are known for it")


# ---- the table -------------------------------------------------------------------------------------------------------


def summary(rows: list[dict[str, str]]) -> str:
    ran = [row for row in rows if not row["problem"]]
    compared = [row["native_equal"] for row in ran if re.match(r"True|[0-9]", row["native_equal"])]
    back = [row["back_equal"] for row in ran if row["back_equal"]]
    ratios = sorted(float(row["seconds_after"]) / float(row["seconds_before"]) for row in ran)
    return (
        f"{len(ran)} of {len(rows)} ran: {sum(int(row['found']) for row in ran)} activations found, "
        f"{sum(int(row['swapped']) for row in ran)} swapped, {sum(bool(row['missed']) for row in ran)} models with one "
        f"missed; {back.count('True')} of {len(back)} equal after the way back, {compared.count('True')} of "
        f"{len(compared)} equal to the model the library builds with the other function; median time after to before "
        f"{ratios[len(ratios) // 2] if ratios else 0:.2f}."
    )


def table(rows: list[dict[str, str]]) -> list[str]:
    lines = [
        "| family | activations found | swapped | left | missed | back | native | time |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        if row["problem"]:
            lines.append(f"| {row['family']} | {shorten(row['problem'].replace('|', '/'), 120)} | | | | | | |")
            continue
        ratio = float(row["seconds_after"]) / float(row["seconds_before"])
        missed = re.sub(r"/\S*site-packages/", "", row["missed"])[:160].replace("|", "/") or "0"
        equal = {"True": "equal"}
        lines.append(
            f"| {row['family']} | {row['functions'] or '0'} | {row['swapped']} | {row['left']} | {missed} "
            f"| {equal.get(row['back_equal'], row['back_equal'])} "
            f"| {equal.get(row['native_equal'], row['native_equal'])} | {ratio:.2f} |"
        )
    return lines


def page(rows: list[dict[str, str]]) -> str:
    sections = [
        "# What `actlab.swap` finds and swaps",
        "",
        f"Made by `benchmarks/swap_families.py` on {platform.machine()}, torch {torch.__version__}, one thread of a "
        "shared machine, medians of 3 forward passes. Random weights, evaluation mode; small configurations, so times "
        "are those of the calls, not of a model in use. `native`: swapped, the output is bit for bit that of the model "
        "which the library itself builds with the other function. `back`: where there is no such model, swapped to "
        "softsign and back, the output is the model's own. A number is the largest difference, relative to the largest "
        "output. All rows: `results/swap/families.csv`.",
        "",
    ]
    for library in dict.fromkeys(row["library"] for row in rows):
        group = [row for row in rows if row["library"] == library]
        sections += [f"## {library} {group[0]['version']}", "", summary(group), "", *table(group), ""]
    return "\n".join(sections)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--library", choices=[*LIBRARIES, "all"], default="all")
    parser.add_argument("--csv", type=Path, default=Path("results/swap/families.csv"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--again", action="store_true", help="Make rows with a problem again.")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="Start no family after so many minutes.")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    held = swap_sources.torchvision_importable()
    rows = list(csv.DictReader(chosen.csv.open(encoding="utf-8"))) if chosen.csv.exists() else []
    known = {(row["library"], row["family"]) for row in rows if not (chosen.again and row["problem"])}
    end = time.monotonic() + 60 * chosen.minutes
    for library in sorted(LIBRARIES, key=lambda name: (*CHEAPEST, name).index(name)):
        source = LIBRARIES[library]
        if chosen.library not in (library, "all"):
            continue
        # In an order that has nothing to do with the names, so that a part of the rows stands for all.
        for family in sorted(source(), key=lambda family: hashlib.sha256(family.name.encode()).hexdigest()):
            if (library, family.name) in known or not re.search(chosen.only, family.name):
                continue
            if time.monotonic() > end:
                break
            started = time.perf_counter()
            row = {"library": library, "version": swap_sources.version(library), **apart(family, examine)}
            rows = [old for old in rows if (old["library"], old["family"]) != (library, family.name)]
            rows.append({name: str(row.get(name, "")) for name in COLUMNS})
            print(f"{time.perf_counter() - started:6.1f} s", {k: v for k, v in rows[-1].items() if v}, flush=True)
            _write(chosen.csv, rows)
            gc.collect()
    del held
    if chosen.out:
        chosen.out.write_text(page(sorted(rows, key=lambda row: list(LIBRARIES).index(row["library"]))), "utf-8")
    return 0


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
