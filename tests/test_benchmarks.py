"""The benchmarks' table: verdicts and figures as they should read, and a tiny race of the engines."""

import pytest

from benchmarks.browser import VIEWERS, Window, viewer_rows_of
from benchmarks.engine import playable, processor_row, rows_of
from benchmarks.engine_job import (
    AGAIN,
    COMPILED,
    FIT,
    NEW,
    SCIKIT_LEARN,
    STEPS,
    TRACED,
    WIDTHS,
    Measured,
    Times,
    compiled_times,
    largest_differences,
    times,
)
from benchmarks.film import Seen, dropped
from benchmarks.film import rows_of as film_rows_of
from benchmarks.film_job import Recorded, recorded
from benchmarks.lessons import Visits
from benchmarks.lessons import rows_of as lesson_rows_of
from benchmarks.memory import start_rows_of
from benchmarks.page import Watched
from benchmarks.rows import Row, Target, at_least, at_most, number, row_of, table
from benchmarks.sizes import rows_of as size_rows_of
from benchmarks.sizes_job import LARGEST, SIZES, Pair, Size, measured
from playground.experiment import Experiment, Layer, Network, Training

TIMES: Times = {
    FIT: [6.0, 8.0],
    AGAIN: [5.5, 7.5],
    STEPS: [5.0, 5.0],
    SCIKIT_LEARN: [0.3, 0.4],
    NEW: [0.3, 0.5],
    WIDTHS: [0.2, 0.2],
    TRACED: [0.1, 0.1],
    COMPILED: [0.06, 0.03, 0.02, 0.04, 0.02, 0.08],
}


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        (at_least(18), 18.0, True),
        (at_least(18), 17.99, False),
        (at_most(3), 3.0, True),
        (at_most(3), 3.01, False),
        (at_least(18), float("nan"), False),
        (at_most(3), float("nan"), False),
        (None, 5.0, None),
    ],
)
def test_a_verdict_is_on_the_right_side_of_the_bound(target: Target | None, value: float, met: bool | None) -> None:
    assert Row("speed", value, "×", target).met is met


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0, "MB", "0 MB"),
        (0.01234, "s", "0.0123 s"),
        (1.0, "s", "1.00 s"),
        (19.44, "×", "19.4×"),
        (-4.321, "MB", "-4.32 MB"),
        (204.4, "ms", "204 ms"),
        (3210.9, "epochs/s", "3,211 epochs/s"),
        (2.5e-8, "", "2.5e-08"),
    ],
)
def test_numbers_have_three_digits(value: float, unit: str, text: str) -> None:
    assert number(value, unit) == text


def test_the_table_lines_up_and_says_what_was_missed() -> None:
    rows = [row_of("faster", [19.0, 25.0, 17.5], "×", at_least(18)), Row("larger by", 31.0, "MB", at_most(30)), Row("– PSS", 200.0, "MB")]
    assert table(rows).splitlines() == [
        "| what      | median  | lowest to highest | target        | met    |",
        "| --------- | ------- | ----------------- | ------------- | ------ |",
        "| faster    | 19.0×   | 17.5 to 25.0      | at least 18×  | yes    |",
        "| larger by | 31.0 MB |                   | at most 30 MB | **no** |",
        "| – PSS     | 200 MB  |                   |               |        |",
    ]


def test_ratios_are_taken_round_by_round() -> None:
    rows = {row.name: row for row in rows_of(TIMES, [7.0], {"loss": 0.0})}
    kind, new, compiled = (
        rows[f"faster than `model.fit`, {name}"] for name in ("new kind of network", "new architecture", "architecture compiled")
    )
    assert (kind.value, *(kind.spread or ())) == pytest.approx((18.0, 16.0, 20.0))
    assert (new.value, *(new.spread or ())) == pytest.approx((35.0, 30.0, 40.0))
    assert (compiled.value, *(compiled.spread or ())) == pytest.approx((200.0, 100.0, 400.0))
    assert (kind.met, new.met, compiled.met) == (None, True, True)
    assert rows["largest relative difference of any epoch's `loss` from `fit`'s"].met is True


def test_each_kind_of_processor_says_whether_the_compiled_trainer_was_used() -> None:
    seconds: Times = {FIT: [6.0], COMPILED: [0.03, 0.02, 0.06]}
    used = processor_row("AVX2", Measured(times=seconds, differences={}, compiled=True))
    unused = processor_row("AVX", Measured(times=seconds, differences={}, compiled=False))
    assert used.name == "faster than `model.fit`, with the kernels of AVX2 (compiled)"
    assert used.value == pytest.approx(200.0)
    assert used.met is True
    assert unused.name.endswith("of AVX (NOT compiled: runs stay with the graph)")
    assert unused.met is None
    # Every processor on which TensorFlow runs can play the least of them.
    assert "SSE41" in playable() or not playable()


def test_the_compiled_trainer_is_raced_alone() -> None:
    job = Experiment(network=Network((Layer(8, "relu"),)), training=Training(epochs=2, batch_size=54))
    seconds, compiled = compiled_times(job, rounds=1)
    assert {name: len(values) for name, values in seconds.items()} == {FIT: 1, COMPILED: 3}
    assert isinstance(compiled, bool)


