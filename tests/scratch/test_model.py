"""Models are built as they are read, and say what does not fit."""

import numpy as np
import pytest
from numpy.random import RandomState

from actlab.errors import BadValue, UnknownName
from actlab.scratch import Activation, Affine, Dropout, Model, SoftmaxCrossEntropy, build


def test_a_text_builds_the_layers_in_order() -> None:
    model = build(
        "affine 6 glorot, selu:alpha=1.5,scale=1.1, dropout 0.25,batch_normalization, AFFINE 3, softmax",
        4,
        RandomState(0),
    )
    assert [layer.title for layer in model.layers] == [
        "affine 6",
        "selu:alpha=1.5,scale=1.1",
        "dropout 0.25",
        "batch_normalization",
        "affine 3",
    ]
    assert model.classes == 3


def test_first_weights_are_drawn_layer_by_layer_as_the_protocol_says() -> None:
    model = build("affine 5, relu, affine 3, softmax", 4, RandomState(10))
    stream = RandomState(10)
    assert np.array_equal(model.layers[0].parameters["W"], stream.randn(4, 5) * np.sqrt(2 / 4))
    assert np.array_equal(model.layers[2].parameters["W"], stream.randn(5, 3) * np.sqrt(2 / 5))
    assert not model.layers[0].parameters["b"].any()


@pytest.mark.parametrize(
    ("initializer", "variance"), [("he", 2 / 400), ("xavier", 1 / 400), ("glorot", 2 / 700), ("zeros", 0)]
)
def test_initializers_have_their_variance(initializer: str, variance: float) -> None:
    layer = Affine(300, initializer=initializer)
    layer.connect(400, RandomState(0))
    assert layer.parameters["W"].var() == pytest.approx(variance, rel=0.03)  # the spread over seeds is 0.4 %


def test_the_summary_counts_the_published_network() -> None:
    summary = build("affine 100, swish, affine 50, swish, affine 10, softmax", 784, RandomState(0)).summary()
    assert "affine 100 [rows, 100]     78,500" in summary
    assert summary.splitlines()[-1].split() == ["all", "84,060"]


def test_shapes_that_do_not_fit_name_both_layers_and_shapes() -> None:
    layers = [Affine(100), Activation("swish"), Affine(10, inputs=50), SoftmaxCrossEntropy()]
    with pytest.raises(
        BadValue,
        match=r"layer 3 \(affine 10\) expects \[rows, 50\], but layer 2 \(swish\) gives \[rows, 100\]; make the two",
    ):
        Model(layers, 784, RandomState(0))
    with pytest.raises(BadValue, match=r"layer 1 \(affine 10\) expects \[rows, 50\], but the data is \[rows, 784\]"):
        Model([Affine(10, inputs=50), SoftmaxCrossEntropy()], 784, RandomState(0))
    model = build("affine 3, softmax", 4, RandomState(0))
    with pytest.raises(BadValue, match=r"layer 1 \(affine 3\) expects \[rows, 4\], but the data is \[2, 5\]"):
        model.predict(np.zeros((2, 5)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("affine 3", "one or more layers and then softmax"),
        ("softmax", "one or more layers and then softmax"),
        ("affine 3, softmax, affine 3, softmax", "one or more layers and then softmax"),
        ("affine, softmax", "cannot read the layer 'affine'"),
        ("affine many, softmax", "cannot read the layer 'affine many'"),
        ("affine 0, softmax", "affine: expected at least 1 output, got 0"),
        ("affine 3, dropout x, affine 3, softmax", "'x' is not a number"),
        ("affine 3, dropout 1, affine 3, softmax", "expected a rate of at least 0 and below 1, got 1"),
        ("affine 3, swish:bta=1, softmax", "unknown parameter of swish 'bta'. Did you mean 'beta'"),
        ("affine 3, mesh, softmax", "unknown layer 'mesh'. Did you mean 'mish'?"),
        ("affine 3 hee, softmax", "unknown initializer 'hee'. Did you mean 'he'?"),
    ],
)
def test_a_text_that_cannot_be_read_says_what_and_why(text: str, message: str) -> None:
    with pytest.raises((BadValue, UnknownName), match=message.replace("?", r"\?")):
        build(text, 4, RandomState(0))


def test_dropout_silences_in_training_only_and_keeps_the_mean() -> None:
    layer = Dropout(0.25)
    layer.connect(1000, RandomState(0))
    x = np.ones((100, 1000))
    assert np.array_equal(layer.forward(x), x)
    layer.training = True
    dropped = layer.forward(x)
    assert set(np.unique(dropped)) == {0.0, 1 / 0.75}
    assert dropped.mean() == pytest.approx(1, abs=0.01)  # its standard error is 0.0018
    assert np.array_equal(layer.backward(x), dropped)


def test_backward_writes_into_nothing_that_was_saved() -> None:
    model = build("affine 5, mish, affine 3, softmax", 4, RandomState(0))
    x, labels = RandomState(1).randn(6, 4), np.zeros(6, int)
    model.forward(x)
    first = model.backward(labels, to_input=True).copy()
    assert np.array_equal(model.backward(labels, to_input=True), first)
