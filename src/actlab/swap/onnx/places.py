"""One activation in an ONNX graph: what it computes, which nodes compute it, and what stands in the way of another."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from onnx import GraphProto, NodeProto

from actlab.define import GateChoice
from actlab.swap.find.recognise import Function


@dataclass(frozen=True)
class OnnxPlace:
    """One activation in a graph: its last node, all its nodes, its input and output.

    ``obstacle`` says why nothing can take its place, ``guard`` what it protects. ``tensors`` are parameters that are
    tensors of the graph, such as the slope of a PRelu for each channel. ``before`` is what remains of a node that
    computes more than its activation: it ends in ``input``. ``after`` is what remains of a node that goes on: it reads
    what the activation gives, and ends in ``output``. ``gate`` is the gate whose function of one input this is.
    ``position`` is that among the ``activations`` of a recurrent node.
    """

    name: str
    function: Function
    operators: tuple[str, ...]
    input: str
    output: str
    nodes: tuple[NodeProto, ...] = field(repr=False, compare=False)
    graph: GraphProto = field(repr=False, compare=False)
    obstacle: str | None = None
    guard: str | None = None
    tensors: Mapping[str, str] = field(default_factory=dict, compare=False)
    before: tuple[NodeProto, ...] = field(default=(), repr=False, compare=False)
    after: tuple[NodeProto, ...] = field(default=(), repr=False, compare=False)
    gate: GateChoice | None = None
    position: int | None = None

    @property
    def kind(self) -> str:
        """``node``, ``subgraph``, ``fused`` (a part of a node that computes more) or ``gate``."""
        if self.position is not None:
            return "gate"
        if self.before or self.after:
            return "fused"
        return "node" if len(self.operators) == 1 else "subgraph"

    @property
    def plain_node(self) -> bool:
        """Whether it is one node of ONNX's own operators."""
        plain = self.kind == "node" or bool(self.after)
        return plain and self.nodes[-1].domain in ("", "ai.onnx")

    @property
    def result(self) -> str:
        """The tensor that the activation alone gives."""
        return self.after[0].input[0] if self.after else self.output

    def is_meant_by(self, pattern: str) -> bool:
        """Whether a text names this place: its name, or a name with ``*``."""
        return self.name == pattern or fnmatchcase(self.name, pattern)

    def renamed(self, name: str) -> "OnnxPlace":
        """The same under another name."""
        return replace(self, name=name)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "function": str(self.function),
            "kind": self.kind,
            "operators": list(self.operators),
            "input": self.input,
            "output": self.output,
            "parameters": {**{k: str(v) for k, v in self.function.parameters.items()}, **self.tensors},
            "gate": self.gate.key if self.gate else None,
            "obstacle": self.obstacle,
            "guard": self.guard,
        }

    def __str__(self) -> str:
        """One line for people."""
        text = f"{self.name}: {self.function}, {self.kind} {' '.join(self.operators)}"
        text += f", in {self.gate.key}" if self.gate else ""
        text += "".join(f", {name} from the tensor {tensor}" for name, tensor in self.tensors.items())
        text += f" ({self.guard})" if self.guard else ""
        return f"{text}; cannot be swapped: {self.obstacle}" if self.obstacle else text
