"""What came out of verifying a model: a verdict for each layer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from actlab.swap.find.grouping import blocks, counted, wrapped
from actlab.swap.verify.verdict import AS_CONFIGURED, UNREAD, Verified


@dataclass(frozen=True)
class ModelVerified:
    """The verdicts on a model.

    Attributes:
        name: the model.
        layers: what each layer computes that the configuration speaks of.
        others: activations that the configuration does not speak of, with the layers that hold them.
        notes: what else there is to say of the configuration.
    """

    name: str
    layers: tuple[Verified, ...]
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Verified]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    @property
    def agrees(self) -> bool:
        """Whether every layer is as configured, and at least one was read."""
        return bool(self.layers) and all(layer.agrees for layer in self.layers)

    @property
    def verdict(self) -> str:
        """The gravest verdict of all layers: another function, another parameter, not read, as configured."""
        verdicts = {layer.verdict for layer in self.layers} or {UNREAD}
        return min(verdicts, key=lambda verdict: (verdict == AS_CONFIGURED, verdict == UNREAD, verdict))

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "verdict": self.verdict,
            "agrees": self.agrees,
            "layers": [layer.as_dict() for layer in self.layers],
            "others": list(self.others),
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        counts = Counter(layer.verdict for layer in self.layers)
        listed = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        lines = [f"{self.name}: {listed or 'no layer that its configuration speaks of'}"]
        groups: dict[str, list[str]] = {}
        for layer, block in zip(self.layers, blocks([layer.name for layer in self.layers]), strict=True):
            groups.setdefault(layer.sentence, []).append(block)
        lines += [wrapped(f"  {counted(group)}: {sentence}", " " * 4) for sentence, group in groups.items()]
        if self.others:
            lines.append(wrapped(f"not in the configuration: {', '.join(self.others)}", "  "))
        lines += [wrapped(f"note: {note}", "  ") for note in self.notes]
        return "\n".join(lines)
