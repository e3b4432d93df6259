"""``python tools/use_it_in.py [NAME ...]``: run every block under "Use it in" of the pages of functions and gates.

A block whose library is not installed does not run, and the last lines name the library. The two commands that train
do so for one epoch with one seed. Ends with 1 where a block fails, after all have run.
"""

import contextlib
import io
import re
import shlex
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import jinja2
import typer.main

from actlab import cli
from actlab.define import choose_gate, gates, names, own, record
from actlab.define.registry import is_gate

TEMPLATES = Path(__file__).with_name("templates")
NEEDS = {  # what a tab loads beyond NumPy
    "PyTorch": ("torch",),
    "NumPy": (),
    "A model you have": ("torch",),
    "ONNX": ("torch", "onnx", "onnxscript"),
    "Command line": ("torch",),
}
TARGETS = ("cpp", "triton", "javascript", "latex", "onnx")  # that the comment after `actlab emit` names
BLOCK = re.compile(r'^=== "(?P<tab>[^"]+)"\n\n    ```(?P<language>\w+)\n(?P<text>.*?)^    ```', re.M | re.S)


class Block(NamedTuple):
    """What a tab of a page shows."""

    name: str
    tab: str
    language: str
    text: str


def blocks(name: str) -> list[Block]:
    """The blocks of a function or a gate.

    >>> [block.tab for block in blocks("swiglu")]
    ['PyTorch', 'NumPy', 'ONNX', 'Command line']
    """
    activation = choose_gate(name).activation if is_gate(name) else record(name)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("use_it_in.md.j2").render(activation=activation)
    return [
        Block(name, match["tab"], match["language"], re.sub(r"(?m)^    ", "", match["text"]))
        for match in BLOCK.finditer(page)
    ]


def lacks(block: Block) -> str:
    """The first library that a block needs and this environment lacks, or nothing."""
    return next((library for library in NEEDS[block.tab] if find_spec(library) is None), "")


def run(block: Block) -> None:
    """Run a block as a user pastes it; drop what it prints.

    Raises:
        Exception: whatever the block raises.
    """
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        if block.language == "python":
            exec(compile(block.text, f"{block.name}, {block.tab}", "exec"), {})
            return
        for arguments in commands(block.text):
            typer.main.get_command(cli.app)(arguments, prog_name="actlab", standalone_mode=False)


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of each command, and of what the comment after it offers.

    >>> list(commands("$ actlab emit mish --to numpy  # or cpp"))[-1]
    ['emit', 'mish', '--to', 'onnx']
    """
    for line in text.splitlines():
        arguments = shlex.split(line.removeprefix("$ actlab "), comments=True)
        yield [*arguments, "--seeds", "1", "--epochs", "1"] if arguments[0] == "compare" else arguments
        if arguments[0] == "emit":
            yield from ([*arguments[:-1], target] for target in TARGETS)


def run_all(chosen: Sequence[str]) -> int:
    """Run the blocks of the functions and gates named, print what ran and what did not; the number of failures."""
    done: Counter[str] = Counter()
    missing: Counter[tuple[str, str]] = Counter()
    failures = 0
    for block in (block for name in chosen for block in blocks(name)):
        if library := lacks(block):
            missing[block.tab, library] += 1
            continue
        try:
            run(block)
        except (Exception, SystemExit):
            failures += 1
            print(f"{block.name}, {block.tab}: failed\n{block.text}{traceback.format_exc()}")
        else:
            done[block.tab] += 1
    for tab, count in done.items():
        print(f"{tab}: {count} blocks ran")
    for (tab, library), count in missing.items():
        print(f"{tab}: {count} blocks did not run, as {library} is not installed")
    return failures


def main(arguments: Sequence[str]) -> int:
    """Run the blocks of ``arguments``, by default of all; 1 where one fails."""
    chosen = arguments or [*(key for key in names() if record(key) not in own()), *gates()]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        return bool(run_all(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