def test_a_viewer_costs_what_the_server_takes_more_with_viewers_than_without() -> None:
    cost, updates, alone = viewer_rows_of([Window(0.05, 0.0)], [Window(0.05 + 0.01 * VIEWERS, 25.0)])
    assert (cost.value, updates.value, alone.value) == pytest.approx((0.8, 25.0, 5.0))
    assert cost.met is True


def test_a_start_is_in_time_when_its_page_can_be_used() -> None:
    usable, ready = start_rows_of([(2.0, 9.0), (4.0, 12.0), (2.5, 8.0)])
    assert (usable.value, usable.met, ready.value, ready.met) == (2.5, True, 9.0, None)


def test_a_lecture_page_is_as_fast_as_its_slowest() -> None:
    visits = Visits(
        opened={"perceptron": [400.0, 500.0, 9000.0], "activations": [700.0, 600.0, 800.0]},
        moved={"perceptron": [*range(1, 102)], "activations": [20.0] * 10},
        dragged=[*[16.0] * 96, *[90.0] * 4],
    )
    opened, moved, dragged = lesson_rows_of(visits)
    assert opened.name.endswith("slowest page (activation functions)")
    assert (opened.value, opened.spread, opened.met) == (700.0, (600.0, 800.0), True)
    assert moved.name.endswith("of the slowest (perceptron)")
    assert moved.value == pytest.approx(96.0)
    assert (moved.spread, moved.met) == ((1, 101), True)
    assert (dragged.value, dragged.met) == (16.0, True)


def test_the_rate_of_a_run_is_taken_from_the_first_point_to_the_last() -> None:
    run = Watched("id", opened=20.0, spoke=60.0, points=((100.0, 1), (350.0, 300), (600.0, 1001)), pace=0.2)
    assert (run.first_point, run.epochs_a_second) == (100.0, 2000.0)


def test_a_tiny_race() -> None:
    experiment = Experiment(network=Network((Layer(8, "relu"),)), training=Training(epochs=2, batch_size=54))
    measured = times(experiment, rounds=1)
    assert {name: len(seconds) for name, seconds in measured.items()} == {name: 3 if name == COMPILED else 1 for name in TIMES}
    assert min(min(seconds) for seconds in measured.values()) > 0.0
    assert largest_differences(experiment) == pytest.approx({"loss": 0.0, "val_loss": 0.0}, abs=1e-5)


def test_sizes_are_summed_up_by_their_median_their_least_and_the_cost_of_a_row() -> None:
    usual = Pair(fit=20.0, playground=1.0, fit_epoch=0.2, playground_epoch=0.01)
    pairs = {name: [usual, usual] for name in SIZES}
    pairs["512 units"] = [Pair(fit=ratio, playground=1.0, fit_epoch=0.1, playground_epoch=0.1) for ratio in (1.0, 3.0)]
    pairs["100,000 rows"] = [Pair(fit=20.0, playground=1.0, fit_epoch=0.2, playground_epoch=2.5)] * 2
    pairs[LARGEST] = [Pair(fit=1.1, playground=1.0, fit_epoch=0.1, playground_epoch=0.1)]
    *each, median, least, cost = size_rows_of(pairs)
    others = {"512 units": 2.0, LARGEST: 1.1}
    assert [row.value for row in each] == pytest.approx([others.get(name, 20.0) for name in SIZES])
    assert (median.value, least.value, cost.value) == pytest.approx((20.0, 2.0, 2.5))
    assert [median.met, least.met, cost.met] == [True, True, False]


def test_a_size_is_trained_both_ways_and_the_rest_of_its_epochs_reckoned() -> None:
    pair = measured(Size(rows=60, units=5, layers=1, trained=3, optimizer="adam", dropout=0.1))
    assert pair["fit"] > 97 * pair["fit_epoch"] > 0.0
    assert pair["playground"] > 97 * pair["playground_epoch"] > 0.0


def test_frames_are_dropped_where_the_screen_waited_longer_than_for_one() -> None:
    assert dropped([1000 / 60] * 10) == 0.0
    # Between two of them four more would have fitted, and a late one is no loss.
    assert dropped([16.0, 20.0, 83.0, 16.7, 16.7]) == pytest.approx(4 / 9)


def test_the_rows_of_the_film() -> None:
    told: Recorded = {"silent": [0.02, 0.04], "told": [0.025, 0.05], "encoded": [0.01, 0.03], "bytes": 1_900_000, "long_bytes": 12_000_000}
    seen = Seen([[1000 / 60] * 9, [1000 / 30] * 9], [10.0, 60.0, 55.0], [20.0, 30.0, 70.0])
    rows = film_rows_of(seen, [1300.0, 1100.0, 1250.0], told)
    assert [row.value for row in rows] == pytest.approx([25.0, 55.0, 30.0, 25.0, 20.0, 1.9, 12.0, 1250.0])
    assert [row.met for row in rows] == [False, False, True, True, None, True, False, True]


def test_a_recorded_run_is_timed_beside_a_silent_one() -> None:
    experiment = Experiment(network=Network((Layer(3),)), training=Training(epochs=2))
    found = recorded(experiment, experiment, rounds=1)
    assert all(len(found[name]) == 1 and found[name][0] > 0 for name in ("silent", "told", "encoded"))
    # The same run, in other portions.
    assert found["bytes"] == pytest.approx(found["long_bytes"], rel=0.2)
