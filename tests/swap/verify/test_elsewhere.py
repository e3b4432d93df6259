"""The table of other libraries' names holds where the library is installed."""

from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from actlab.define import choose
from actlab.swap.verify.comparing import compare
from actlab.swap.verify.elsewhere import choice_of, names_of, page

LIBRARIES = ("torch", "transformers", "timm", "Keras", "JAX", "ONNX", "ggml", "Core ML", "TFLite")


def test_the_page_is_what_the_table_says():
    assert (Path(__file__).parents[3] / "docs/elsewhere.md").read_text(encoding="utf-8") == page()


def test_every_library_is_there():
    assert {row.library for row in names_of()} == set(LIBRARIES)
    assert all(row.note for row in names_of() if not row.choice)
    assert sum(choice_of(row) is not None for row in names_of()) > 0.7 * len(names_of())
    assert len({(row.library, row.name) for row in names_of()}) == len(names_of())


@pytest.mark.parametrize("row", [row for row in names_of("torch") if choice_of(row)], ids=lambda row: row.name)
def test_torch_has_what_the_table_says(row):
    owner = torch.nn if row.name[0].isupper() else F
    made = getattr(owner, row.name)
    made = made(1.0, 0.0) if row.name == "Threshold" else made() if row.name[0].isupper() else made
    made = made.eval() if isinstance(made, torch.nn.Module) else made
    assert compare(made, choice_of(row)).agrees


def test_the_table_covers_every_activation_of_torch():
    from actlab.swap.find.recognise import torch_classes

    assert {cls.__name__ for cls in torch_classes().values()} <= {row.name for row in names_of("torch")}


def test_transformers_has_what_the_table_says():
    activations = pytest.importorskip("transformers.activations", reason="the extra 'hub'")
    rows = names_of("transformers")
    assert {row.name for row in rows} == set(activations.ACT2CLS)
    for row in (row for row in rows if choice_of(row)):
        found = compare(activations.ACT2FN[row.name], choose(row.choice))
        # What differs in these two is in their notes: a slope of NaN, and parameters that are kept in bfloat16.
        assert found.agrees or (row.name in ("sqrtsoftplus", "xielu") and found.actual.startswith(row.choice)), row


def test_timm_has_what_the_table_says():
    pytest.importorskip("timm", reason="timm")
    from timm.layers import create_act, get_act_fn

    rows = names_of("timm")
    assert set(create_act._ACT_FN_DEFAULT) <= {row.name for row in rows}
    for row in rows:
        if row.name in create_act._ACT_FN_DEFAULT:
            made = get_act_fn(row.name)
        else:
            made = create_act.get_act_layer(row.name)().eval()
        assert compare(made, choice_of(row)).agrees, row


# Of these modules, what is no function of one number.
NO_ACTIVATIONS = {
    "JAX": "dot_product_attention get_scaled_dot_general_config log1mexp log_softmax logmeanexp logsumexp one_hot "
    "scaled_dot_general scaled_matmul softmax standardize",
    "Keras": "deserialize get log_softmax serialize softmax sparsemax",
}


@pytest.mark.parametrize(("library", "home"), [("JAX", "jax.nn"), ("Keras", "keras.activations")])
def test_functions_of_arrays_are_what_the_table_says(library, home, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    owner = pytest.importorskip(home, reason=library)
    rows = names_of(library)
    public = {name for name in dir(owner) if name[0].islower() and callable(getattr(owner, name))}
    assert public - set(NO_ACTIVATIONS[library].split()) == {row.name for row in rows}
    for row in rows:
        more = (1.0, 0.0) if row.name == "threshold" else ()
        found = compare(lambda x, row=row, more=more: np.asarray(getattr(owner, row.name)(x, *more)), choice_of(row))
        assert found.agrees, (row, str(found))


def test_a_wrong_line_would_be_seen():
    assert not compare(F.gelu, choose("gelu_tanh")).agrees


def test_onnx_has_what_the_table_says():
    onnx = pytest.importorskip("onnx", reason="the extra 'onnx'")
    first: dict[str, int] = {}
    for schema in onnx.defs.get_all_schemas_with_history():
        if not schema.domain:
            first[schema.name] = min(schema.since_version, first.get(schema.name, 999))
    for row in names_of("ONNX"):
        assert row.note.startswith(f"since opset {first[row.name]}"), row
