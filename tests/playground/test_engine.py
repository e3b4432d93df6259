"""The engine's values and gradients beside torch and the hand-written network, in Node and through the browser."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.random import RandomState

from actlab.define import choose
from actlab.playground import page
from actlab.scratch import Activation, Affine, Model, SoftmaxCrossEntropy

torch = pytest.importorskip("torch")

CLOSE = 1e-12  # relative to the largest gradient of the network: sums run in another order there
WIDTHS = [2, 8, 8, 1]
GRADIENTS = """
  const activations = given.activations.map(engine.choose);
  const network = new engine.Network(given.widths, activations);
  network.parameters.set(given.parameters);
  const rows = given.labels.length;
  const out = network.forward(Float64Array.from(given.x.flat()), rows).slice(0, rows);
  const loss = engine.lossOf(given.loss, false);
  const value = out.reduce((sum, o, n) => sum + loss.value(o, given.labels[n]) / rows, 0);
  network.backward(Float64Array.from(out, (o, n) => loss.slope(o, given.labels[n]) / rows), rows);
  return { out: [...out], value, gradients: [...network.gradients] };
"""


def problem(activation: str, loss: str) -> dict[str, Any]:
    generator = RandomState(3)
    count = sum((before + 1) * after for before, after in pairwise(WIDTHS))
    return {
        "widths": WIDTHS,
        "activations": [activation, activation, "tanh" if loss == "squared" else "identity"],
        "parameters": (generator.randn(count) * 0.7).tolist(),
        "x": (generator.randn(23, 2) * 2).tolist(),
        "labels": generator.randint(0, 2, 23).tolist(),
        "loss": loss,
    }


def parts(parameters: list[float]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights, [outputs, inputs], and biases of each layer out of the engine's one array."""
    found, at = [], 0
    for before, after in pairwise(WIDTHS):
        weights = np.array(parameters[at : at + before * after]).reshape(after, before)
        found.append((weights, np.array(parameters[at + before * after : at + (before + 1) * after])))
        at += (before + 1) * after
    return found


def by_torch(given: dict[str, Any]) -> dict[str, Any]:
    import actlab.functional as functional

    leaves = [[torch.tensor(part, requires_grad=True) for part in layer] for layer in parts(given["parameters"])]
    z = torch.tensor(given["x"], dtype=torch.float64)
    for (weight, bias), name in zip(leaves, given["activations"], strict=True):
        z = z @ weight.T + bias
        z = z if name == "identity" else getattr(functional, name)(z)
    out, labels = z[:, 0], torch.tensor(given["labels"], dtype=torch.float64)
    if given["loss"] == "squared":
        value = (0.5 * (out - (2 * labels - 1)) ** 2).mean()
    else:
        value = torch.nn.functional.binary_cross_entropy_with_logits(out, labels)
    value.backward()
    gradients = np.concatenate([leaf.grad.numpy().ravel() for layer in leaves for leaf in layer])
    return {"out": out.detach().numpy(), "value": float(value.detach()), "gradients": gradients}


