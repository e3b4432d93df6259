"""The text task: any UTF-8 file; the loss falls, and plain and gated arms have as many weights to 1 %."""

import shutil
from pathlib import Path

import pytest
import torch

import actlab
from actlab.errors import BadData, BadValue
from actlab.lab.data.own import bring
from actlab.lab.data.sets import load
from actlab.lab.plan.setting import Setting, Text
from actlab.lab.training.image_networks import network_of

WORDS = "in the beginning was the word, and the word was with the reader, and the reader was at work. "
EXAMPLE = Path(__file__).parents[3] / "examples" / "text.toml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "text.txt"
    found.write_text("".join(f"{number} {WORDS}" for number in range(120)), "utf-8")
    return found


def count(**fields: object) -> int:
    setting = Setting(network="decoder", **fields)
    return sum(weight.numel() for weight in network_of(setting, (64,), 40, 0).parameters())


@pytest.mark.parametrize(("layers", "width"), [(2, 64), (4, 128), (6, 64), (2, 16)])
def test_plain_and_gated_arms_have_as_many_weights(layers: int, width: int, path: Path) -> None:
    fields = {"data": bring(path), "layers": layers, "width": width}
    plain, gated = (count(mlp=mlp, **fields) for mlp in ("plain", "gated"))
    assert abs(gated / plain - 1) < 0.01
    assert count(activation="mish", **fields) == plain
    assert count(activation="swiglu", **fields) == count(activation="glu", mlp="gated", **fields) == gated


def test_weights_do_not_depend_on_the_activation_and_no_place_sees_the_future(path: Path) -> None:
    data = bring(path)
    before = torch.get_rng_state()
    relu, mish = (
        network_of(Setting(network="decoder", data=data, activation=arm), (64,), 40, 3) for arm in ("relu", "mish")
    )
    assert torch.equal(torch.get_rng_state(), before)
    for one, other in zip(relu.parameters(), mish.parameters(), strict=True):
        assert torch.equal(one, other)
    x = torch.randint(0, 40, (2, 64), generator=torch.Generator().manual_seed(0))
    changed = x.clone()
    changed[:, 40:] = 0
    with torch.no_grad():
        assert torch.equal(mish(x)[:, :40], mish(changed)[:, :40])
        assert not torch.equal(mish(x)[:, 40:], mish(changed)[:, 40:])


def test_the_loss_falls_and_is_told_in_bits_a_character(path: Path) -> None:
    found = actlab.compare(
        ["swish", "mish"],
        data=path,
        seeds=1,
        epochs=3,
        width=32,
        layers=1,
        mlp="gated",
        learning_rate=0.01,
        progress=False,
    )
    assert "bits a character" in str(found)
    first, last = ([run.epochs[place].test_loss for run in found.runs.values()] for place in (0, -1))
    assert max(last) < 0.8 * min(first)
    setting = next(iter(found.runs)).setting
    assert isinstance(setting, Text)
    bits = found.frame()["bits_per_character"]
    assert bits.iloc[0] == pytest.approx(last[0] / 0.6931471805599453)


def test_gates_and_functions_are_arms_of_one_comparison(path: Path) -> None:
    """SwiGLU is Swish in a gated MLP, to the last digit of its first loss; Mish beside it has a plain one."""
    settings = {"data": path, "seeds": 1, "epochs": 1, "width": 16, "layers": 1, "progress": False}
    found = actlab.compare(["swiglu", "mish", "swiglu:limit=7"], **settings)
    losses = {task.activation: run.epochs[-1].test_loss for task, run in found.runs.items()}
    (swish,) = actlab.compare(["swish"], mlp="gated", **settings).runs.values()
    assert losses["swiglu"] == pytest.approx(swish.epochs[-1].test_loss, rel=1e-5)
    assert losses["swiglu"] != losses["mish"]
    assert "SwiGLU" in found.table("markdown")
    assert "Shazeer" in found.bibtex()
    with pytest.raises(BadValue, match="swiglu is a gate, of two inputs: an arm of network 'decoder' alone"):
        actlab.compare(["swiglu"], data="digits", progress=False)


def test_rows_follow_each_other_and_the_last_tenth_is_for_testing(path: Path) -> None:
    whole = load(bring(path))
    assert whole.x_train.shape[1] == 64
    assert whole.y_train[0, :-1].tolist() == whole.x_train[0, 1:].tolist()
    assert whole.y_train[0, -1] == whole.x_train[1, 0]
    assert 0.08 < len(whole.x_test) / len(whole.x_train) < 0.13


@pytest.mark.parametrize(
    ("content", "message"), [(b"\xff" * 2000, "cannot be read as UTF-8"), (b"short", "has 5 characters; expected at")]
)
def test_what_is_no_text_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(content)
    with pytest.raises(BadData, match=message):
        bring(tmp_path / "bad.txt")


def test_a_decoder_reads_text_alone(path: Path) -> None:
    with pytest.raises(BadValue, match="network 'decoder' reads a text, not 'digits'"):
        actlab.compare(["relu"], model="decoder", data="digits", progress=False)
    with pytest.raises(BadValue, match="width must be a multiple of heads; got 30 and 4"):
        actlab.compare(["relu"], data=path, width=30, progress=False)


def test_the_example_study_runs(path: Path) -> None:
    shutil.copy(EXAMPLE, path.parent)
    found = actlab.study(str(path.with_name("text.toml")), profile="smoke", progress=False)
    assert [cell.label for cell in found.findings[0].plan.cells] == ["plain", "gated"]
    assert {run.status for run in found.runs.values()} == {"finished"}
