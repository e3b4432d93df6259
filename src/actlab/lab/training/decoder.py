"""A small decoder over characters: attention and an MLP in each layer, normalised before each (as GPT-2)."""

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from actlab.define import choose_gate
from actlab.define.registry import is_gate
from actlab.lab.plan.setting import Text
from actlab.lab.training.networks import Dropout
from actlab.lab.training.own import maker
from actlab.torch.gates import apply

DEVIATION = 0.02  # of first weights; of what is added to the residual stream less, by the root of twice the layers
PLAIN = 4  # the hidden width of a plain MLP, as a multiple of the decoder's


def hidden_width(width: int, gated: bool) -> int:
    """Of the MLP: a gated one has three matrices, so its hidden width is two thirds, for as many weights.

    >>> hidden_width(64, False), hidden_width(64, True)
    (256, 171)
    """
    return round(PLAIN * width * 2 / 3) if gated else PLAIN * width


class MLP(nn.Module):
    """Plain: W2 f(W1 x). Gated: W2 (f(W1 x) * V x), or W2 g(W1 x, V x) for an arm that is a gate.

    Source: Shazeer (2020), "GLU Variants Improve Transformer".
    """

    def __init__(self, setting: Text) -> None:
        super().__init__()
        self.gating = choose_gate(setting.activation) if is_gate(setting.activation) else None
        gated = self.gating is not None or setting.mlp == "gated"
        hidden = hidden_width(setting.width, gated)
        self.into = nn.Linear(setting.width, hidden)
        self.activation = None if self.gating else maker(setting.activation, setting.learned)
        self.gate = nn.Linear(setting.width, hidden, bias=False) if gated else None
        self.out = nn.Linear(hidden, setting.width)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` [rows, length, width]; the same shape."""
        hidden: Tensor = self.out(self._between(self.into(x), None if self.gate is None else self.gate(x)))
        return hidden

    def _between(self, first: Tensor, other: Tensor | None) -> Tensor:
        if self.gating is not None:
            return apply(self.gating, first, other)
        assert self.activation is not None
        value: Tensor = self.activation(first)
        return value if other is None else value * other


class Attention(nn.Module):
    """Causal self-attention."""

    def __init__(self, setting: Text) -> None:
        super().__init__()
        self.heads = setting.heads
        self.into = nn.Linear(setting.width, 3 * setting.width)
        self.out = nn.Linear(setting.width, setting.width)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` [rows, length, width]; each place sees those before it."""
        rows, length, width = x.shape
        parts = self.into(x).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        queries, keys, values = parts.unbind(0)
        seen = scaled_dot_product_attention(queries, keys, values, is_causal=True)
        output: Tensor = self.out(seen.transpose(1, 2).reshape(rows, length, width))
        return output


class Layer(nn.Module):
    """Attention, then the MLP, each added to what comes in."""

    def __init__(self, setting: Text, dropout: torch.Generator) -> None:
        super().__init__()
        self.before_attention, self.attention = nn.LayerNorm(setting.width), Attention(setting)
        self.before_mlp, self.mlp = nn.LayerNorm(setting.width), MLP(setting)
        self.dropout = Dropout(setting.dropout, dropout) if setting.dropout else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """``x`` [rows, length, width]; the same shape."""
        x = x + self.dropout(self.attention(self.before_attention(x)))
        output: Tensor = x + self.dropout(self.mlp(self.before_mlp(x)))
        return output


class Decoder(nn.Module):
    """Embeddings of characters and places, layers, and scores for the next character."""

    def __init__(self, setting: Text, length: int, characters: int, dropout: torch.Generator) -> None:
        super().__init__()
        self.characters = nn.Embedding(characters, setting.width)
        self.places = nn.Embedding(length, setting.width)
        self.layers = nn.Sequential(*(Layer(setting, dropout) for _ in range(setting.layers)))
        self.norm = nn.LayerNorm(setting.width)
        self.scores = nn.Linear(setting.width, characters, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Scores [rows, length, characters] of ``x`` [rows, length], the places of characters in the alphabet."""
        embedded = self.characters(x) + self.places.weight[: x.shape[1]]
        scores: Tensor = self.scores(self.norm(self.layers(embedded)))
        return scores


def build(setting: Text, length: int, characters: int, weights: torch.Generator, dropout: torch.Generator) -> nn.Module:
    """The decoder; weights are drawn from ``weights`` in the order of the modules, whatever the activation."""
    with torch.random.fork_rng(devices=[]):  # torch's own first draw must not move the global generator
        decoder = Decoder(setting, length, characters, dropout)
    added = [part for layer in decoder.layers for part in (layer.attention.out, layer.mlp.out)]  # type: ignore[union-attr]
    for part in decoder.modules():
        if isinstance(part, nn.Linear | nn.Embedding):
            scale = (2 * setting.layers) ** -0.5 if part in added else 1.0
            with torch.no_grad():
                part.weight.normal_(0.0, DEVIATION * scale, generator=weights)
                if isinstance(part, nn.Linear) and part.bias is not None:
                    part.bias.zero_()
    return decoder
