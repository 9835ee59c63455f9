"""The rows of the page on the perceptron, and scikit-learn's logit model of them."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog, minimize
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

from playground.lessons.activations import FloatArray
from playground.lessons.logit import choices, fit_logit, kept_models
from playground.lessons.perceptron import with_bias
from playground.lessons.rows import EXCLUSIVE_OR, MEASUREMENTS, ROW_SETS, row_set
from tests.test_imports import modules_loaded_by

LOOK = "from playground.ui.lessons.perceptron import content; assert content()"
FLOWERS = [name for name in ROW_SETS if name != EXCLUSIVE_OR]
INPUTS = list(combinations(MEASUREMENTS, 2))


def inputs_of(name: str, inputs: tuple[str, ...]) -> FloatArray:
    return with_bias(np.column_stack([row_set(name).columns[column].x for column in inputs]))


@pytest.mark.parametrize("name", FLOWERS)
def test_flowers_are_iris_measured_in_standard_deviations(name: str) -> None:
    iris, rows = load_iris(), row_set(name)
    wanted = np.isin(iris.target, [list(iris.target_names).index(species) for species in rows.classes])
    assert ROW_SETS[name].label == " and ".join(rows.classes)
    np.testing.assert_array_equal(np.array(rows.classes)[rows.y.astype(int)], iris.target_names[iris.target[wanted]])
    for place, column in enumerate(rows.columns.values()):
        np.testing.assert_array_equal(column.values, iris.data[wanted, place])
    scaled = StandardScaler().fit_transform(iris.data[wanted])
    np.testing.assert_allclose(np.column_stack([column.x for column in rows.columns.values()]), scaled, atol=1e-12)


def test_exclusive_or_is_whether_the_signs_differ() -> None:
    x1, x2 = (column.x for column in row_set(EXCLUSIVE_OR).columns.values())
    assert list(zip(x1, x2, row_set(EXCLUSIVE_OR).y, strict=True)) == [(-1, -1, 0), (-1, 1, 1), (1, -1, 1), (1, 1, 0)]


@pytest.mark.parametrize("name", FLOWERS)
def test_a_logit_model_says_whether_a_line_separates_the_classes(name: str) -> None:
    for inputs in INPUTS:
        x, y = inputs_of(name, inputs), row_set(name).y
        # Is there a w with (2y - 1) wᵀx ≥ 1 for every row?
        found = linprog(np.zeros(3), A_ub=-(2 * y - 1)[:, np.newaxis] * x, b_ub=-np.ones(len(y)), bounds=(None, None))
        assert fit_logit(x, y).separable == found.success


def test_coefficients_are_where_the_log_loss_is_lowest() -> None:
    x, y = inputs_of("versicolor_virginica", ("petal_length", "petal_width")), row_set("versicolor_virginica").y
    fit = fit_logit(x, y)
    best = minimize(lambda w: np.mean(np.logaddexp(0, -(2 * y - 1) * (x @ w))), np.zeros(3), tol=1e-12)
    np.testing.assert_allclose(fit.w, best.x, atol=1e-4)
    assert fit.loss == pytest.approx(best.fun)
    assert fit.mistakes == np.sum((x @ best.x > 0) != y) == 6
    assert not fit.separable


def test_a_logit_model_of_exclusive_or_knows_nothing() -> None:
    fit = fit_logit(inputs_of(EXCLUSIVE_OR, ("x₁", "x₂")), row_set(EXCLUSIVE_OR).y)
    np.testing.assert_allclose(fit.w, 0.0, atol=1e-12)
    assert fit.loss == pytest.approx(np.log(2.0))
    assert not fit.separable


def test_kept_models_are_what_scikit_learn_fits() -> None:
    kept = kept_models()
    assert list(kept) == [name for name, _, _ in choices()]
    for name, x, y in choices():
        fit = fit_logit(x, y)
        assert (kept[name].separable, kept[name].mistakes) == (fit.separable, fit.mistakes), name
        if not fit.separable:
            np.testing.assert_allclose(kept[name].w, fit.w, atol=1e-5)
            assert kept[name].loss == pytest.approx(fit.loss)


def test_the_page_needs_no_scikit_learn() -> None:
    assert modules_loaded_by("playground.ui.lessons.perceptron", then=LOOK).isdisjoint({"sklearn", "scipy"})
