"""The layers of ``hub/`` in a tiny model of transformers: ``kernelize`` puts them in, training and inference go on."""

from pathlib import Path

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

kernels = pytest.importorskip("kernels", reason="the extra 'hub'")
transformers = pytest.importorskip("transformers", reason="the extra 'hub'")

from actlab import functional  # noqa: E402

REPOSITORY = Path(__file__).parents[2] / "hub"
OURS = {  # layer: name of the activation in a configuration, operator of actlab
    "SiLU": ("silu", "swish"),
    "GeLU": ("gelu", "gelu"),
    "GeluTanh": ("gelu_pytorch_tanh", "gelu_tanh"),
    "NewGELU": ("gelu_new", "gelu_tanh"),
    "FastGELU": ("gelu_fast", "gelu_tanh"),
    "QuickGELU": ("quick_gelu", "swish"),
}
MAPPING = {
    name: {"cpu": kernels.LocalLayerRepository(repo_path=REPOSITORY, layer_name=name)} for name in (*OURS, "Mish")
}


class Seen(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.names = set()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.add(str(func))
        return func(*args, **(kwargs or {}))


def tiny(activation):
    torch.manual_seed(0)
    sizes = {"vocab_size": 11, "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2}
    configuration = transformers.LlamaConfig(
        **sizes, num_attention_heads=2, num_key_value_heads=2, hidden_act=activation, max_position_embeddings=16
    )
    return transformers.LlamaForCausalLM(configuration)


@pytest.fixture(autouse=True, scope="module")
def _layers_are_known_by_name():
    """As transformers marks them itself, where it knows this version of kernels."""
    for layer, (activation, _) in OURS.items():
        known = type(transformers.activations.ACT2FN[activation])
        if not hasattr(known, "kernel_layer_name"):
            kernels.replace_kernel_forward_from_hub(known, layer)


def kernelized(model, mode):
    with kernels.use_kernel_mapping(MAPPING, inherit_mapping=False):
        return kernels.kernelize(model, mode=mode, device="cpu")


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.mark.parametrize("layer", OURS)
def test_a_model_trains_and_infers_on_our_layers(layer):
    activation, key = OURS[layer]
    words = torch.arange(10).view(2, 5)
    plain = tiny(activation)
    plain(input_ids=words, labels=words).loss.backward()
    ours = kernelized(tiny(activation).train(), kernels.Mode.TRAINING)
    with Seen() as seen:
        ours(input_ids=words, labels=words).loss.backward()
    assert any(f"actlab_kernels.{key}.default" in name or f"actlab.{key}.default" in name for name in seen.names)
    assert any(f"{key}_backward" in name for name in seen.names)
    for mine, right in zip(ours.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, right.grad, rtol=1e-5, atol=1e-6)
    quiet = kernelized(tiny(activation).eval(), kernels.Mode.INFERENCE)
    with torch.inference_mode():
        torch.testing.assert_close(quiet(input_ids=words).logits, plain.eval()(input_ids=words).logits)


def test_every_layer_is_the_function_of_its_name():
    x = torch.linspace(-5, 5, 101)
    for name, repositories in MAPPING.items():
        layer = repositories["cpu"].load()
        got = layer()(x)
        right = functional.mish(x) if name == "Mish" else transformers.activations.ACT2FN[OURS[name][0]](x)
        torch.testing.assert_close(got, right, rtol=1e-5, atol=1e-6)
        assert layer.has_backward
        assert layer.can_torch_compile
