"""The tables of docs/swap_tables.md: torchvision's classification models, all families of timm, some of transformers.

    python benchmarks/swap_families.py [--only REGEX] [--out docs/swap_tables.md]

For each: the activations found in one run, swapped to Mish, missed, and the time of a forward pass (one image or text,
one thread) before and after. Weights are random. The libraries must be installed; beside a CPU build of torch,
torchvision imports only when the schemas of two of its operators are defined first: that is done here, not in actlab.
"""

import argparse
import gc
import json
import platform
import re
import sys
import time
import warnings
from pathlib import Path

import torch

# In the names of small models, the smallest first.
SMALL = ("test", "atto", "femto", "pico", "nano", "xxs", "xx_small", "tiny", "xs", "micro", "mini")
SMALL += ("_s", "small", "18", "b0")
LARGEST = 130_000_000  # parameters; larger ones do not run beside others on a machine of 24 GB
# Families of transformers by what they do; they are made small: two layers of 128 where their configuration says so.
TEXT = ("albert", "bart", "bert", "bloom", "deberta-v2", "distilbert", "electra", "falcon", "gemma", "gpt2")
TEXT += (
    "gpt_neox",
    "llama",
    "mamba",
    "mistral",
    "mixtral",
    "modernbert",
    "mpt",
    "opt",
    "phi",
    "qwen2",
    "roberta",
    "t5",
)
IMAGES = ("clip_vision_model", "convnext", "convnextv2", "deit", "dinov2", "mobilevit", "resnet", "segformer")
IMAGES += ("siglip_vision_model", "swin", "vit")
REDUCED = {"num_hidden_layers": 2, "hidden_size": 128, "num_attention_heads": 4, "num_key_value_heads": 4}
REDUCED |= {"intermediate_size": 256, "vocab_size": 1000, "pad_token_id": 0}
LARGEST_IMAGE = 512  # a larger one takes some 10 GB with gradients


def torchvision_importable():
    """Define the operators that torchvision's library would have brought, unless it did."""
    if hasattr(torch.ops.torchvision, "nms"):
        return None
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return library


def torchvision_models():
    from torchvision import models

    for name in models.list_models(module=models):
        more = {"init_weights": False} if name in ("inception_v3", "googlenet") else {}
        size = 299 if name == "inception_v3" else 224
        yield (
            name,
            name,
            lambda name=name, more=more: models.get_model(name, weights=None, **more),
            image(3, size, size),
        )


def timm_models():
    import timm

    for family in timm.list_modules():
        names = timm.list_models(module=family)
        if names:
            yield family, *_smallest(timm, names)


def _smallest(timm, names):
    def rank(name):
        return next((number for number, token in enumerate(SMALL) if token in name), len(SMALL)), len(name), name

    name = min(names, key=rank)
    size = timm.get_pretrained_cfg(name)
    shape = size.input_size if size else (3, 224, 224)
    return name, lambda: timm.create_model(name, pretrained=False), image(*shape)


def transformers_models():
    import transformers

    transformers.logging.set_verbosity_error()
    ids = torch.randint(1, REDUCED["vocab_size"], (1, 16), generator=torch.Generator().manual_seed(0))
    for kind in sorted((*TEXT, *IMAGES)):
        whole = transformers.AutoConfig.for_model(kind)
        smaller = {key: number for key, number in REDUCED.items() if isinstance(getattr(whole, key, None), int)}
        if kind.startswith("convnext"):  # hidden_size stands there for the width of the last stage
            smaller = {}
        config = transformers.AutoConfig.for_model(kind, **smaller)
        both = kind in ("bart", "t5")  # encoder and decoder
        inputs = ((ids, None, ids) if both else ids) if kind in TEXT else image(3, 224, 224)
        yield kind, kind, lambda config=config: transformers.AutoModel.from_config(config), inputs


def image(*shape):
    return torch.randn(1, *shape, generator=torch.Generator().manual_seed(0))


def size(factory):
    """The number of parameters, without memory for them where the model allows it."""
    try:
        return sum(p.numel() for p in factory().parameters())
    except Exception:  # some models compute with their weights while they are made
        return 0


