"""The page on the worked example in a real browser: what it shows is what its own script prints in a process of its own."""

import ast
import base64
import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import ConsoleMessage, expect
from sklearn.datasets import load_iris

from playground.lessons.losses import mean_squared_error
from playground.lessons.worked_example import predict
from playground.ui.lessons.worked_example import STEPS, content
from tests.browser.conftest import OpenPage, Server
from tests.browser.lessons.lesson_view import LessonView, number

ASKED = {f"neural-playground.asked.worked_example{name}": "yes" for name in ("", ".under", ".over")}
LIVE = {**ASKED, "neural-playground.speed": "live"}
FIT, CURVES, PREDICT = 6, 7, 9
# The first run of a server waits for TensorFlow, on a machine that may be busy.
TRAINED = 240_000  # milliseconds
SCRIPT_SECONDS = 300


def opened(
    server: Server, open_page: OpenPage, *, storage: dict[str, str] = LIVE, width: int = 1280, height: int = 720, **link: object
) -> LessonView:
    query = urlencode({f"we_{name}": text for name, text in link.items()})
    return LessonView(open_page(f"{server.url}/worked-example?{query}", width=width, height=height, storage=storage))


def curves(view: LessonView) -> list[list[float]]:
    """Return the losses of the chart: for training and for validation."""
    script = "svg => svg.look.lines.slice(1).map(({ points }) => points.map(([, loss]) => loss))"
    return cast("list[list[float]]", view.picture.locator(".np-chart svg").evaluate(script))


def test_what_is_on_the_screen_is_what_the_script_prints(app_server: Server, open_page: OpenPage, tmp_path: Path) -> None:
    view = opened(app_server, open_page, steps=PREDICT, sepal_length="5.5", sepal_width="2.5")
    with view.page.expect_download() as download:
        view.picture.get_by_role("button", name="Download the whole script").click()
    script = tmp_path / download.value.suggested_filename
    download.value.save_as(script)
    script.write_text(script.read_text(encoding="utf-8") + "\nimport json\nprint(json.dumps(history))\n", encoding="utf-8")
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, script.name]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - the page's own script
        said = view.picture.locator(".np-printed pre")
        expect(said).to_contain_text("a new row: ", timeout=TRAINED)
        answer = ast.literal_eval(said.inner_text().partition("a new row: ")[2])
        view.step("← Back")
        expect(said).to_contain_text("test: ")
        tested = ast.literal_eval(said.inner_text().partition("test: ")[2])
        view.step("← Back")
        view.expect_step(CURVES)
        expect(view.picture.locator(".np-chart svg")).to_have_attribute("aria-label", re.compile("after 100 epochs"))
        shown = curves(view)
        printed = process.communicate(timeout=SCRIPT_SECONDS)[0]
    assert process.returncode == 0
    history = json.loads(printed.splitlines()[-1])
    np.testing.assert_allclose(shown, [history["loss"], history["val_loss"]], rtol=1e-5)
    assert tested == pytest.approx(ast.literal_eval(printed.partition("test: ")[2].splitlines()[0]), rel=1e-5)
    assert answer == pytest.approx(ast.literal_eval(printed.partition("a new row: ")[2].splitlines()[0]), rel=2e-5)
    assert "108 rows train, 12 validate, 30 test" in printed
    assert re.search(r"Total params:\W+4,354", printed)
    assert {"figure-9.html", "figure-11.html"} <= {path.name for path in tmp_path.iterdir()}


def test_the_ten_steps_are_walked_forwards_and_back_and_by_their_names(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page)
    names = content()["steps"]
    now = view.picture.locator("[aria-current=step]")
    lit = view.picture.locator(".np-code .np-now")
    for step, name in enumerate(names):
        expect(now).to_have_text(name)
        expect(lit).to_contain_text(f"# {step + 1}. {name.capitalize()}")
        view.page.keyboard.press("ArrowRight")
    view.expect_link(we_steps=str(STEPS - 1))
    view.page.keyboard.press("ArrowLeft")
    expect(now).to_have_text("evaluate")
    view.picture.get_by_role("button", name="summary").click()
    summary = view.picture.locator("tbody tr")
    expect(summary).to_have_count(6)
    assert [row.locator("td").nth(1).inner_text() for row in summary.all()] == ["0", "96", "2,112", "2,080", "66", "4,354"]
    assert summary.nth(2).locator("td").last.inner_text() == "32 × 64 weights + 64 biases"
    view.step("Start")
    expect(now).to_have_text("load")
    row = view.picture.locator("tbody tr").nth(2).locator("td")
    assert [number(text) for text in row.all_inner_texts()[:4]] == load_iris().data[2].tolist()


