"""The measured speed against torch's own: which functions win on one instruction set, and which on all."""

import pytest

from actlab.kernels import speed

TABLE = """function,instructions,type,processor,forward 32K,forward 1M,both 32K,both 1M
mish,avx2,float32,one,0.1,0.1,0.3,0.3
mish,baseline,float32,one,0.3,0.3,0.3,0.3
silu,avx2,float32,one,0.5,0.5,0.5,0.5
silu,baseline,float32,one,1.0,1.0,1.0,1.0
gelu,avx2,float32,one,0.1,0.1,0.1,1.3
tanh,avx2,float32,one,0.5,0.5,0.5,0.5
tanh,avx2,float32,another,1.0,1.0,1.0,1.0
"""


@pytest.fixture
def table(tmp_path, monkeypatch):
    file = tmp_path / "speed.csv"
    file.write_text(TABLE)
    monkeypatch.setattr(speed, "FILE", file)
    for cached in (speed.faster, speed.faster_everywhere, speed._rows):
        cached.cache_clear()
    yield
    for cached in (speed.faster, speed.faster_everywhere, speed._rows):
        cached.cache_clear()


@pytest.mark.usefixtures("table")
def test_a_function_is_faster_where_it_wins_on_the_whole_and_loses_nowhere_on_any_processor():
    assert speed.faster("avx2") == {"mish": {"float32"}, "silu": {"float32"}}
    assert speed.faster("baseline") == {"mish": {"float32"}}


@pytest.mark.usefixtures("table")
def test_everywhere_is_on_every_instruction_set():
    assert speed.faster_everywhere() == {"mish"}
