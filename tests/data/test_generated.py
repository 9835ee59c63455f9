"""Drawn sets have the shapes, borders and noise of TensorFlow Playground, and are the same for equal settings."""

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.data.generated import GENERATORS
from playground.data.tables import Table, load
from playground.datasets import CLASS, DATASETS
from playground.experiment import Data

SAMPLES = 4_000


def drawn(dataset: str, noise: float = 0.0, class_count: int = 2, seed: int = 0) -> Table:
    return load(Data(dataset, samples=SAMPLES, noise=noise, class_count=class_count, draw=seed))


def points(table: Table) -> NDArray[np.float64]:
    return np.stack([table.measurements["x"], table.measurements["y"]], axis=1).astype(np.float64)


@pytest.mark.parametrize("name", GENERATORS)
def test_equal_seeds_draw_equal_rows_and_others_do_not(name: str) -> None:
    first, again, other = (GENERATORS[name](50, 0.3, 2, np.random.default_rng(seed)) for seed in (5, 5, 6))
    for one, same in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, same)
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("samples", [10, 11, 500])
@pytest.mark.parametrize("name", GENERATORS)
def test_as_many_rows_as_were_asked_for_also_of_an_odd_number(name: str, samples: int) -> None:
    table = load(Data(name, samples=samples))
    assert {values.shape for values in table.measurements.values()} == {(samples,)}


@pytest.mark.parametrize(("name", "most"), [("circle", 2), ("xor", 2), ("gauss", 6), ("spiral", 6), ("moons", 2)])
def test_classes_are_of_equal_size(name: str, most: int) -> None:
    assert DATASETS[name].most_classes == most
    for class_count in range(2, most + 1):
        counts = np.bincount(drawn(name, class_count=class_count).labels[CLASS])
        assert len(counts) == class_count
        # Exclusive or is thrown, not dealt: half of the rows but for chance, four standard deviations here.
        assert counts.max() - counts.min() <= (4 * np.sqrt(SAMPLES) if name == "xor" else 1)
        assert Data(name, class_count=class_count).class_names == tuple("ABCDEF"[:class_count])


def test_the_circles_classes_lie_within_half_the_radius_and_beyond_seven_tenths() -> None:
    table = drawn("circle")
    radius = np.hypot(*points(table).T)
    inner = radius[table.labels[CLASS] == 0]
    ring = radius[table.labels[CLASS] == 1]
    assert inner.max() < 2.5
    assert (ring.min(), ring.max()) == (pytest.approx(3.5, abs=0.01), pytest.approx(5.0, abs=0.01))
    # The radius is drawn evenly, so the points are denser in the middle.
    assert inner.mean() == pytest.approx(1.25, abs=0.05)


def test_exclusive_or_is_a_where_the_signs_agree_and_keeps_a_gap() -> None:
    table = drawn("xor")
    x, y = points(table).T
    np.testing.assert_array_equal(table.labels[CLASS] == 0, x * y > 0)
    assert min(abs(x).min(), abs(y).min()) >= 0.3
    assert max(abs(x).max(), abs(y).max()) <= 5.3
    # A straight line does not help: neither x nor y says anything about the class.
    assert abs(np.corrcoef(x, table.labels[CLASS])[0, 1]) < 0.05


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_gaussian_clouds_stand_on_a_circle_and_noise_widens_them(noise: float) -> None:
    table = drawn("gauss", noise)
    for label, centre in ((0, 2.0), (1, -2.0)):
        cloud = points(table)[table.labels[CLASS] == label]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.2)
        np.testing.assert_allclose(cloud.var(axis=0), 0.5 + 7.0 * noise, rtol=0.1)


def test_six_clouds_have_six_corners_of_equal_distance() -> None:
    table = drawn("gauss", class_count=6)
    centres = np.array([points(table)[table.labels[CLASS] == label].mean(axis=0) for label in range(6)])
    np.testing.assert_allclose(np.hypot(*centres.T), np.sqrt(8.0), atol=0.15)
    np.testing.assert_allclose(np.hypot(*(centres - np.roll(centres, 1, axis=0)).T), np.sqrt(8.0), atol=0.2)


