"""``actlab.compare`` with a model, data, a step, a metric and an activation of a user's own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers import own_model
from helpers.irises import irises
from helpers.own_model import Snake, make_network, smoothed, worst_class
from torch import nn

import actlab
from actlab.errors import BadType, BadValue, Missing, OutputTaken
from actlab.lab.plan.run import Task
from actlab.lab.store.key import key_of
from actlab.report.answers import Results

QUICK = {"epochs": 2, "learning_rate": 0.02, "progress": False}
NAN = float("nan")


@pytest.fixture(scope="module")
def found() -> Results:
    """Two functions and a module, judged by two metrics."""
    arms = ["relu", "mish", Snake]
    return actlab.compare(
        arms, model=make_network, data=irises(), seeds=6, metric=["test_accuracy", worst_class], **QUICK
    )


def numbers(results: Results) -> dict[str, list[str]]:
    """By key, every number of a run but its times."""
    return {
        key_of(task): [repr((row.train_loss, row.test_loss, row.test_accuracy, row.scores)) for row in run.epochs]
        for task, run in results.runs.items()
    }


def arm_of(task: Task) -> str:
    return task.activation.split(":")[0]


def test_arms_of_one_seed_start_from_the_same_weights_and_differ_afterwards(found: Results) -> None:
    runs = {(task.activation.split(":")[-2:][0], task.seed): run for task, run in found.runs.items()}
    assert len(runs) == 18
    relu, mish = runs["relu", 3], runs["mish", 3]
    assert relu.epochs[0].train_loss != mish.epochs[0].train_loss
    assert {run.status for run in runs.values()} == {"finished"}
    assert relu.epochs[-1].train_loss < relu.epochs[0].train_loss


def test_the_global_generators_neither_matter_nor_move() -> None:
    options = {"model": make_network, "data": irises(), "seeds": 1, **QUICK}
    torch.manual_seed(1)
    one = numbers(actlab.compare(["mish"], **options))
    torch.manual_seed(2)
    np.random.seed(3)  # noqa: NPY002
    before = torch.get_rng_state()
    assert numbers(actlab.compare(["mish"], **options)) == one
    assert torch.equal(torch.get_rng_state(), before)
    assert len({str(rows) for rows in numbers(actlab.compare(["mish"], **{**options, "seeds": 2})).values()}) == 2


def test_workers_give_the_same_numbers(found: Results) -> None:
    arms = ["relu", Snake]
    again = actlab.compare(
        arms, model=make_network, data=irises(), seeds=1, metric=["test_accuracy", worst_class], workers=2, **QUICK
    )
    assert len(again.runs) == 2
    assert numbers(again).items() <= numbers(found).items()


def test_python_command_line_and_toml_give_the_same_numbers_and_keys(tmp_path: Path, actlab_command: Callable) -> None:
    shutil.copy(own_model.__file__, tmp_path / "mine.py")
    x, y, x_test, y_test = irises()
    np.savez(tmp_path / "irises.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    python = actlab.compare(
        ["relu", "mish"],
        model=make_network,
        data=(torch.tensor(x), torch.tensor(y), x_test, y_test),
        metric=worst_class,
        step=smoothed,
        seeds=2,
        **QUICK,
    )
    toml = tmp_path / "mine.toml"
    toml.write_text(
        """
        key = "mine"
        title = "Mine"
        arms = ["relu", "mish"]
        protocols = ["same rate"]
        metrics = ["mine.py:worst_class"]
        base = { data = "irises.npz", network = "mine.py:make_network", step = "mine.py:smoothed", epochs = 2, \
learning_rate = 0.02, optimizer = "adam" }
        profiles = { quick = { seeds = 2 } }
        """
    )
    from_toml = actlab.study(str(toml), progress=False)
    done = actlab_command(
        *("compare", "relu", "mish", "--data", "irises.npz", "--network", "mine.py:make_network", "--seeds", 2),
        *("--metric", "mine.py:worst_class", "--step", "mine.py:smoothed", "--epochs", 2, "--learning-rate", 0.02),
        *("--out", "out"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    from actlab.lab.reading import load

    (_,), runs, _ = load(tmp_path / "out")
    command = Results((), runs, {})
    assert numbers(python) == numbers(from_toml) == numbers(command)
    assert len(numbers(python)) == 4


def test_the_same_call_goes_on_where_it_stopped(tmp_path: Path) -> None:
    options = {"model": make_network, "data": irises(), "out": tmp_path, **QUICK}
    first = actlab.compare(["relu"], seeds=1, **options)
    seconds = {task: run.epochs[-1].seconds for task, run in first.runs.items()}
    more = actlab.compare(["relu", "mish"], seeds=2, **options)
    assert len(more.runs) == 4
    assert all(more.runs[task].epochs[-1].seconds == before for task, before in seconds.items())
    assert (tmp_path / "report.html").is_file()
    assert (tmp_path / "results.json").is_file()


def test_another_network_or_other_data_have_another_key() -> None:
    def wider(activation):
        return nn.Sequential(nn.Linear(4, 9), activation(), nn.Linear(9, 3))

    x, *rest = irises()
    options = {"seeds": 1, **QUICK}
    keys = {
        key
        for model, data in ((make_network, (x, *rest)), (wider, (x, *rest)), (wider, (x + 1, *rest)))
        for key in numbers(actlab.compare(["relu"], model=model, data=data, **options))
    }
    assert len(keys) == 3


def test_regression_is_judged_by_its_squared_error() -> None:
    x, _, x_test, _ = irises()
    data = (x[:, :3], x[:, 3:], x_test[:, :3], x_test[:, 3:])
    found = actlab.compare(
        ["relu", "tanh"], data=data, hidden=(8,), seeds=2, epochs=8, learning_rate=0.02, progress=False
    )
    (row, *_) = found.frame().to_dict("records")
    assert row["squared_error"] < 1.0  # the variance of the target
    assert "mean squared error" in str(found)
    assert "best" not in found.table()
    assert all(np.isnan(epoch.test_accuracy) for run in found.runs.values() for epoch in run.epochs)


def test_sequences_are_judged_by_the_loss_of_the_next_token() -> None:
    class Bigrams(nn.Module):
        def __init__(self, activation):
            super().__init__()
            self.layers = nn.Sequential(nn.Embedding(5, 8), activation(), nn.Linear(8, 5))

        def forward(self, x):
            return self.layers(x)

    tokens = np.arange(6)[None] + np.arange(40)[:, None]
    data = (tokens % 5, None, (tokens[:9] + 2) % 5, None)
    found = actlab.compare(["mish"], model=Bigrams, data=data, seeds=1, epochs=20, learning_rate=0.1, progress=False)
    (run,) = found.runs.values()
    assert run.epochs[-1].test_loss < 0.1 < run.epochs[0].test_loss
    assert run.epochs[-1].test_accuracy == 1.0


def test_a_finished_module_is_swapped_place_by_place() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3), nn.Sigmoid())
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    found = actlab.compare(["relu", "mish"], model=model, data=irises(), seeds=1, **QUICK)
    assert {run.status for run in found.runs.values()} == {"finished"}
    from actlab.lab.data import brought

    ready = brought.thing(next(iter(found.runs)).setting.network)
    assert ready.replaced == {"relu": 2}  # the gate at the end stays
    assert all(torch.equal(before[name], weight) for name, weight in model.state_dict().items())


@pytest.mark.parametrize("of_torch", [False, True])
def test_data_sets_of_pytorch_are_the_arrays_that_they_hold(of_torch: bool) -> None:
    from torch.utils.data import Dataset, TensorDataset

    class Rows(Dataset):
        def __init__(self, x, y):
            self.rows = list(zip(x, y, strict=True))

        def __len__(self):
            return len(self.rows)

        def __getitem__(self, index):
            return self.rows[index]

    x, y, x_test, y_test = irises()
    kind = (lambda a, b: TensorDataset(torch.tensor(a), torch.tensor(b))) if of_torch else Rows
    from actlab.lab.data.own import bring

    assert bring((kind(x, y), kind(x_test, y_test))) == bring((x, y, x_test, y_test))
    assert actlab.lab.data.sets.load(bring(kind(x, y))).x_test.shape == (23, 4)  # a fifth is held out


def test_a_study_of_ones_own_has_a_cell_for_each_level() -> None:
    found = actlab.study(
        ["relu", "mish"], {"learning_rate": [0.01, 0.03]}, model=make_network, data=irises(), seeds=2, epochs=1,
        progress=False,
    )  # fmt: skip
    assert [cell.label for cell in found.findings[0].plan.cells] == ["0.01", "0.03"]
    assert len(found.runs) == 8
    assert set(found.frame()["learning_rate"]) == {"0.01", "0.03"}
    assert [line.partition(": ")[0] for line in str(found).splitlines()[-2:]] == ["same rate, 0.01", "same rate, 0.03"]


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"factors": {"batch": [2, 4]}}, BadValue, "unknown setting 'batch'. Did you mean 'batch_size'?"),
        ({"factors": [2, 4]}, BadType, r"factors: expected a table such as .*, got \[2, 4\]"),
        ({"seeds": -1}, BadValue, "profiles.python.seeds: expected a number of at least 1, got -1"),
    ],
)
def test_a_wrong_study_is_refused_by_name(options: dict, kind: type, message: str) -> None:
    with pytest.raises(kind, match=message):
        actlab.study(["relu", "mish"], progress=False, **options)


# ---- what comes back ---------------------------------------------------------------------------------------------


def test_frames_have_a_row_a_run_or_an_epoch(found: Results) -> None:
    frame = found.frame()
    assert len(frame) == 18
    assert set(frame["function"]) == {"ReLU", "Mish", "Snake"}
    assert frame["test_accuracy"].between(0, 1).all()
    assert len(found.frame(epochs=True)) == 18 * 3
    with pytest.raises((BadValue, Missing), match="fortran"):
        found.frame(library="fortran")


def test_frames_come_in_other_libraries(found: Results) -> None:
    pytest.importorskip("pyarrow", reason="needs pip install 'actlab[parquet]'")
    assert found.frame(library="pyarrow").num_rows == 18


def test_verdicts_tables_words_and_pages(found: Results, tmp_path: Path) -> None:
    rows = found.verdicts()
    assert len(rows) == 6  # three pairs by two metrics
    assert rows[0]["sentence"].startswith("Mish against ReLU")
    assert found.table("markdown").splitlines()[0].startswith("| function | test accuracy, %")
    latex = found.table("latex")
    assert latex.count(r"\toprule") == 2
    assert r"test accuracy, \%" in latex
    with pytest.raises(BadValue, match="Did you mean 'latex'"):
        found.table("lates")
    words = found.methods()
    assert "the same 6 seeds" in words
    assert "Holm" in words
    assert f"torch {torch.__version__}" in words
    assert "1908.08681" in found.bibtex()
    page = found.report(tmp_path / "page.html").read_text("utf-8")
    assert "Snake" in page
    html = found._repr_html_()
    assert "<table>" in html
    assert "<svg" in html
    document = json.loads(found.to_json(tmp_path / "found.json"))
    assert document["schema"].startswith("actlab/results/")
    assert json.loads((tmp_path / "found.json").read_text("utf-8")) == document


@pytest.mark.parametrize("kind", ["differences", "seeds", "training"])
def test_figures_are_a_column_wide_with_their_fonts_inside(found: Results, kind: str, tmp_path: Path) -> None:
    for ending in ("pdf", "svg", "png"):
        path = found.figure(tmp_path / f"figure.{ending}", kind)
        assert path.stat().st_size > 1000
    pdf = (tmp_path / "figure.pdf").read_bytes()
    assert b"/FontFile2" in pdf
    assert b"/MediaBox [ 0 0 252 " in pdf  # 3.5 inches of 72 points
    with pytest.raises(BadValue, match=r"ends in .pdf, .svg, .png"):
        found.figure(tmp_path / "figure.docx", kind)


def test_a_plot_gives_axes_back(found: Results) -> None:
    import matplotlib.pyplot as plt

    axis = found.plot("seeds", metric=found.findings[0].plan.study.metrics[1])
    assert axis.get_xlabel() == "worst_class, own metric"
    assert len(axis.lines) == 6
    plt.close("all")


# ---- what is wrong -----------------------------------------------------------------------------------------------


def ignoring(activation):
    return nn.Linear(4, 3)


def another_each_time(activation):
    model = make_network(activation)
    with torch.no_grad():
        model[0].weight.normal_(generator=torch.Generator().manual_seed(torch.seed() % 2**31))
    return model


def too_few_scores(activation):
    return nn.Sequential(nn.Linear(4, 2), activation())


def called_with_a_tensor(activation):
    activation(torch.zeros(3))
    return make_network(activation)


def of_two(activation, width):
    return nn.Linear(4, 3)


def raising(activation):
    raise RuntimeError("boom")


def lazy(activation):
    return nn.Sequential(nn.LazyLinear(8), activation(), nn.Linear(8, 3))


def of_an_exbibyte(scores, targets):
    return float(torch.empty(2**60, dtype=torch.uint8).sum())


def test_a_lack_of_memory_is_said_in_words() -> None:
    answer = actlab.compare(["relu"], make_network, irises(), 1, metric=of_an_exbibyte, **QUICK)
    (reason,) = answer.findings[0].failures
    assert reason.startswith("too little memory for 1,152,921,504,606,846,976 bytes more; choose a smaller network")


@pytest.mark.parametrize("options", [{}, {"factors": {"learning_rate": [0.01, 0.03]}}])
def test_a_file_is_no_folder_for_results(options: dict, tmp_path: Path) -> None:
    (tmp_path / "my.npz").write_bytes(b"mine")
    call = actlab.study if options else actlab.compare
    with pytest.raises(OutputTaken, match=r"my.npz is no folder. A file stands where a folder is needed"):
        call(["relu"], model=make_network, data=irises(), seeds=1, out=tmp_path / "my.npz", **QUICK, **options)
    assert (tmp_path / "my.npz").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": ignoring}, "ignoring makes no activation: it never called the factory"),
        ({"model": another_each_time}, "another_each_time makes another network each time for one seed .0.weight"),
        ({"model": too_few_scores}, r"too_few_scores: the network returns scores \[2, 2\]; expected \[2, 3\]"),
        ({"model": called_with_a_tensor}, r"called with a tensor; call it for a module first: activation\(\)\(x\)"),
        ({"model": of_two}, r"of_two makes no network \(TypeError: .*\). It is called with one argument"),
        ({"model": raising}, r"raising makes no network \(.*test_comparing.py, line \d+: RuntimeError: boom\)"),
        ({"model": lazy}, r"lazy leaves the size of 0.weight to the first batch"),
        ({"model": lambda activation: activation}, "returns a torch.nn.Module, got Activation"),
        ({"model": nn.Sequential(nn.Linear(4, 3))}, "no activation was found in the Sequential"),
        ({"model": 3}, "network: expected a network's name, a module or a function that makes one; got int"),
        ({"metric": own_model.always_nan}, "the metric always_nan returns NaN for finite scores"),
        ({"metric": "test_los"}, "Did you mean 'test_loss'"),
        ({"metric": lambda scores, targets: "good"}, "the metric .* returns str; expected a number"),
        ({"step": lambda network, batch: network(batch[0])}, r"step: expected a .* loss, .*; got a tensor \[30, 3\]"),
        ({"activations": ["relu", lambda: 3]}, "expected a callable that makes a torch.nn.Module, got 3"),
        ({"activations": "relu"}, r"activations: expected a list such as \['relu', 'mish'\], got 'relu'"),
        ({"activations": 3}, r"activations: expected a list such as \['relu', 'mish'\], got 3"),
        ({"batch_size": 10**20}, "--batch-size: expected a number of at most 1,000,000,000,000, got 1000"),
        ({"workers": 0}, "workers: expected at least 1, got 0"),
        ({"hidden": (3,)}, "has no hidden; leave it out"),
    ],
)
def test_bad_input_says_what_to_do(options: dict, message: str) -> None:
    given = {"activations": ["relu", "mish"], "model": make_network, "data": irises(), "seeds": 1, **QUICK, **options}
    with pytest.raises((BadValue, BadType), match=message):
        actlab.compare(**given)


def test_a_function_that_cannot_be_sent_to_workers_says_what_to_do() -> None:
    with Path(own_model.__file__).open("rb") as held:

        def make(activation):
            assert not held.closed
            return make_network(activation)

        with pytest.raises(BadType, match=r"the network make cannot be sent to workers .* Use workers=1"):
            actlab.compare(["relu"], model=make, data=irises(), seeds=1, workers=2, **QUICK)


def test_a_script_needs_no_guard_around_its_main_part(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import actlab, numpy, torch\n"
        "print('begun')\n"
        "x = numpy.random.default_rng(0).normal(size=(80, 4)).astype('float32')\n"
        "y = (x.sum(1) > 0).astype(int)\n"
        "def network(activation):\n"
        "    return torch.nn.Sequential(torch.nn.Linear(4, 8), activation(), torch.nn.Linear(8, 2))\n"
        "data = (x[:60], y[:60], x[60:], y[60:])\n"
        "results = actlab.compare(['mish'], model=network, data=data, seeds=2, epochs=1, workers=2)\n"
        "print(len(results.frame()), 'runs')\n",
        "utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout.split("\n")[0], done.stdout.count("begun")) == (0, "begun", 1), done.stderr
    assert "2 runs" in done.stdout


def test_arms_that_start_from_other_weights_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    def by_name(activation):
        network = make_network(activation)
        if activation.title == "Mish":
            with torch.no_grad():
                network[0].weight.mul_(2)
        return network

    actlab.compare(["relu", "mish"], model=by_name, data=irises(), seeds=1, **QUICK)
    assert "Mish and ReLU start from other weights for one seed (0.weight and 0 more)" in capsys.readouterr().err
