"""Maps over two measurements: every pixel is the network's answer at its point, every dot a row."""

import base64
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from playground.data.grid import GRID_SIDES, grid_of, grid_table
from playground.events import Floats
from playground.experiment import Experiment
from playground.figures.drawing.layout import Json
from playground.figures.drawing.theme import HIGH, LOW, MIDDLE, channels, class_colour
from playground.figures.panels.class_map import ClassMapPanel
from playground.figures.panels.images import between, frame_of, mixed, picture
from playground.figures.panels.panel import Setup
from playground.figures.panels.value_map import ValueMapPanel
from tests.figures.reading import HINGE, SIX, SURFACE, TWO, look_of, numbers, setup_of, snapshot, started, truth_of, words

SIDE = GRID_SIDES[2]


def pixels(address: Json) -> NDArray[np.int64]:
    """The picture in an address, from the bottom row up, as the axes count."""
    assert isinstance(address, str)
    head, _, content = address.partition(",")
    assert head == "data:image/png;base64"
    return np.array(Image.open(BytesIO(base64.b64decode(content))).convert("RGB"), dtype=np.int64)[::-1]


def halves(experiment: Experiment, left: float, right: float) -> Floats:
    """A single output over the grid: one value left of 0, the other right of it."""
    grid = started(experiment).grid
    x = grid_table(experiment.data.axes, grid).measurements[experiment.data.axes[0]]
    return np.where(x < 0, left, right).astype(np.float32)[:, None]


def test_a_pixel_has_the_colour_of_its_point() -> None:
    panel = ClassMapPanel(TWO)
    setup_of(panel, started(TWO))
    look = look_of(panel, snapshot(TWO, 3, truth_of(TWO), halves(TWO, 0.0, 1.0)))
    image = pixels(look.layout["images[0].source"])
    assert image.shape == (SIDE, SIDE, 3)
    np.testing.assert_allclose(image[:, 0], np.tile(channels(class_colour(0)), (SIDE, 1)), atol=2)
    np.testing.assert_allclose(image[:, -1], np.tile(channels(class_colour(1)), (SIDE, 1)), atol=2)


def test_the_first_axis_runs_to_the_right_and_the_second_upwards() -> None:
    grid = (np.array([0, 1, 2], dtype=np.float32), np.array([10, 20], dtype=np.float32))
    # As in a snapshot: the first axis fastest. One point at x = 2, y = 10 is black.
    colours = np.full((6, 3), 255, dtype=np.uint8)
    colours[2] = 0
    image = pixels(picture(colours, grid))
    assert image.shape == (2, 3, 3)
    assert np.argwhere(image[..., 0] == 0).tolist() == [[0, 2]]


def test_the_centre_of_a_pixel_lies_on_its_point() -> None:
    layout = frame_of((np.linspace(-1, 1, 5, dtype=np.float32), np.linspace(0, 30, 4, dtype=np.float32)))
    assert layout["images[0].x"] == pytest.approx(-1.25)
    assert layout["images[0].sizex"] == pytest.approx(2.5)
    # It hangs by its upper edge.
    assert layout["images[0].y"] == pytest.approx(35)
    assert layout["images[0].sizey"] == pytest.approx(40)
    assert layout["xaxis.range"] == pytest.approx([-1.25, 1.25])
    assert layout["yaxis.range"] == pytest.approx([-5, 35])


def test_colours_mix_by_their_shares() -> None:
    shares = np.array([[1, 0], [0.5, 0.5], [0, 1]], dtype=np.float32)
    assert mixed(shares, ("#000000", "#64c8ff")).tolist() == [[0, 0, 0], [50, 100, 128], [100, 200, 255]]


def test_a_scale_goes_from_low_over_its_middle_to_high_and_no_further() -> None:
    values = np.array([-9, -2, -1, 0, 2, 9, np.nan], dtype=np.float32)
    colours = between(values, -2, 2, (LOW, MIDDLE, HIGH)).tolist()
    ends = [list(channels(colour)) for colour in (LOW, MIDDLE, HIGH)]
    assert [colours[i] for i in (0, 1, 3, 4, 5, 6)] == [ends[0], ends[0], ends[1], ends[2], ends[2], ends[1]]
    assert colours[2] == pytest.approx(np.mean(ends[:2], axis=0), abs=1)


@pytest.mark.parametrize(("score", "colour"), [(-5.0, 0), (-1.0, 0), (1.0, 1), (7.0, 1)])
def test_a_hinges_scores_are_sure_from_one_on(score: float, colour: int) -> None:
    panel = ClassMapPanel(HINGE)
    setup_of(panel, started(HINGE))
    look = look_of(panel, snapshot(HINGE, 1, truth_of(HINGE), halves(HINGE, score, score)))
    assert pixels(look.layout["images[0].source"])[0, 0] == pytest.approx(channels(class_colour(colour)), abs=2)


def test_six_classes_have_six_colours() -> None:
    panel = ClassMapPanel(SIX)
    setup_of(panel, started(SIX))
    surface = np.eye(6, dtype=np.float32)[np.arange(SIDE * SIDE) % 6]
    image = pixels(look_of(panel, snapshot(SIX, 1, truth_of(SIX), surface)).layout["images[0].source"])
    for i in range(6):
        assert image[0, i] == pytest.approx(channels(class_colour(i)), abs=2)


