"""Examples in docstrings and in the README are run."""

import doctest
import importlib
import pkgutil
import re
import shlex
from pathlib import Path

import pytest

import actlab

README = Path(__file__).parent.parent / "README.md"
MODULES = [found.name for found in pkgutil.walk_packages(actlab.__path__, "actlab.") if "__main__" not in found.name]
COMMANDS = [
    line.partition("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("actlab ")
]


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


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL))
def test_python_in_the_readme(code: str) -> None:
    from actlab.torch.accelerate import restore

    try:
        exec(compile(code, "README.md", "exec"), {})
    finally:
        restore()


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_in_the_readme(command: str, actlab_command, request, tmp_path: Path) -> None:
    arguments = shlex.split(command)[1:]
    if arguments[0] == "compare":
        arguments += ["--seeds", "1", "--epochs", "1"]  # the last one given counts
    if "mnist" in arguments:
        request.getfixturevalue("mnist")
    done = actlab_command(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_links_in_the_documents_lead_somewhere() -> None:
    for document in (README, README.with_name("CONTRIBUTING.md")):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} points to {target}"
