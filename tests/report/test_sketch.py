"""The small plot for the terminal shows where a curve is."""

import pytest

import actlab
from actlab.report.sketch import sketch

BLANK = "\N{BRAILLE PATTERN BLANK}"


@pytest.mark.parametrize("name", actlab.names())
def test_every_function_can_be_drawn_within_80_columns(name: str) -> None:
    lines = sketch(name)
    assert len(lines) == 11
    assert max(map(len, lines)) <= 85


def test_the_curve_is_where_the_function_is() -> None:
    lines = sketch("identity", width=10, height=3)
    value = [line[9:19] for line in lines[1:4]]
    assert value[0][-1] != BLANK  # high at the right
    assert value[2][0] != BLANK  # low at the left
    assert value[0][0] == value[2][-1] == BLANK
    assert lines[1].split()[0] == "5"
    assert lines[3].split()[0] == "-5"


def test_a_jump_is_not_joined() -> None:
    jump = sketch("threshold:theta=4", width=20, height=4)
    column = {line[9 + 18] for line in jump[2:4]}  # x = 4 is there
    assert column == {BLANK}