def examine(name, factory, x):
    from actlab.swap.find.finding import find
    from actlab.swap.replace.swapping import swap

    row = {"name": name}
    if isinstance(x, torch.Tensor) and x.shape[-1] > LARGEST_IMAGE:
        return row | {"problem": f"images of {x.shape[-1]}x{x.shape[-2]}, not run"}
    try:
        with torch.device("meta"):
            row["parameters"] = size(factory)
        if row["parameters"] > LARGEST:
            return row | {"problem": f"{row['parameters'] / 1e6:.0f} M parameters, not run"}
        model = factory().eval()
        found = find(model, x, views=("fx",))
        report = swap(model, {"*": "mish"}, x, in_place=True, repeats=3)
        row |= {
            "found": len(found) - sum(bool(place.part_of) for place in found),
            "functions": ", ".join(f"{count} {key}" for key, count in found.counts.most_common()),
            "swapped": len(report.swapped),
            "missed": [f"{left.place.name}: {left.reason}" for left in report.missed],
            "not_run": sum(place.calls == 0 for place in found),
            "fx": next((view.problem for view in found.views if view.name == "torch.fx"), ""),
            "disagree": [text for text in found.disagreements if "did not run" not in text],
            "before": report.seconds_before,
            "after": report.seconds_after,
        }
    except Exception as error:  # a family that fails is a row of the table
        row["problem"] = f"{type(error).__name__}: {str(error).splitlines()[0][:160]}"
    return row


def table(rows):
    lines = [
        "| model | activations found | swapped | missed | torch.fx | ms before | ms after |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        if "problem" in row:
            lines.append(f"| {row['name']} | {row['problem'].replace('|', '/')} | | | | | |")
            continue
        fx = "traces" if not row["fx"] else "does not trace"
        if row["disagree"]:
            fx += ", " + "; ".join(row["disagree"][:2])
        missed = re.sub(r"/\S*site-packages/", "", "; ".join(row["missed"][:2])) or "0"
        lines.append(
            f"| {row['name']} | {row['functions'] or '0'} | {row['swapped']} | {missed} | {fx} "
            f"| {row['before'] * 1e3:.0f} | {row['after'] * 1e3:.0f} |"
        )
    return lines


def summary(rows):
    ran = [row for row in rows if "problem" not in row]
    return (
        f"{len(ran)} of {len(rows)} ran: {sum(row['found'] for row in ran)} activations found, "
        f"{sum(row['swapped'] for row in ran)} swapped, {sum(len(row['missed']) for row in ran)} missed; "
        f"torch.fx traces {sum(not row['fx'] for row in ran)} of them."
    )


LIBRARIES = {"torchvision": torchvision_models, "timm": timm_models, "transformers": transformers_models}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--library", choices=[*LIBRARIES, "all"], default="all")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--rows", type=Path, help="A file of rows made before; each row is added when it is done.")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    held = torchvision_importable()
    known = {}
    if chosen.rows and chosen.rows.exists():
        known = {json.loads(line)["key"]: json.loads(line) for line in chosen.rows.read_text("utf-8").splitlines()}
    sections = []
    for library, source in LIBRARIES.items():
        if chosen.library not in (library, "all"):
            continue
        rows = []
        for family, name, factory, inputs in source():
            if not re.search(chosen.only, family):
                continue
            key = f"{library}/{family}"
            if key not in known:
                started = time.perf_counter()
                if chosen.rows:  # stands as the row if the system ends the process, as it does for want of memory
                    killed = {"key": key, "family": family, "name": name, "problem": "needs more memory than there was"}
                    with chosen.rows.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(killed) + "\n")
                known[key] = examine(name, factory, inputs) | {"key": key, "family": family}
                print(f"{time.perf_counter() - started:6.1f} s", json.dumps(known[key])[:300], flush=True)
                if chosen.rows:
                    with chosen.rows.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(known[key]) + "\n")
                gc.collect()
            rows.append(known[key])
        version = __import__(library).__version__
        sections += [f"## {library} {version}", "", summary(rows), "", *table(rows), ""]
        print(summary(rows))
    del held
    if chosen.out:
        head = [
            "# What `actlab.swap` finds and swaps",
            "",
            f"Made by `benchmarks/swap_families.py` on {platform.machine()}, torch {torch.__version__}, one thread, "
            "one image or text, medians of 3 forward passes; every activation becomes Mish. Random weights, "
            "evaluation mode.",
            "",
        ]
        chosen.out.write_text("\n".join([*head, *sections]), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
