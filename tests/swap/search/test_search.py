from functools import partial

import pytest
import torch
from torch import nn

from actlab.errors import BadValue, Missing, UnknownName
from actlab.lab.verdicts.procedure import judge_one
from actlab.swap.search import search

compare = partial(judge_one, resolution=0.001)


def factory():
    return nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.ReLU())


WORTH = {"ReLU": 0.0, "Mish": 1.0, "Tanh": -1.0}


def score(model, seed):
    """Mish in the first place is worth 1, in the second 0.1, plus what the seed brings, a little more with Mish."""
    first, second = (WORTH[type(model[place]).__name__] for place in (1, 3))
    return first + 0.1 * second + 0.01 * (seed % 3) * (2 + first)


def test_greedy_search_finds_the_best_of_a_score_that_adds_up():
    result = search(factory, score, compare, functions=["mish", "tanh"], budget=9, seeds=3)
    assert result.best.assignment == {"1": "mish", "3": "mish"}
    assert len(result.trials) <= 9
    assert result.trials[0].assignment == {}


def test_random_search_tries_every_assignment_once_when_there_is_budget():
    result = search(factory, score, compare, functions=["mish", "tanh"], method="random", budget=100, seeds=1)
    assert len(result.trials) == 9
    assert result.best.assignment == {"1": "mish", "3": "mish"}


def test_the_budget_holds_and_the_same_seed_gives_the_same_search():
    options = {"functions": ["mish", "tanh"], "method": "random", "budget": 4, "seeds": 1}
    first, again = (search(factory, score, compare, **options) for _ in range(2))
    other = search(factory, score, compare, **options, first_seed=5)
    assert len(first.trials) == 4
    assert [t.assignment for t in first.trials] == [t.assignment for t in again.trials]
    assert [t.assignment for t in first.trials] != [t.assignment for t in other.trials]


def test_fresh_seeds_judge_the_best():
    seen = []

    def noted(model, seed):
        seen.append(seed)
        return score(model, seed)

    result = search(factory, noted, compare, functions=["mish"], budget=2, seeds=6)
    assert result.seeds == (0, 1, 2, 3, 4, 5)
    assert result.fresh_seeds == (6, 7, 8, 9, 10, 11)
    assert set(seen[:12]) == set(result.seeds)
    assert set(seen[12:]) == set(result.fresh_seeds)
    assert result.verdict.word == "better"
    assert "better" in str(result)
    assert result.as_dict()["best"] == {"1": "mish"}


def test_a_best_that_is_only_noise_is_not_called_better():
    draws = iter(torch.randn(100, generator=torch.Generator().manual_seed(0)).tolist())
    result = search(factory, lambda model, seed: next(draws), compare, functions=["mish", "tanh"], budget=9, seeds=4)
    assert result.verdict.word == "cannot tell apart"


def test_optuna_finds_the_best_and_the_same_seed_gives_the_same_search():
    pytest.importorskip("optuna", reason="the extra optuna is not installed")
    options = {"functions": ["mish", "tanh"], "method": "tpe", "budget": 7, "seeds": 1}
    first, again = (search(factory, score, compare, **options) for _ in range(2))
    assert [t.assignment for t in first.trials] == [t.assignment for t in again.trials]
    assert 1 < len(first.trials) <= 7
    assert first.best.assignment["1"] == "mish"


def test_without_optuna_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("actlab.swap.search.searching.find_spec", lambda name: None)
    with pytest.raises(Missing, match=r"needs Optuna.*pip install 'actlab\[optuna\]'"):
        search(factory, score, compare, functions=["mish"], method="tpe", budget=2, seeds=1)


def test_blocks_that_share_an_activation_get_different_ones():
    def shared():
        act = nn.ReLU()
        return nn.Sequential(nn.Linear(2, 2), act, nn.Linear(2, 2), act)

    def first_only(model, seed):
        return WORTH[type(model[1]).__name__] - WORTH[type(model[3]).__name__] + 0.01 * seed

    result = search(shared, first_only, compare, functions=["mish", "tanh"], budget=9, seeds=2)
    assert result.best.assignment == {"1": "mish", "3": "tanh"}


def test_wrong_use_is_refused():
    with pytest.raises(UnknownName, match="unknown method 'grid'"):
        search(factory, score, compare, functions=["mish"], method="grid")
    with pytest.raises(UnknownName, match="unknown place '7'"):
        search(factory, score, compare, functions=["mish"], places=["7"])
    with pytest.raises(BadValue, match="a budget of at least 2"):
        search(factory, score, compare, functions=["mish"], budget=1)
    with pytest.raises(BadValue, match="nothing to search"):
        search(lambda: nn.Linear(2, 2), score, compare, functions=["mish"])
    with pytest.raises(BadValue, match="does not work element by element"):
        search(factory, score, compare, functions=["glu"])
