"""What an import costs and what it may load."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAVY = {"torch", "sympy", "matplotlib", "scipy", "sklearn", "sqlalchemy", "pydantic", "triton"}


def loaded_by(statement: str) -> set[str]:
    code = f"import sys, json\n{statement}\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_actlab_loads_nothing_heavy() -> None:
    assert not loaded_by("import actlab") & HEAVY


def test_importtime_shows_neither_torch_nor_sympy_nor_matplotlib() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import actlab"], capture_output=True, text=True, check=True
    )
    modules = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "actlab" in modules
    assert not modules & HEAVY


def test_the_check_of_loaded_modules_sees_torch_when_it_is_there() -> None:
    assert "torch" in loaded_by("import actlab.nn")


@pytest.mark.parametrize("statement", ["import actlab; actlab.value('mish', [1.0])", "import actlab.cli"])
def test_values_and_the_command_line_need_nothing_heavy(statement: str) -> None:
    assert not loaded_by(statement) & HEAVY


def test_help_loads_nothing_heavy(actlab_command) -> None:
    assert not loaded_by("import actlab.cli, actlab.cli as c\ntry: c.app(['--help'])\nexcept SystemExit: pass") & HEAVY


def test_a_missing_torch_says_what_to_install() -> None:
    code = "import sys; sys.modules['torch'] = None\nimport actlab\nactlab.nn"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "needs PyTorch, which is not installed" in done.stderr
    assert "pip install 'actlab[torch]'" in done.stderr


def test_help_answers(actlab_command) -> None:
    started = time.perf_counter()
    done = actlab_command("--help")
    print(f"actlab --help took {time.perf_counter() - started:.2f} s")  # 0.27 s where measured; not asserted
    assert done.returncode == 0
    for command in ("compare", "list", "show", "plot"):
        assert command in done.stdout


def test_the_package_has_no_module_without_a_docstring() -> None:
    import ast

    import actlab

    package = Path(actlab.__file__).parent
    bare = [path for path in package.rglob("*.py") if ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None]
    assert not bare


def test_sources_that_are_not_installed_know_their_version(tmp_path: Path) -> None:
    """Without site-packages of actlab, and so without the metadata of an installation."""
    import actlab

    (tmp_path / "actlab").symlink_to(Path(actlab.__file__).parent)
    code = "import importlib.metadata as m; m.distribution = None\nimport actlab; print(actlab.__version__)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == actlab.__version__
