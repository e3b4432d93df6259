"""The face of the lab: ten names, loaded when they are asked for."""

import subprocess
import sys

from actlab import lab


def test_the_face_has_ten_names_that_exist() -> None:
    assert len(lab.__all__) == 10
    for name in lab.__all__:
        assert getattr(lab, name).__doc__, name
        assert name in dir(lab)


def test_a_comparison_from_the_face_alone(tmp_path) -> None:
    plan = lab.Plan(lab.comparison(["relu", "mish"], {"epochs": 1, "hidden": (4,)}, seeds=1), "compare")
    store = lab.Store(tmp_path / "results.sqlite")
    store.open()
    from actlab.lab.execute.engine import engine

    lab.run_plan(plan, store, engine())
    store.close()
    (found,), runs, _ = lab.load(tmp_path)
    assert len(runs) == 2
    assert found.findings[0].word == "no verdict"


def test_importing_the_lab_loads_nothing_heavy() -> None:
    code = "import sys, actlab.lab; print({'torch', 'scipy', 'sqlalchemy', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
