"""What moves in a film is drawn without Plotly's looking at the whole chart again, and looks as if Plotly had drawn it from scratch."""

from typing import Any, cast

import pytest
from playwright.sync_api import Locator, expect

from playground.experiment import Data, Experiment, Network, Training
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, CLASSES, Script, View, expected, watch
from tests.live import scripted

LINE = Experiment(Data(inputs=("sepal length (cm)",), targets=("petal length (cm)",)), training=Training(epochs=60))
MOONS = Experiment(Data(dataset="moons"), Network(output="sigmoid"), Training(loss="binary_crossentropy", epochs=60))

# What a chart shows, and what Plotly answers from where the cursor is: of the chart itself, and of its data drawn from scratch.
BOTH = """async chart => {
    const fresh = document.createElement("div");
    Object.assign(fresh.style, { width: `${chart.clientWidth}px`, height: `${chart.clientHeight}px` });
    document.body.append(fresh);
    const { data, layout } = structuredClone({ data: chart.data, layout: chart.layout });
    await Plotly.newPlot(fresh, data, layout);
    const shownIn = (of) => {
        const all = (what, tell) => Array.from(of.querySelectorAll(what), tell);
        const axes = Object.entries(of._fullLayout).filter(([name]) => /^[xy]axis\\d*$/.test(name));
        return {
            points: all(".scatterlayer .point", (point) => [point.getAttribute("transform"), point.getAttribute("d"), point.style.fill]),
            order: all(".scatterlayer .trace", (trace) => trace.__data__[0].trace.index),
            lines: all(".scatterlayer .js-line", (line) => line.getAttribute("d")),
            shapes: all(".shapelayer path", (path) => path.getAttribute("d")),
            known: of.calcdata.map((points) => points.map(({ x, y, tx, mc, mx }) => [x, y, tx, mc, mx])),
            visible: of._fullData.map(({ visible, _length }) => [visible, _length]),
            ranges: axes.map(([name, { range }]) => [name, range]),
        };
    };
    const both = [shownIn(chart), shownIn(fresh)];
    Plotly.purge(fresh);
    fresh.remove();
    return both;
}"""


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def finished(open_page: OpenPage, server: Server, experiment: Experiment | None = None) -> View:
    """Open a run that is over."""
    script = Script(server, experiment)
    script("train", script.experiment.training.epochs)
    script("complete")
    view = watch(open_page, script)
    expect(view.status).to_have_text("finished")
    return view


def chart(view: View, panel: str) -> Locator:
    return view.page.get_by_test_id(f"panel-{panel}")


def count_plots(view: View, panel: str) -> None:
    """Count from now on how often Plotly draws a chart."""
    chart(view, panel).evaluate("chart => { chart.plots = 0; chart.on('plotly_afterplot', () => { chart.plots += 1; }); }")


def plots(view: View, panel: str) -> int:
    return int(chart(view, panel).evaluate("chart => chart.plots"))


def as_from_scratch(view: View, panel: str) -> dict[str, list[Any]]:
    """Return what a chart shows, which is what it would show had Plotly drawn it from scratch."""
    drawn, fresh = chart(view, panel).evaluate(BOTH)
    assert drawn == fresh
    return cast("dict[str, list[Any]]", drawn)


def seek(view: View, epoch: int) -> None:
    view.seek(epoch)
    expect(view.details).to_contain_text(f"epoch {epoch} of")


def test_dots_that_move_and_the_cursor(server: Server, open_page: OpenPage) -> None:
    view = finished(open_page, server)
    seek(view, 50)
    for panel in ("predictions", "loss"):
        count_plots(view, panel)
    before = as_from_scratch(view, "predictions")["points"]
    line = as_from_scratch(view, "loss")["shapes"]
    for epoch in (3, 99):
        seek(view, epoch)
        assert as_from_scratch(view, "predictions")["points"] != before
        assert as_from_scratch(view, "loss")["shapes"] != line
    assert view.shows_predictions_of(Experiment(), 99)
    assert [plots(view, panel) for panel in ("predictions", "loss")] == [0, 0]


def test_curves_that_grow(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 100, batch=10)
    view = watch(open_page, script, "10")
    view.wait_for_points(1)
    view.button("Pause").click()
    expect(view.status).to_have_text("paused")
    # Behind the epoch from which on curves have no dots, and the highest of all losses.
    seek(view, 60)
    count_plots(view, "loss")
    for epoch in (61, 62, 90):
        seek(view, epoch)
        assert len(view.data("loss", 0, "x")) == epoch
        as_from_scratch(view, "loss")
    assert plots(view, "loss") == 0
    assert view.data("loss", 1, "y") == expected(scripted.val_loss, 90)


@pytest.mark.parametrize(("experiment", "panel"), [(CLASSES, "predictions"), (LINE, "curve"), (MOONS, "map")])
def test_colours_words_lines_and_rings_that_change(server: Server, open_page: OpenPage, experiment: Experiment, panel: str) -> None:
    view = finished(open_page, server, experiment)
    shown = []
    for epoch in (2, 9, 15):
        seek(view, epoch)
        shown.append(as_from_scratch(view, panel)["known"])
    assert shown[0] != shown[1] != shown[2]


def test_what_is_hidden_stays_hidden_and_comes_back_where_it_is_by_then(server: Server, open_page: OpenPage) -> None:
    view = finished(open_page, server)
    hidden = "document.querySelector('[data-testid=panel-predictions]')._fullData[0].visible === {}"
    toggle = chart(view, "predictions").locator(".legendtoggle").first
    toggle.click()
    view.page.wait_for_function(hidden.format("'legendonly'"))
    count_plots(view, "predictions")
    seek(view, 20)
    assert plots(view, "predictions") == 0
    assert len(as_from_scratch(view, "predictions")["points"]) == 2 * (12 + 30)
    toggle.click()
    view.page.wait_for_function(hidden.format("true"))
    assert len(as_from_scratch(view, "predictions")["points"]) == 2 * 150
    assert view.shows_predictions_of(Experiment(), 20)


def test_the_label_of_a_dot_tells_where_it_has_moved(server: Server, open_page: OpenPage) -> None:
    view = finished(open_page, server)
    seek(view, 50)
    seek(view, 5)
    panel = chart(view, "predictions")
    panel.scroll_into_view_if_needed()
    box = panel.locator(".trace").first.locator(".point").first.bounding_box()
    assert box is not None
    view.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    label = panel.locator(".hoverlayer .hovertext").first
    expect(label).to_be_visible()
    # Dots lie upon each other; whichever answers stands there at this epoch.
    script = "chart => chart._hoverdata.map(({ y, curveNumber, pointNumber }) => [y, chart.data[curveNumber].y[pointNumber]])"
    points = panel.evaluate(script)
    assert all(y == stands for y, stands in points)
    expect(label).to_contain_text(f"{points[0][0]:.2f}")


def test_a_zoom_stays_while_the_film_moves(server: Server, open_page: OpenPage) -> None:
    view = finished(open_page, server)
    seek(view, 50)
    box = chart(view, "predictions").locator(".nsewdrag").first.bounding_box()
    assert box is not None
    view.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.9, steps=4)
    view.page.mouse.up()
    ranges = "document.querySelector('[data-testid=panel-predictions]')._fullLayout.xaxis.range[0]"
    view.page.wait_for_function(f"{ranges} > 1")
    zoomed = as_from_scratch(view, "predictions")["ranges"]
    seek(view, 20)
    assert as_from_scratch(view, "predictions")["ranges"] == zoomed