def agree(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    for name in ("out", "gradients"):
        size = np.abs(theirs[name]).max()
        assert np.abs(np.array(ours[name]) - theirs[name]).max() <= CLOSE * size
    assert ours["value"] == pytest.approx(theirs["value"], rel=CLOSE)


ACTIVATIONS = ("relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "swish", "gelu", "mish", "hard_swish")


@pytest.mark.parametrize("loss", ["cross_entropy", "squared"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_and_gradients_equal_those_of_torch(node, activation: str, loss: str) -> None:
    given = problem(activation, loss)
    agree(node(GRADIENTS, given), by_torch(given))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_and_gradients_equal_those_of_the_hand_written_network(node, activation: str) -> None:
    """One output through a sigmoid is a softmax over that output and a second one that is always 0."""
    given = problem(activation, "cross_entropy")
    layers = [Affine(8), Activation(activation), Affine(8), Activation(activation), Affine(2), SoftmaxCrossEntropy()]
    model = Model(layers, 2, RandomState(0))
    affine = [layer for layer in model.layers if isinstance(layer, Affine)]
    weights = parts(given["parameters"])
    for layer, (weight, bias) in zip(affine, weights, strict=True):
        padded = (np.vstack([0 * weight, weight]), np.append(0.0, bias)) if len(bias) == 1 else (weight, bias)
        layer.parameters["W"][...] = padded[0].T
        layer.parameters["b"][...] = padded[1]
    x, labels = np.array(given["x"]), np.array(given["labels"])
    value = model.loss(x, labels)
    model.backward(labels)
    gradients = []
    for layer, (_, bias) in zip(affine, weights, strict=True):
        rows = slice(1, None) if len(bias) == 1 else slice(None)
        gradients += [layer.gradients["W"].T[rows].ravel(), layer.gradients["b"][rows]]
    found = node(GRADIENTS, given)
    theirs = np.concatenate(gradients)
    assert np.abs(np.array(found["gradients"]) - theirs).max() <= CLOSE * np.abs(theirs).max()
    assert found["value"] == pytest.approx(value, rel=CLOSE)


def test_the_comparison_can_fail(node) -> None:
    given = problem("mish", "cross_entropy")
    other = {**given, "activations": ["swish", "mish", "identity"]}
    with pytest.raises(AssertionError, match="assert"):
        agree(node(GRADIENTS, given), by_torch(other))


OPTIMIZED = """
  const step = engine.optimizer(given.name, 0.05, given.start.length);
  const p = Float64Array.from(given.start);
  for (const g of given.gradients) step(p, Float64Array.from(g));
  return [...p];
"""


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("sgd", lambda p: torch.optim.SGD(p, 0.05)),
        ("momentum", lambda p: torch.optim.SGD(p, 0.05, momentum=0.9)),
        ("adam", lambda p: torch.optim.Adam(p, 0.05)),
    ],
)
def test_the_optimizers_step_as_those_of_torch(node, name: str, make) -> None:
    generator = RandomState(1)
    start, gradients = generator.randn(7), generator.randn(12, 7)
    parameter = torch.nn.Parameter(torch.tensor(start))
    optimizer = make([parameter])
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
    found = node(OPTIMIZED, {"name": name, "start": start.tolist(), "gradients": gradients.tolist()})
    np.testing.assert_allclose(found, parameter.detach().numpy(), rtol=1e-12)


EXPORTED = """
  const settings = { set: "xor", own: null, ownProblem: "classes", noise: 0, testShare: 0.5,
    features: given.features, widths: [4, 3],
    loss: given.loss, optimizer: "sgd", rate: 0.03, batch: 10, l1: 0, l2: 0, seed: 7, goal: 0.05, edits: [] };
  const names = [given.activation, "mish"];
  const training = new engine.Training(settings, names.map(engine.choose), engine.choose("tanh"));
  for (let n = 0; n < 3; n++) training.run();
  const last = given.loss === "squared" ? "tanh" : "identity";
  const layers = engine.exported(training.network.parameters, training.network.widths, [...names, last]);
  const network = { features: given.features, layers, loss: given.loss, problem: "classes", epoch: 3, seed: 7 };
  const x1 = Float64Array.from(given.x1), x2 = Float64Array.from(given.x2);
  const out = [...training.network.forward(engine.inputsOf(x1, x2, given.features), x1.length).slice(0, x1.length)];
  const formats = ["pytorch", "numpy", "json"];
  return { out, code: Object.fromEntries(formats.map((format) => [format, engine.write(network, format)])) };
"""


@pytest.mark.parametrize(
    "activation", [*ACTIVATIONS, "leaky_relu:slope=0.3", "=x * tanh(exp(min(x, 3)))", "=where(x > 0, x, -0.1)"]
)
@pytest.mark.parametrize("loss", ["cross_entropy", "squared"])
def test_exported_code_gives_the_same_outputs(node, activation: str, loss: str) -> None:
    x1, x2 = np.linspace(-5, 5, 41), np.cos(np.linspace(-5, 5, 41)) * 4
    features = ["x1", "x2", "x1x2", "sin1"]
    given = {"activation": activation, "loss": loss, "features": features, "x1": x1.tolist(), "x2": x2.tolist()}
    found = node(EXPORTED, given)
    wanted = np.array(found["out"])
    if loss == "cross_entropy":
        wanted = 1 / (1 + np.exp(-wanted))
    for name in ("pytorch", "numpy"):
        space: dict[str, Any] = {}
        exec(compile(found["code"][name], name, "exec"), space)
        np.testing.assert_allclose(np.asarray(space["predict"](x1, x2)), wanted, rtol=1e-12, atol=1e-12)


def test_exported_json_holds_the_network(node) -> None:
    import json

    given = {"activation": "swish:beta=2", "loss": "cross_entropy", "features": ["x1"], "x1": [0.0], "x2": [0.0]}
    found = json.loads(node(EXPORTED, given)["code"]["json"])
    assert [layer["activation"] for layer in found["layers"]] == ["swish:beta=2", "mish", "identity"]
    assert found["layers"][0]["parameters"] == {"beta": 2}
    assert np.shape(found["layers"][1]["weights"]) == (3, 4)


def test_every_record_can_be_chosen(node) -> None:
    from actlab.define.library import RECORDS

    assert node("return engine.KEYS") == [record.key for record in RECORDS]
    assert choose("mish").key in node("return engine.KEYS")


def test_the_surface_of_every_gate_has_the_values_of_the_library(node) -> None:
    import actlab
    from actlab import gate_arrays

    keys = list(actlab.define.gates())
    assert node("return engine.GATE_KEYS") == keys
    fields = node("return engine.GATE_KEYS.map((key) => [...engine.field(key, 8, 6)])")
    at = np.linspace(-5.25, 5.25, 8)
    a, b = np.meshgrid(at, -at)  # b upwards
    for key, field in zip(keys, fields, strict=True):
        np.testing.assert_allclose(
            np.reshape(field, (8, 8)), gate_arrays.value(key, a, b), rtol=1e-6, atol=1e-12
        )  # float32


def test_through_the_browser_a_network_has_the_parameters_that_the_engine_gives_in_node(tab, node) -> None:
    """The page trains in its worker; the exported weights are those of the same run in Node, bit for bit."""
    import json

    browser = tab.open("#set=spiral&layers=8:mish;8:tanh&opt=sgd&rate=0.1&epoch=12")
    tab.wait_for_network()
    assert tab.epoch() == 12
    browser.click("#export-json")
    found = json.loads(browser.input_value("#code"))
    body = """
      const settings = { set: "spiral", own: null, ownProblem: "classes", noise: 0, testShare: 0.5,
        features: ["x1", "x2"], widths: [8, 8], loss: "cross_entropy",
        optimizer: "sgd", rate: 0.1, batch: 10, l1: 0, l2: 0, seed: 1, goal: 0.05, edits: [] };
      const training = new engine.Training(settings, ["mish", "tanh"].map(engine.choose), engine.choose("tanh"));
      for (let n = 0; n < 12; n++) training.run();
      return engine.exported(training.network.parameters, training.network.widths, ["mish", "tanh", "identity"]);
    """
    wanted = node(body)
    for ours, theirs in zip(found["layers"], wanted, strict=True):
        # Math.tanh and Math.exp of Node and Chromium are the same code in different versions.
        np.testing.assert_allclose(ours["weights"], theirs["weights"], rtol=1e-12)
        np.testing.assert_allclose(ours["biases"], theirs["biases"], rtol=1e-12, atol=1e-15)
    assert page().exists()