def test_axes_have_the_columns_own_names_in_either_direction(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, steps=1)
    axes = view.picture.locator(".np-axis")
    expect(axes).to_have_text(["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"])
    view.picture.get_by_role("button", name="Turn the direction round").click()
    expect(axes).to_have_text(["petal length (cm)", "petal width (cm)", "sepal length (cm)", "sepal width (cm)"])
    view.expect_link(we_direction="petal_to_sepal", we_steps="1")
    expect(view.picture.locator(".np-chart").first.locator(".np-flower")).to_have_count(150)
    view.page.go_back()
    expect(axes.first).to_have_text("sepal length (cm)")
    view.step("Step →")
    cells = view.picture.locator(".np-strip rect")
    expect(cells).to_have_count(150)
    counts = {part: view.picture.locator(f".np-strip .np-part-{place}").count() for place, part in enumerate(("train", "validate", "test"))}
    assert counts == {"train": 108, "validate": 12, "test": 30}


def test_the_network_is_fitted_live_and_its_film_seen_again(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, storage={**ASKED, "neural-playground.speed": "30"}, steps=FIT)
    status = view.page.get_by_test_id("fit-status")
    expect(status).to_have_text("not trained yet")
    view.picture.get_by_role("button", name="Fit now").click()
    expect(status).to_have_text("finished", timeout=TRAINED)
    expect(view.picture.locator(".np-printed pre")).to_contain_text("Epoch 100/100 - loss: ")
    last = curves(view)
    assert [len(values) for values in last] == [100, 100]
    view.picture.get_by_role("button", name="same seeds, same curve").click()
    expect(status).to_have_text("training")
    expect(status).to_have_text("finished")
    assert curves(view) == last


def test_a_flower_of_ones_own_is_answered_as_numpy_answers(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, steps=PREDICT, direction="petal_to_sepal")
    expect(view.words).to_contain_text("The network answers a sepal length of", timeout=TRAINED)
    row = view.picture.locator(".np-code .np-now")
    slider = view.page.get_by_role("slider", name=re.compile("Petal length"))
    slider.fill("0")
    expect(row).to_contain_text("[[1, 1.4]]")
    slider.press("ArrowRight")
    view.expect_link(we_direction="petal_to_sepal", we_petal_length="1.1", we_steps="9")
    view.picture.locator(".np-choosing svg").click(position={"x": 200, "y": 100})
    expect(row).not_to_contain_text("[[1.1, 1.4]]")
    widths, rng = (3, 5, 4, 2), np.random.default_rng(2)
    weights = [rng.normal(size=shape).astype("<f4") for before, units in pairwise(widths) for shape in ((before, units), (units,))]
    text = base64.b64encode(b"".join(array.tobytes() for array in weights)).decode("ascii")
    x, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    given = {"text": text, "widths": widths, "x": x.tolist(), "y": y.tolist()}
    answers = view.computed("worked_maths.js", "a.x.map((x) => m.predict(m.layersOf(a.text, a.widths), x))", given)
    ours = predict([array.astype(np.float64) for array in weights], x)
    np.testing.assert_allclose(answers, ours, rtol=1e-9)
    error = view.computed("worked_maths.js", "m.meanSquaredError(a.y, a.answers)", {**given, "answers": answers})
    assert error == pytest.approx(mean_squared_error(y, ours))
    assert view.computed("worked_maths.js", "m.layersOf(a.text, [3, 5, 2])", given) is None


def test_questions_are_answered_by_the_pictures(app_server: Server, open_page: OpenPage) -> None:
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    view = opened(app_server, open_page, storage={"neural-playground.speed": "live"})
    view.page.on("console", note)
    view.question.get_by_role("button", name="4,224", exact=True).click()
    expect(view.question).to_contain_text("Not quite. 4,354.")
    expect(view.picture.locator("tbody")).to_contain_text("4,354")
    view.picture.get_by_role("button", name="curves").click()
    readings = view.picture.locator(".np-reading")
    expect(readings).to_have_count(1)
    readings.get_by_role("button", name="well below that line").click()
    expect(readings.first).to_contain_text("Right.")
    readings.nth(1).get_by_role("button", name="Yes:").click()
    expect(readings.nth(1)).to_contain_text("Not quite. No: the two losses end close together.")
    assert errors == []


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_code_and_picture_are_on_the_screen(app_server: Server, open_page: OpenPage, width: int, height: int) -> None:
    view = opened(app_server, open_page, width=width, height=height)
    for step in range(STEPS):
        view.picture.locator(".np-ten button").nth(step).click()
        view.expect_step(step)
        assert view.page.evaluate("document.documentElement.scrollWidth") <= width
        box = view.picture.locator(".np-shown").bounding_box()
        assert box is not None
        assert box["width"] > 300
        assert box["height"] > 300
        if width > 1000:
            assert box["y"] + box["height"] <= height