def test_a_spirals_arms_grow_to_radius_five_in_one_and_three_quarters_of_a_turn() -> None:
    for class_count in (2, 5):
        table = drawn("spiral", class_count=class_count)
        for label in range(class_count):
            arm = points(table)[table.labels[CLASS] == label]
            radius = np.hypot(*arm.T)
            np.testing.assert_allclose(radius, np.linspace(0.0, 5.0, len(arm), endpoint=False), atol=1e-5)
            turn = np.unwrap(np.arctan2(arm[1:, 0], arm[1:, 1]))
            assert (turn[-1] - turn[0]) / (2 * np.pi) == pytest.approx(1.75, abs=0.01)
            # Each arm begins its share of a full turn after the one before.
            start = turn[0] - 2 * np.pi * 1.75 / len(arm)
            assert np.cos(start - 2 * np.pi * label / class_count) == pytest.approx(1.0, abs=1e-3)


def test_noise_scatters_a_spirals_points_by_that_much_and_leaves_the_classes() -> None:
    still, noisy = drawn("spiral"), drawn("spiral", noise=0.4)
    np.testing.assert_array_equal(still.labels[CLASS], noisy.labels[CLASS])
    moved = points(noisy) - points(still)
    assert 0.39 < abs(moved).max() <= 0.4 + 1e-6
    assert moved.mean() == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "multi_gauss"])
def test_noise_moves_answers_not_points(name: str) -> None:
    still, noisy = drawn(name), drawn(name, noise=0.3)
    np.testing.assert_array_equal(points(still), points(noisy))
    one, other = ((table.labels or table.measurements)[DATASETS[name].targets[0]] for table in (still, noisy))
    changed = np.mean(one != other)
    assert 0.02 < changed <= 1.0
    if DATASETS[name].classes:
        # A border that moves by at most 1.5 leaves most rows on their side.
        assert changed < 0.25


def test_moons_are_half_circles_of_radius_one_that_noise_scatters() -> None:
    table = drawn("moons")
    upper, lower = (points(table)[table.labels[CLASS] == label] for label in (0, 1))
    np.testing.assert_allclose(np.hypot(*upper.T), 1.0, rtol=1e-6)
    np.testing.assert_allclose(np.hypot(*(lower - [1.0, 0.5]).T), 1.0, rtol=1e-6)
    assert upper[:, 1].min() >= 0.0
    assert lower[:, 1].max() <= 0.5
    moved = points(drawn("moons", noise=0.2)) - points(table)
    assert moved.std() == pytest.approx(0.2, rel=0.05)


def test_the_plane_is_a_tenth_of_x_plus_y() -> None:
    table = drawn("plane")
    x, y = points(table).T
    np.testing.assert_allclose(table.measurements["z"], (x + y) / 10.0, atol=1e-6)
    assert max(abs(x).max(), abs(y).max()) <= 6.0
    off = drawn("plane", noise=0.5).measurements["z"] - table.measurements["z"]
    # Two moves of up to half of 6, together a tenth of them.
    assert 0.5 < abs(off).max() <= 0.6


def test_six_cones_stand_in_turn_up_and_down() -> None:
    table = drawn("multi_gauss")
    heights, place = table.measurements["z"], points(table)
    assert (heights.max(), heights.min()) == (pytest.approx(1.0, abs=0.1), pytest.approx(-1.0, abs=0.1))
    for (x, y), sign in {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}.items():
        distance = np.hypot(*(place - (x, y)).T)
        near = distance < 1.0
        assert near.sum() > 30
        np.testing.assert_allclose(heights[near], sign * (1.0 - distance[near] / 2.0), atol=1e-6)
    assert (heights == 0.0).any()


@pytest.mark.parametrize(("name", "end"), [("sine", 1.5 * np.pi), ("cubic", 1.5)])
def test_curves_have_one_input_and_noise_is_the_standard_deviation_around_them(name: str, end: float) -> None:
    assert Data(name).inputs == ("x",)
    still, noisy = drawn(name), drawn(name, noise=0.25)
    x = still.measurements["x"].astype(np.float64)
    np.testing.assert_allclose(still.measurements["y"], np.sin(x) if name == "sine" else x**3 - x, atol=1e-5)
    assert (x.min(), x.max()) == (pytest.approx(-end, abs=0.02), pytest.approx(end, abs=0.02))
    np.testing.assert_array_equal(noisy.measurements["x"], still.measurements["x"])
    assert np.std(noisy.measurements["y"] - still.measurements["y"]) == pytest.approx(0.25, rel=0.05)
