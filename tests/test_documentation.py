"""Docstrings, pages and the README say what is so: examples run, commands exist, links lead somewhere."""

import doctest
import importlib
import json
import pkgutil
import re
import runpy
import shlex
from pathlib import Path

import pytest
import typer.main

import actlab
from actlab import cli

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
PAGES = sorted({*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"})
MODULES = [found.name for found in pkgutil.walk_packages(actlab.__path__, "actlab.") if "__main__" not in found.name]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.M | re.S)
INCLUDED = re.compile(r'\s*--8<-- "([^":]+)(?::\d+)?"\s*')
SCRIPTS = sorted(EXAMPLES.glob("*/*.py"))
SHELL = sorted(EXAMPLES.glob("*/*.sh"))
COMMANDS = [line for path in SHELL for line in path.read_text("utf-8").splitlines() if line.startswith("actlab ")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        pytest.skip(f"{name} needs {error.name}, which is not installed")
    failed, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert not failed


def test_the_doctest_runner_refuses_a_wrong_example() -> None:
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    assert doctest.DocTestRunner(verbose=False).run(wrong, out=lambda _: None).failed == 1


# Code blocks ---------------------------------------------------------------------------------------------------------


def faults_of(page: Path, text: str) -> list[str]:
    """The code blocks of a page that no test runs, and why."""
    faults = []
    for match in FENCE.finditer(text):
        _, language, body = match.groups()
        place = f"{page.name}:{text[: match.start()].count(chr(10)) + 1}"
        included = INCLUDED.fullmatch(body)
        if language in ("text", ""):
            continue  # an output
        if included is not None and not (ROOT / included[1]).is_file():
            faults.append(f"{place}: no file {included[1]}")
        elif included is None and not is_an_example(body) and not is_a_call_of_make(body):
            faults.append(f"{place}: this block is no file of examples/; write one and include it")
    return faults


def is_an_example(body: str) -> bool:
    """GitHub includes nothing, so the README repeats a file: the same text, or lines of it with comments of its own."""
    return any(body == path.read_text("utf-8") for path in (*SCRIPTS, *SHELL))


def is_a_call_of_make(body: str) -> bool:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    lines = [line.strip().removeprefix("$ ").partition("  #")[0].split() for line in body.strip().splitlines()]
    lines = [[word for word in words if not re.match(r"[A-Z_]+=", word)] for words in lines]  # without its environment
    return all(
        (words[0] == "make" and words[1] in targets)
        or words[:2] == ["pip", "install"]
        or words[0].startswith(".venv/bin/")
        for words in lines
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_code_block_is_an_example_that_a_test_runs(page: Path) -> None:
    assert faults_of(page, page.read_text("utf-8")) == []


def test_a_block_that_is_no_example_is_refused() -> None:
    faults = faults_of(
        Path("page.md"), '# Title\n\n```python\nprint(1)\n```\n\n```python\n--8<-- "examples/no.py"\n```\n'
    )
    assert len(faults) == 2
    assert "page.md:3" in faults[0]
    assert "examples/no.py" in faults[1]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_examples_run(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from actlab.torch.accelerate import restore

    monkeypatch.chdir(tmp_path)
    try:
        runpy.run_path(str(script))
    finally:
        restore()


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_in_examples_are_understood(line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each option exists and takes its value; what a command does has tests of its own."""
    parse(shlex.split(line, comments=True)[1:])


def parse(arguments: list[str]) -> None:
    context = typer.main.get_command(cli.app).make_context("actlab", list(arguments), resilient_parsing=False)
    while arguments := [*context._protected_args, *context.args]:  # the next command of a group, or nothing
        name, command, rest = context.command.resolve_command(context, arguments)
        context = command.make_context(name, rest, parent=context)
        if not hasattr(command, "resolve_command"):
            return


def test_a_command_with_an_unknown_option_is_refused() -> None:
    with pytest.raises(Exception, match="No such option"):
        parse(["compare", "relu", "--sedes", "3"])


def test_the_command_of_the_readme_runs(actlab_command, tmp_path: Path) -> None:
    (line,) = (EXAMPLES / "readme" / "compare.sh").read_text("utf-8").splitlines()
    arguments = [*shlex.split(line)[1:], "--seeds", "1", "--epochs", "1"]  # the last one counts
    done = actlab_command(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out/digits/results.json").read_text("utf-8"))["schema"].startswith("actlab/")


def test_the_wrong_slope_of_the_guide_is_called_wrong(actlab_command) -> None:
    right, wrong = (EXAMPLES / "pages" / "check.sh").read_text("utf-8").splitlines()
    assert actlab_command(*shlex.split(right)[1:], cwd=ROOT).returncode == 0
    done = actlab_command(*shlex.split(wrong)[1:], cwd=ROOT)
    assert done.returncode == 1
    assert "beta" in done.stdout


# Links ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Files alone: `make site` also checks anchors, and generated pages."""
    generated = (
        "functions/",
        "tutorials/",
        "reference/command_line.md",
        "reference/toml.md",
        "pictures/",
        "playground/",
    )
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text("utf-8")):
        path = (page.parent / target).resolve()
        inside = str(path.relative_to(ROOT)).removeprefix("docs/")
        assert path.exists() or inside.startswith(generated), f"{page.name} points to {target}"


def test_the_reference_shows_each_public_name() -> None:
    shown = "\n".join(path.read_text("utf-8") for path in (ROOT / "docs" / "reference").glob("*.md"))
    listed = set(re.findall(r"^::: ([\w.]+)", shown, re.M))
    packages = {"define", "explain", "functional", "nn", "properties", "swap"}
    for face in ("", "define", "explain", "lab", "scratch", "swap", "swap.onnx", "vision"):
        module = importlib.import_module(f"actlab.{face}".rstrip("."))
        offered = [name for name in module.__all__ if face or name not in packages]
        missing = [f"{module.__name__}.{name}" for name in offered if f"{module.__name__}.{name}" not in listed]
        assert not missing, f"docs/reference shows no {', '.join(missing)}: add a line `::: NAME` for each"
