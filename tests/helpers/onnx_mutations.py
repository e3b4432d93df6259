"""Damaged ONNX files: every field of a model once cleared, once set to something it must not be, and bytes turned."""

import random
from collections.abc import Iterator

import numpy as np
import onnx
from google.protobuf.message import Message
from onnx import ModelProto, TensorProto, helper, numpy_helper

_NUMBERS = (-1, 0, 99, 2**31 - 1)
_TEXTS = ("", "../x", "a\x00b", "x" * 5000)


def original() -> ModelProto:
    """A small model with what actlab looks at: nodes, a subgraph, a fused node, a branch, gates, weights."""
    weights = numpy_helper.from_array(np.linspace(-1, 1, 16, dtype=np.float32).reshape(4, 4), "w")
    outside = TensorProto(name="e", data_type=TensorProto.FLOAT, dims=[4], data_location=TensorProto.EXTERNAL)
    outside.external_data.add(key="location", value="e.bin")
    slope = numpy_helper.from_array(np.full(4, 0.2, np.float32), "slope")
    recurrent = [numpy_helper.from_array(np.zeros((1, 8, n), np.float32), name) for n, name in ((4, "lw"), (2, "lr"))]
    branch = [
        helper.make_graph(
            [helper.make_node(operator, ["m"], [name])],
            name,
            [],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 4])],
        )
        for operator, name in (("Relu", "then"), ("Tanh", "else"))
    ]
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["h"], name="multiply"),
        helper.make_node("Add", ["h", "e"], ["a"], name="add"),
        helper.make_node("Softplus", ["a"], ["s"]),
        helper.make_node("Tanh", ["s"], ["t"]),
        helper.make_node("Mul", ["a", "t"], ["m"], name="mish"),
        helper.make_node("Constant", [], ["yes"], value=helper.make_tensor("c", TensorProto.BOOL, [], [True])),
        helper.make_node("If", ["yes"], ["b"], then_branch=branch[0], else_branch=branch[1]),
        helper.make_node("PRelu", ["b", "slope"], ["p"]),
        helper.make_node("LeakyRelu", ["p"], ["l"], alpha=0.1),
        helper.make_node("BiasGelu", ["l", "e"], ["g"], domain="com.microsoft"),
        helper.make_node("Unsqueeze", ["g", "axis"], ["u"]),
        helper.make_node("LSTM", ["u", "lw", "lr"], ["q", "", ""], hidden_size=2),
        helper.make_node("Relu", ["q"], ["y"], name="last"),
    ]
    graph = helper.make_graph(
        nodes,
        "damaged",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1, 2, 2])],
        [weights, outside, slope, *recurrent, numpy_helper.from_array(np.array([0]), "axis")],
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


WEIGHTS = np.linspace(0, 1, 4, dtype=np.float32).tobytes()  # of the file e.bin


def mutations(count: int | None = None) -> list[tuple[str, bytes]]:
    """``count`` of all mutations, evenly chosen, or all; each with a name."""
    found = [*_of_fields(), *_of_bytes()]
    if count is None:
        return found
    chosen = random.Random(0).sample(range(len(found)), count)
    return [found[number] for number in sorted(chosen)]


def _of_fields() -> Iterator[tuple[str, bytes]]:
    for path, steps in _fields(original(), (), ""):
        for name, change in _changes(steps):
            model = original()
            try:
                change(model)
                data = model.SerializeToString()
            except (TypeError, ValueError):  # a value that no file can hold
                continue
            yield f"{path} {name}", data


def _fields(message: Message, steps: tuple, path: str) -> Iterator[tuple[str, tuple]]:
    for field, value in message.ListFields():
        here = (*steps, (field, None))
        yield f"{path}.{field.name}", here
        if field.type != field.TYPE_MESSAGE:
            continue
        if not field.is_repeated:
            yield from _fields(value, here, f"{path}.{field.name}")
            continue
        for number, inner in enumerate(value):
            yield from _fields(inner, (*steps, (field, number)), f"{path}.{field.name}[{number}]")


def _changes(steps: tuple) -> Iterator[tuple[str, object]]:
    field, _ = steps[-1]

    def owner(model: ModelProto) -> Message:
        for inner, number in steps[:-1]:
            model = getattr(model, inner.name) if number is None else getattr(model, inner.name)[number]
        return model

    yield "cleared", lambda model: owner(model).ClearField(field.name)
    if field.is_repeated:
        yield "without its first", lambda model: getattr(owner(model), field.name).pop(0)
        yield "with its last twice", lambda model: _twice(getattr(owner(model), field.name))
        yield "turned round", lambda model: _reverse(getattr(owner(model), field.name))
        return
    values = {field.CPPTYPE_STRING: _TEXTS}.get(field.cpp_type, _NUMBERS)
    if field.type == field.TYPE_BYTES:
        values = (b"", b"\xff\xfe", b"x" * 5000)
    for value in () if field.type == field.TYPE_MESSAGE else values:
        shown = repr(value)[:12]
        yield f"= {shown}", lambda model, value=value: setattr(owner(model), field.name, value)


def _twice(repeated) -> None:
    repeated.extend(list(repeated)[-1:])


def _reverse(repeated) -> None:
    items = list(repeated)[::-1]
    del repeated[:]
    repeated.extend(items)


def _of_bytes() -> Iterator[tuple[str, bytes]]:
    data = original().SerializeToString()
    generator = random.Random(1)
    for number in range(100):
        cut = generator.randrange(len(data))
        yield f"cut at {cut} ({number})", data[:cut]
        turned = bytearray(data)
        for _ in range(1 + number % 4):
            turned[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        yield f"bits turned ({number})", bytes(turned)
    yield "empty", b""
    yield "text", b"no model"


if __name__ == "__main__":
    onnx.checker.check_model(original())
    print(len(mutations()))
