"""Other libraries know actlab's functions by name; a swap comes before the optimizer is made."""

import os
from functools import partial
from importlib.util import find_spec

import pytest
import torch
from torch import nn

import actlab
from actlab.errors import Missing, UnknownName


def model() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))


def needed(name: str) -> None:
    """Skip by name. CI has what `actlab[services]` names: transformers, and neither diffusers nor Lightning."""
    if find_spec(name) is None:
        if os.environ.get("ACTLAB_EXTRAS") and name == "transformers":
            pytest.fail(f"{name} must be there where ACTLAB_EXTRAS is set")
        pytest.skip(f"{name} is not there")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # transformers' own
def test_a_config_of_transformers_takes_every_function_and_ones_own() -> None:
    needed("transformers")
    from transformers.activations import ACT2FN
    from transformers.models.bert.modeling_bert import BertConfig, BertIntermediate

    before = type(ACT2FN["gelu_new"])
    if "registered" not in actlab.names():
        actlab.define("registered", "x * tanh(x * x)")
    new = actlab.register("transformers", "leaky_relu:slope=0.05")
    assert "registered" in (*new, *ACT2FN)
    assert "leaky_relu:slope=0.05" in ACT2FN
    assert type(ACT2FN["gelu_new"]) is before
    assert actlab.register("transformers") == ()
    for name in ("registered", "snake", "mish"):
        layer = BertIntermediate(BertConfig(hidden_size=8, intermediate_size=8, num_attention_heads=2, hidden_act=name))
        x = torch.randn(2, 8, generator=torch.Generator().manual_seed(0))
        wanted = torch.from_numpy(actlab.value(name, layer.dense(x).detach().double().numpy()))
        assert torch.allclose(layer(x).double(), wanted, rtol=1e-5, atol=1e-6)


def test_diffusers_has_a_table_of_its_own() -> None:
    needed("diffusers")
    from diffusers.models.activations import get_activation

    assert "elu" in actlab.register("diffusers")
    assert isinstance(get_activation("elu"), actlab.nn.ELU)


def test_an_unknown_library_is_refused() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'transformers'"):
        actlab.register("transformer")


def test_the_optimizer_holds_the_parameters_of_the_new_activations() -> None:
    first = model()
    swapped, optimizer = actlab.swap.swapped_before(
        first, {"relu": "prelu"}, partial(torch.optim.SGD, lr=0.1), learnable=True
    )
    held = {id(weight) for group in optimizer.param_groups for weight in group["params"]}
    assert held == {id(weight) for weight in swapped.parameters()}
    assert len(held) == len(list(first.parameters())) + 1
    assert isinstance(first[1], nn.ReLU)


def test_without_lightning_the_callback_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "lightning.pytorch", None)
    with pytest.raises(Missing, match=r"pip install 'actlab\[lightning\]'"):
        actlab.swap.lightning_callback({"relu": "mish"})


@pytest.mark.filterwarnings("ignore")  # Lightning's own
def test_lightning_swaps_before_it_makes_the_optimizer(tmp_path) -> None:
    needed("lightning")
    import lightning.pytorch as lightning

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.layers = model()

        def training_step(self, batch, _):
            return self.layers(batch[0]).square().mean()

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.1)

    rows = torch.utils.data.TensorDataset(torch.randn(8, 3, generator=torch.Generator().manual_seed(0)))
    callback = actlab.swap.lightning_callback({"relu": "prelu"}, learnable=True)
    module = Module()
    trainer = lightning.Trainer(
        max_epochs=1, callbacks=[callback], logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, accelerator="cpu", default_root_dir=tmp_path,
    )  # fmt: skip
    trainer.fit(module, torch.utils.data.DataLoader(rows, batch_size=4))
    assert len(callback.report.swapped) == 1
    held = {id(weight) for group in trainer.optimizers[0].param_groups for weight in group["params"]}
    assert id(module.layers[1].slope) in held