def test_dots_say_class_and_part_and_rings_the_mistakes() -> None:
    panel = ClassMapPanel(TWO)
    setup = setup_of(panel, started(TWO))
    event, figure = started(TWO), panel.figure
    assert event.points is not None
    assert [figure.data[trace].name for trace in setup.traces] == ["Training", "Validation", "Test"]
    assert [len(numbers(column)) for column in setup.data["x"]] == list(TWO.data.split_rows)
    np.testing.assert_array_equal(np.concatenate([numbers(column) for column in setup.data["y"]]), event.points[:, 1])
    assert [words(column)[:2] for column in setup.data["text"]] == [["A", "B"]] * 3
    symbols = [words(column)[0] for column in setup.data["marker.symbol"]]
    assert symbols == ["circle", "circle-open-dot", "circle-open"]
    predictions = truth_of(TWO)
    wrong = [4, 50, 99]
    predictions[wrong] = 1 - predictions[wrong]
    look = look_of(panel, snapshot(TWO, 1, predictions, halves(TWO, 0.5, 0.5)))
    assert [figure.data[trace].name for trace in look.traces] == ["Mistake"]
    np.testing.assert_array_equal(numbers(look.data["x"][0]), event.points[wrong, 0])
    assert words(look.data["text"][0]) == ["B", "B", "A"]


def test_the_legend_names_classes_parts_and_mistakes_once() -> None:
    shown = [trace.name for trace in ClassMapPanel(TWO).figure.data if trace.showlegend is not False]
    assert sorted(shown) == ["A", "B", "Mistake", "Test", "Training", "Validation"]


def test_dots_of_a_regression_share_the_maps_scale() -> None:
    panel = ValueMapPanel(SURFACE)
    setup = setup_of(panel, started(SURFACE))
    np.testing.assert_array_equal(np.concatenate([numbers(column) for column in setup.data["marker.color"]]), truth_of(SURFACE)[:, 0])
    assert (setup.layout["coloraxis.cmin"], setup.layout["coloraxis.cmax"]) == (-2.0, 2.0)
    scale = panel.figure.layout.coloraxis.colorscale
    assert [stop[1] for stop in scale] == [LOW, MIDDLE, HIGH]
    look = look_of(panel, snapshot(SURFACE, 1, truth_of(SURFACE), halves(SURFACE, -2.0, 2.0)))
    # The map alone moves: that is what makes it cheap.
    assert (look.traces, dict(look.data), list(look.layout)) == ((), {}, ["images[0].source"])
    image = pixels(look.layout["images[0].source"])
    assert image[0, 0] == pytest.approx(channels(LOW), abs=2)
    assert image[-1, -1] == pytest.approx(channels(HIGH), abs=2)


def test_a_picture_is_small() -> None:
    panel = ClassMapPanel(SIX)
    setup_of(panel, started(SIX))
    surface = np.random.default_rng(0).dirichlet(np.ones(6), SIDE * SIDE).astype(np.float32)
    noise = look_of(panel, snapshot(SIX, 1, truth_of(SIX), surface)).layout["images[0].source"]
    assert isinstance(noise, str)
    # Even if every pixel differs; a map that is smooth takes half of it.
    assert len(noise) < 4_500


@pytest.mark.parametrize("panel", [ClassMapPanel(TWO), ValueMapPanel(SURFACE)])
def test_before_the_start_there_is_a_plane_and_an_invitation(panel: ClassMapPanel | ValueMapPanel) -> None:
    figure = panel.figure
    assert not figure.layout.images[0].visible
    assert [note.text for note in figure.layout.annotations] == ["Press Train"]
    assert figure.layout.yaxis.scaleanchor == panel.narrow.yaxis.scaleanchor == "x"
    assert panel.narrow.height < figure.layout.height
    experiment = TWO if isinstance(panel, ClassMapPanel) else SURFACE
    assert panel.patch(snapshot(experiment, 0, truth_of(experiment), halves(experiment, 0.0, 1.0))) is None


@pytest.mark.parametrize("panel", [ClassMapPanel(TWO), ValueMapPanel(SURFACE)])
def test_rows_take_the_place_of_the_invitation(panel: ClassMapPanel | ValueMapPanel) -> None:
    assert panel.early
    setup = setup_of(panel, started(TWO if isinstance(panel, ClassMapPanel) else SURFACE))
    assert setup.layout["annotations[0].visible"] is False


def test_the_legend_is_the_same_without_a_mistake() -> None:
    panel = ClassMapPanel(TWO)
    setup_of(panel, started(TWO))
    (rings,) = look_of(panel, snapshot(TWO, 1, truth_of(TWO), halves(TWO, 0.5, 0.5))).traces
    # Plotly leaves out of the legend what has no points, and a legend of fewer lines moves the dots.
    key = next(trace for trace in panel.figure.data if trace.name == "Mistake" and trace.showlegend is not False)
    assert key.x == (None,)
    drawn = panel.figure.data[rings]
    assert (drawn.showlegend, drawn.legendgroup, drawn.marker) == (False, key.legendgroup, key.marker)


def test_measurements_of_flowers_keep_their_own_scales() -> None:
    flowers = Experiment.from_json(
        '{"data": {"targets": ["species"]}, "network": {"output": "softmax"}, "training": {"loss": "categorical_crossentropy"}}'
    )
    figure = ClassMapPanel(flowers).figure
    assert figure.layout.yaxis.scaleanchor is None
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("sepal length (cm)", "sepal width (cm)")


def test_the_grid_of_a_run_frames_its_map() -> None:
    setup: Setup = setup_of(ClassMapPanel(TWO), started(TWO))
    points = started(TWO).points
    assert points is not None
    grid = grid_of(points)
    limits = setup.layout["xaxis.range"]
    assert isinstance(limits, list)
    assert limits[0] == pytest.approx(grid[0][0] - (grid[0][1] - grid[0][0]) / 2, rel=1e-5)
