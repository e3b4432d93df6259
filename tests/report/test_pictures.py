"""``actlab.plot``, ``actlab.show`` and ``actlab.properties`` from Python, with pictures in a notebook."""

import matplotlib.pyplot as plt
import pytest

import actlab


def test_a_plot_has_value_and_slope() -> None:
    axes = actlab.plot("relu", "leaky_relu:slope=0.05", x=(-2, 2))
    assert [axis.get_title() for axis in axes] == ["value", "slope"]
    assert [line.get_label() for line in axes[0].lines[-2:]] == ["ReLU", "Leaky ReLU (slope 0.05)"]
    plt.close("all")


def test_show_prints_what_the_command_prints_and_draws_in_a_notebook(actlab_command) -> None:
    shown = actlab.show("swish")
    printed = actlab_command("show", "swish", env={"COLUMNS": "100", "PATH": "/usr/bin"}).stdout
    assert str(shown).split() == printed.split()
    html = shown._repr_html_()
    assert "<svg" in html
    assert "<th>formula</th>" in html


def test_properties_can_be_called_and_stay_a_module() -> None:
    found = actlab.properties("mish")
    assert found.value.minimum.value == pytest.approx(-0.30884, abs=1e-5)
    assert "<table>" in found._repr_html_()
    assert actlab.properties.properties("mish") == found
