"""The film player in its surroundings: the page, the connection, the screen, the server."""

from subprocess import TimeoutExpired

import numpy as np
import pytest
from playwright.sync_api import expect

from playground.experiment import Experiment, Training
from playground.live.assets import version
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, CLASSES, Script, View, expected, watch
from tests.live import scripted


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def test_a_dropped_connection_loses_and_doubles_nothing(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    view = watch(open_page, script)
    script("train", 30)
    view.wait_for_points(30)
    script("drop")
    expect(view.details).to_contain_text("trying again")
    script("train", 30)
    view.wait_for_points(60)
    script("drop")
    script("train", 40)
    script("complete")
    expect(view.status).to_have_text("finished", timeout=15_000)
    assert view.data("loss", 0, "x") == list(range(1, 101))
    assert view.data("loss", 0, "y") == expected(scripted.loss, 100)


def test_a_rerun_leaves_the_film_alone(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 30)
    view = watch(open_page, script)
    view.wait_for_points(30)
    chart = view.page.get_by_test_id("panel-loss")
    # Plotly tells of a drawing once that is over: what drew the last points is given the time of two frames.
    chart.evaluate(
        """async chart => {
            for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
            Object.assign(chart, { marked: true, drawn: false });
            chart.on("plotly_afterplot", () => { chart.drawn = true; });
        }"""
    )
    view.page.get_by_role("slider", name="Anything").press("ArrowRight")
    expect(view.page.get_by_text("Slider: 1", exact=True)).to_be_visible()
    assert chart.evaluate("chart => chart.marked && !chart.drawn")
    script("train", 10)
    view.wait_for_points(40)
    assert view.data("loss", 0, "x") == list(range(1, 41))
    assert script("look") == '{"waiting":1}'


def test_another_run_takes_the_stage(server: Server, open_page: OpenPage) -> None:
    first, second = Script(server), Script(server, CLASSES)
    first("train", 100)
    first("complete")
    view = watch(open_page, first)
    expect(view.status).to_have_text("finished")
    view.page.get_by_role("textbox", name="Run").fill(second.id)
    view.page.keyboard.press("Enter")
    expect(view.status).to_contain_text("warming up")
    view.page.wait_for_function("document.querySelector('[data-testid=panel-loss]').data[0].x.length === 0")
    second("train", 20)
    second("complete")
    expect(view.status).to_have_text("finished")
    assert view.data("loss", 2, "y") == expected(lambda epoch: epoch / (epoch + 5), 20)
    probabilities = scripted.predictions(CLASSES, 20)
    truth = scripted.truth(CLASSES).argmax(axis=1)
    assert view.data("predictions", 0, "y") == pytest.approx(probabilities[np.arange(150), truth].tolist(), rel=2**-15)
    names = np.array(["setosa", "versicolor", "virginica"])
    assert view.data("predictions", 0, "text") == names[probabilities.argmax(axis=1)].tolist()


def test_leaving_the_page_closes_the_stream_and_coming_back_finds_the_place(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 50)
    view = watch(open_page, script)
    view.wait_for_points(50)
    view.seek(20)
    view.page.get_by_role("link", name="Elsewhere").click()
    expect(view.page.get_by_text("Nothing to see")).to_be_visible()
    view.page.wait_for_function(
        "async path => (await (await fetch(path, { method: 'POST' })).json()).waiting === 0", arg=f"/script/look?run={script.id}"
    )
    view.page.get_by_role("link", name="Training").click()
    view.page.get_by_role("textbox", name="Run").fill(script.id)
    view.page.keyboard.press("Enter")
    expect(view.details).to_contain_text("epoch 20 of 100")
    expect(view.status).to_have_text("paused")
    assert view.shows_predictions_of(script.experiment, 20)


def test_an_old_word_that_comes_after_a_new_one_changes_nothing(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 5)
    page = open_page(f"{server.url}/")
    # The page's own words have been said: it is the player's turn.
    expect(page.get_by_test_id("panel-loss").get_by_text("Press Train")).to_be_visible()
    # As Streamlit does it while the player's files load: the page's first word overtaken by that of the pressed button.
    page.evaluate(
        """async ([version, runId]) => {
            const { mount } = await import(`./assets/${version}/player.js`);
            const parentElement = document.querySelector(".np-live").parentElement;
            const screen = { epochs: 100, panels: [], readouts: [], knobs: [], invitation: "" };
            const told = { screen, firstLook: {}, network: null, size: { parameters: 0, most: 0 }, version };
            const say = (called, runId) => mount(
                { data: { ...told, runId }, parentElement, setTriggerValue() {} },
                new URL("./", document.baseURI),
                called,
            );
            const now = performance.now();
            say(now, runId);
            say(now - 1, null)();
        }""",
        [version(), script.id],
    )
    expect(View(page).details).to_contain_text("epoch 5 of 100")


def test_a_run_that_the_server_lacks(server: Server, open_page: OpenPage) -> None:
    view = View(open_page(f"{server.url}/?run=nobody-knows"))
    expect(view.status).to_have_text("There is no such run any more. Press Train to run it again.")
    expect(view.button("Stop")).to_be_disabled()


def test_on_a_narrow_screen_subplots_stack(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 5)
    view = watch(open_page, script, width=390)
    view.wait_for_points(5)
    chart = view.page.get_by_test_id("panel-predictions")
    chart.scroll_into_view_if_needed()
    view.page.wait_for_function("document.querySelector('[data-testid=panel-predictions]').data?.[0].y.length === 108")
    domains = chart.evaluate("chart => [chart.layout.xaxis.domain, chart.layout.xaxis2.domain, chart.layout.yaxis2.domain[1] < 0.5]")
    assert domains == [[0, 1], [0, 1], True]
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_charts_follow_the_theme_while_they_run(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 5)
    view = watch(open_page, script)
    view.wait_for_points(5)
    colour = "document.querySelector('[data-testid=panel-loss]').layout.font.color"
    light = view.page.evaluate(colour)
    view.page.emulate_media(color_scheme="dark")
    view.page.wait_for_function(f"light => {colour} !== light", arg=light)
    assert view.data("loss", 0, "y") == expected(scripted.loss, 5)


def test_who_prefers_less_motion_sees_the_end_at_once(server: Server, open_page: OpenPage) -> None:
    script = Script(server, Experiment(training=Training(epochs=5000)))
    script("train", 5000, batch=500)
    script("complete")
    view = View(open_page(script.url, reduced_motion=True))
    expect(view.status).to_have_text("finished")


@pytest.fixture
def below(serve: Serve) -> Server:
    return serve(APP, {}, "--server.baseUrlPath=lecture/one", path="/lecture/one")


def test_below_a_base_path(below: Server, open_page: OpenPage) -> None:
    script = Script(below)
    script("train", 5)
    view = watch(open_page, script)
    view.wait_for_points(5)


def test_an_open_viewer_does_not_keep_the_server(serve: Serve, open_page: OpenPage) -> None:
    server = serve(APP)
    script = Script(server)
    script("train", 5)
    view = watch(open_page, script)
    view.wait_for_points(5)
    try:
        server.stop(seconds=5)
    except TimeoutExpired:
        pytest.fail("The server waits for its open event stream.")
