"""The strip shows each row of the file in the colour of its part; the bars show what the parts are made of."""

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.data.parts import Parts, parts_of
from playground.data.tables import Table
from playground.experiment import Data, Upload
from playground.figures.drawing.theme import CLASS_COLOURS, TEST, TRAINING, VALIDATION
from playground.figures.panels.split_rows import COLOURS, composition, drawn, parts_in_words, strip

SPECIES = Data(targets=("species",), shuffle=False)


def uploaded(names: tuple[str, ...], labels: list[int]) -> tuple[Data, Parts]:
    upload = Upload("own.csv", "0" * 64, len(labels), ("a",), (("kind", names),))
    data = Data("upload", ("a",), ("kind",), upload=upload, shuffle=False)
    return data, parts_of(data, Table({"a": np.arange(len(labels), dtype=np.float32)}, {"kind": np.array(labels)}))


def keys(figure: go.Figure) -> list[str]:
    return [trace.name for trace in figure.data if isinstance(trace, go.Scatter)]


def test_the_strip_has_a_cell_for_each_of_the_150_flowers_in_file_order() -> None:
    figure = strip(parts_of(SPECIES))
    heat = figure.data[0]
    assert np.array(heat.z).shape == (1, 150)
    assert np.array(heat.z)[0].tolist() == [0] * 108 + [1] * 12 + [2] * 30
    assert [colour for _, colour in heat.colorscale] == list(COLOURS) == [TRAINING, VALIDATION, TEST]
    assert (heat.zmin, heat.zmax) == (0, 2)
    assert keys(figure) == ["training (108)", "validation (12)", "test (30)"]
    assert [trace.marker.color for trace in figure.data[1:]] == list(COLOURS)


def test_each_cell_says_which_row_it_is() -> None:
    text = strip(parts_of(SPECIES)).data[0].text
    assert (text[0][0], text[0][119], text[0][149]) == (
        "row 1: training, setosa",
        "row 120: validation, virginica",
        "row 150: test, virginica",
    )
    assert strip(parts_of(Data("diabetes", shuffle=False))).data[0].text[0][0] == "row 1: training"


def test_more_rows_stand_in_lines_and_the_last_line_may_be_short() -> None:
    parts = parts_of(Data("diabetes"))
    figure = strip(parts)
    cells = np.array(figure.data[0].z, np.float64)
    assert cells.shape == (3, 150)
    assert cells.ravel()[:442].tolist() == parts.part.tolist()
    assert np.isnan(cells.ravel()[442:]).all()
    assert figure.data[0].text[2][149] == ""
    assert "line by line" in figure.layout.annotations[0].text


def test_of_a_hundred_thousand_rows_six_hundred_are_drawn_evenly() -> None:
    parts = parts_of(Data("gauss", samples=100_000))
    cells = np.array(strip(parts).data[0].z)
    assert cells.shape == (4, 150)
    rows = drawn(100_000)
    assert (rows[0], rows[-1]) == (0, 99_999)
    assert set(np.diff(rows)) <= {166, 167}
    # As many of each part as chance gives: 72, 8 and 20 percent of 600, within four standard deviations.
    for count, share in zip(np.bincount(cells.astype(int).ravel(), minlength=3), (0.72, 0.08, 0.2), strict=True):
        assert abs(count - 600 * share) < 4 * np.sqrt(600 * share * (1 - share))


def test_without_validation_it_has_no_key() -> None:
    assert keys(strip(parts_of(Data(validation_split=0.0)))) == ["training (120)", "test (30)"]


def test_the_bars_are_the_shares_of_the_classes_with_their_counts() -> None:
    figure = composition(parts_of(SPECIES))
    assert [trace.name for trace in figure.data] == ["setosa", "versicolor", "virginica"]
    assert [list(trace.text) for trace in figure.data] == [["50", "", ""], ["50", "", ""], ["8", "12", "30"]]
    np.testing.assert_allclose([trace.x for trace in figure.data], [[50 / 108, 0, 0], [50 / 108, 0, 0], [8 / 108, 1, 1]])
    assert [trace.marker.color for trace in figure.data] == list(CLASS_COLOURS[:3])
    assert list(figure.data[0].y) == ["training", "validation", "test"]
    assert figure.layout.annotations[0].text == "share of each species, and how many"


def test_without_classes_the_bars_are_means_in_the_colours_of_the_parts() -> None:
    parts = parts_of(Data("diabetes", validation_split=0.0))
    (bar,) = composition(parts).data
    assert list(bar.y) == ["training", "test"]
    np.testing.assert_allclose(bar.x, parts.means[[0, 2]])
    assert list(bar.marker.color) == [TRAINING, TEST]
    assert composition(parts).layout.annotations[0].text == "mean progression"


def test_beyond_ten_classes_the_rest_share_a_segment() -> None:
    _, parts = uploaded(tuple(f"c{number}" for number in range(15)), [number % 15 for number in range(60)])
    figure = composition(parts)
    assert [trace.name for trace in figure.data] == [*(f"c{number}" for number in range(9)), "6 others"]
    np.testing.assert_allclose(np.sum([trace.x for trace in figure.data], axis=0), 1.0)
    assert sum(int(count) for trace in figure.data for count in trace.text if count) == 60


def test_names_of_strangers_are_drawn_letter_by_letter() -> None:
    data, parts = uploaded(("<b>x</b>", "%{y}"), [0, 1] * 10)
    names = [trace.name for trace in composition(parts).data]
    assert not any(sign in name for name in names for sign in "<>%{}")
    assert "<b>" not in strip(parts).data[0].text[0][0]
    assert "1 of “<b>x</b>”" in parts_in_words(data, parts)  # plain text, which the page shows to the letter


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            SPECIES,
            "scikit-learn takes the last 30 of the 150 rows for the test. Of the other 120, in file order, Keras takes the last 12 for "
            "validation; among them: 12 virginica.",
        ),
        (
            Data(seed=0),
            "scikit-learn draws 30 of the 150 rows for the test. Of the other 120, in the order drawn, Keras takes the last 12 for "
            "validation; among them: 5 setosa, 5 versicolor, 2 virginica.",
        ),
        (Data(validation_split=0.0), "scikit-learn draws 30 of the 150 rows for the test; the other 120 train, and none validates."),
        (
            Data("diabetes"),
            "scikit-learn draws 89 of the 442 rows for the test. Of the other 353, in the order drawn, Keras takes the last 36 for "
            "validation.",
        ),
        (
            Data(targets=("species",), shuffle=False, test_size=0.5),
            "scikit-learn takes the last 75 of the 150 rows for the test. Of the other 75, in file order, Keras takes the last 8 for "
            "validation; among them: 8 versicolor. Of virginica no row trains: the network cannot learn what it never sees.",
        ),
    ],
)
def test_the_split_is_said_in_words(data: Data, words: str) -> None:
    assert parts_in_words(data, parts_of(data)) == words


def test_a_class_called_by_a_number_is_not_taken_for_one() -> None:
    data, parts = uploaded(("2", "3"), [0, 1] * 10)
    assert parts_in_words(data, parts).endswith("among them: 1 of “2”, 1 of “3”.")


def test_of_many_classes_the_words_name_a_few() -> None:
    data, parts = uploaded(tuple(f"c{number}" for number in range(20)), [number % 20 for number in range(400)])
    assert " and 11 more" in parts_in_words(data, parts)
