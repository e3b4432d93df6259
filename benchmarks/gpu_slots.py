"""Issue slots for each element in the machine code of the GPU kernels: no GPU is needed.

    python benchmarks/gpu_slots.py [--all] [--json FILE] [NAME ...]

Compiles forward and backward for sm_80, sm_90 and sm_100 and counts the instructions that a thread executes for its 16
elements: addresses, loads, conversions and stores included, rare paths too (sin and cos have one). Blocks are full;
the last one of a tensor adds a comparison for each. What a GPU can issue while it moves an element to and from memory
is in docs/gpu.md. Prints a table in Markdown.
"""

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import triton
from triton import knobs
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

import actlab
from actlab.kernels.gpu import loops
from actlab.kernels.gpu.launch import BLOCK, WARPS, body_of

ARCHITECTURES = (80, 90, 100)
TYPES = {"float32": "fp32", "bfloat16": "bf16", "float16": "fp16"}
NAMES = ("relu", "mish", "swish", "softplus", "gelu")
INSTRUCTION = re.compile(r"^\s+/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][\w.]*)", re.MULTILINE)


def build(kernel: Any, kinds: dict[str, Any], constants: dict[str, Any], architecture: int) -> Any:
    """A kernel compiled for pointers that are aligned to 16 bytes."""
    names = kernel.arg_names
    signature = {name: kinds.get(name, "constexpr") for name in names}
    aligned = {(names.index(name),): [["tt.divisibility", 16]] for name, kind in kinds.items() if str(kind)[0] == "*"}
    placed = {(names.index(name),): constant for name, constant in constants.items()}
    source = ASTSource(kernel, signature, constexprs=placed, attrs=aligned)
    return triton.compile(source, target=GPUTarget("cuda", architecture, 32), options={"num_warps": WARPS})


def elementwise(name: str, word: str, kind: str, architecture: int) -> Any:
    """The forward or backward kernel of a function, by ``word`` "value" or "slope"."""
    choice = actlab.choose(name)
    parameters = tuple(choice.parameters.values())
    body, left = body_of(choice.activation.key, word, parameters, kind != "float32")
    pointer = "*" + TYPES[kind]
    kinds = {"n": "i64", "parameters": ("fp32",) * len(left), "x": pointer}
    constants = {"BLOCK": BLOCK, "EVEN": True}
    if word == "value":
        return build(loops.forward, kinds | {"y": pointer}, constants | {"VALUE": body}, architecture)
    return build(loops.backward, kinds | {"g": pointer, "dx": pointer}, constants | {"SLOPE": body}, architecture)


def instructions(compiled: Any) -> list[str]:
    """The names of all machine instructions up to the end of the last path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kernel.cubin"
        path.write_bytes(compiled.asm["cubin"])
        command = [knobs.nvidia.nvdisasm.path, "-c", str(path)]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = INSTRUCTION.findall(text)
    end = len(found) - found[::-1].index("EXIT")
    return [name for name in found[:end] if name != "NOP"]


def slots(compiled: Any) -> float:
    """Instructions for each element."""
    return len(instructions(compiled)) * 32 * WARPS / BLOCK


def measure(names: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "function": name,
            "direction": direction,
            "type": kind,
            **{f"sm_{at}": round(slots(elementwise(name, word, kind, at)), 1) for at in ARCHITECTURES},
        }
        for name in names
        for direction, word in (("forward", "value"), ("backward", "slope"))
        for kind in TYPES
    ]


def table(rows: list[dict[str, Any]]) -> str:
    heads = list(rows[0])
    lines = [heads, ["---"] * 3 + ["---:"] * (len(heads) - 3), *([str(row[head]) for head in heads] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", metavar="NAME")
    options.add_argument("--all", action="store_true", help="every function of the catalogue")
    options.add_argument("--json", type=Path, help="write the rows to this file too")
    given = options.parse_args()
    rows = measure(list(actlab.names()) if given.all else given.names or list(NAMES))
    print(f"Triton {triton.__version__}\n\n{table(rows)}")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
