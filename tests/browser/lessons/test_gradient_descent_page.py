"""The page on gradient descent in a real browser; its numbers are worked out anew here, by hand or by Keras' formulas in NumPy."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import ConsoleMessage, Position, expect

from playground.lessons.optimizers import OPTIMIZERS, walk
from playground.lessons.surfaces import SURFACES, perceptron_error, perceptron_gradient
from playground.ui.lessons.gradient_descent import content, rows
from tests.browser.conftest import OpenPage, Server
from tests.browser.lessons.lesson_view import LessonView, number

ASKED = {"neural-playground.asked.gradient_descent": "yes"}


def opened(server: Server, open_page: OpenPage, *, asked: bool = True, width: int = 1280, height: int = 720, **link: str) -> LessonView:
    query = urlencode({f"gd_{name}": text for name, text in link.items()})
    return LessonView(open_page(f"{server.url}/gradient-descent?{query}", width=width, height=height, storage=ASKED if asked else {}))


def test_the_browsers_arithmetic_is_that_of_the_lesson(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page)
    points = np.random.default_rng(1).uniform(-3, 3, (12, 2))
    x, y = rows()
    table = {"x": x.tolist(), "y": y.tolist()}
    for name in [*SURFACES, "perceptron"]:
        told = view.computed(
            "descent_maths.js",
            "a.points.map((w) => [m.surfaces[a.name].value(w, a.rows), m.surfaces[a.name].gradient(w, a.rows)])",
            {"name": name, "points": points.tolist(), "rows": table},
        )
        if name in SURFACES:
            values, gradients = SURFACES[name].value(points), SURFACES[name].gradient(points)
        else:
            values = perceptron_error(points, x, y)
            gradients = np.stack([perceptron_gradient(w, x, y) for w in points])
        np.testing.assert_allclose([value for value, _ in told], values, atol=1e-12)
        np.testing.assert_allclose([gradient for _, gradient in told], gradients, atol=1e-12)


@pytest.mark.parametrize("size", [0, 10, 1])
def test_the_browsers_ways_down_are_those_of_the_lesson(app_server: Server, open_page: OpenPage, size: int) -> None:
    view = opened(app_server, open_page)
    x, y = rows()
    orders = content()["orders"]
    argument = {"rows": {"x": x.tolist(), "y": y.tolist()}, "orders": orders, "size": size or 100, "names": list(OPTIMIZERS)}
    told = view.computed(
        "descent_maths.js",
        "a.names.map((n) => { const p = new m.Path(m.surfaces.perceptron, [-2, 1], n, 0.05, m.batches(a.rows, a.orders, a.size));"
        " p.reach(130); return p.points; })",
        argument,
    )

    def gradient(w: np.ndarray, step: int) -> np.ndarray:
        if not size:
            return perceptron_gradient(w, x, y)
        count = 100 // size
        taken = orders[step // count][step % count * size :][:size]
        return perceptron_gradient(w, x[taken], y[taken])

    for name, path in zip(OPTIMIZERS, told, strict=True):
        np.testing.assert_allclose(path, walk(gradient, np.array([-2.0, 1.0]), OPTIMIZERS[name], 0.05, 130), atol=1e-9)


def test_the_five_steps_are_walked_forwards_and_back(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, surface="ravine", rate="0.05", w1="-3", w2="1")
    now = view.picture.locator(".np-now")
    expect(now).to_have_text("Initialise the weights")
    for step, name in enumerate(["Forward pass", "Error", "Gradient", "Update the weights"], start=1):
        view.page.keyboard.press("ArrowRight")
        view.expect_step(step)
        expect(now).to_have_text(name)
    # By hand: w₁ = -3 + 0.05 · 3, w₂ = 1 - 0.05 · 20 · 1.
    expect(view.words).to_contain_text("After 1 update w₁ = −2.850, w₂ = 0.0000 and E = 4.061.")
    formula = re.sub(r"\s", "", view.picture.locator("figcaption").inner_text())
    assert "10.00" not in formula
    assert "=14.500" in formula  # E before the update: ½ (9 + 20)
    view.page.keyboard.press("ArrowLeft")
    expect(now).to_have_text("Gradient")
    expect(view.picture.locator(".np-downhill")).to_be_visible()
    expect(view.words).to_contain_text("After 0 updates w₁ = −3.000, w₂ = 1.000")
    view.step("Start")
    expect(now).to_have_text("Initialise the weights")


def test_a_click_on_the_map_starts_there(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, surface="bowl", steps="8")
    view.expect_step(8)
    svg = view.picture.locator(".np-map svg")
    box = svg.bounding_box()
    assert box is not None
    # Inside the margins the map shows -4 to 4.
    across, up = 0.75, 0.25
    position: Position = {"x": 46 + across * (box["width"] - 56), "y": 8 + up * (box["height"] - 52)}
    svg.click(position=position)
    view.expect_step(0)
    said = re.search(r"w₁ = (\S+), w₂ = (\S+) and", view.words.inner_text())
    assert said is not None
    assert [number(text) for text in said.groups()] == pytest.approx([2.0, 2.0], abs=0.05)
    svg.press("ArrowRight")
    expect(view.words).not_to_contain_text(f"w₁ = {said[1]},")


def test_rates_below_at_and_above_the_bound_are_told_apart(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, surface="ravine", rate="0.002")
    words = view.words
    expect(words).to_contain_text("Slow: The largest curvature is L = 20, so 2/L = 0.1, and ν = 0.002 is far below it.")
    slider = view.page.get_by_role("slider", name=re.compile("Learning rate"))
    for value, said in (("5", "is at most 1/L"), ("6", "is exactly that"), ("7", "Diverging")):
        slider.fill(value)
        expect(words).to_contain_text(said)
    view.step("Play")
    expect(words).to_contain_text("Diverged: the next step of gradient descent would put a weight beyond a million.")
    expect(view.picture.locator(".np-map svg .np-here")).to_be_visible()


def test_back_undoes_one_choice_and_forward_redoes_it(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, surface="bowl")
    view.choose("Optimizer", "Adam")
    view.expect_link(gd_surface="bowl", gd_optimizer="adam")
    view.choose("Surface", "saddle")
    view.page.wait_for_url(re.compile("gd_surface=saddle"))
    optimizer, surface = (view.page.get_by_label(label, exact=True) for label in ("Optimizer", "Surface"))
    view.page.go_back()
    expect(surface).to_have_value("bowl")
    expect(optimizer).to_have_value("adam")
    view.page.go_back()
    expect(optimizer).to_have_value("sgd")
    view.page.go_forward()
    expect(optimizer).to_have_value("adam")


def test_the_race_shows_all_four_with_their_numbers(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, surface="two valleys", optimizer="race of all four", rate="0.05", w1="3", w2="2", steps="80")
    expect(view.picture.locator(".np-map .np-way")).to_have_count(4)
    table = view.table()
    surface = SURFACES["valleys"]
    names = {"sgd": "gradient descent", "momentum": "momentum", "rmsprop": "RMSprop", "adam": "Adam"}
    for name, label in names.items():
        end = walk(lambda w, _: surface.gradient(w), np.array([3.0, 2.0]), OPTIMIZERS[name], 0.05, 20)[-1]
        assert [number(text) for text in table[label]] == pytest.approx([*end, float(surface.value(end))], abs=6e-4)


def test_one_row_shows_the_lectures_equations_with_its_numbers(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, batch="1 row (stochastic)", w1="1", w2="-0.5", steps="1")
    x, y = rows()
    first = content()["orders"][0][0]
    a = 1 / (1 + np.exp(-(x[first] @ [1.0, -0.5])))
    slopes = -(y[first] - a) * a * (1 - a) * x[first]
    formula = re.sub(r"\s", "", view.picture.locator("figcaption").inner_text())
    for value in (a, (y[first] - a) ** 2 / 2, *np.abs(slopes)):
        assert f"{value:.4f}" in formula or f"{value:.2e}".replace("-", "−").replace("e−0", "e−") in formula


def test_the_question_is_answered_by_the_picture(app_server: Server, open_page: OpenPage) -> None:
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    view = opened(app_server, open_page, asked=False)
    view.page.on("console", note)
    view.question.get_by_role("button", name="Arrives faster").click()
    expect(view.question).to_contain_text("Not quite. Leaps from side to side, ever further.")
    expect(view.words).to_contain_text("After 15 updates")
    expect(view.words).to_contain_text("is above it")
    assert errors == []


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_landscape_map_and_steps_are_on_the_screen(app_server: Server, open_page: OpenPage, width: int, height: int) -> None:
    view = opened(app_server, open_page, width=width, height=height)
    expect(view.picture.locator(".np-landscape .gl-container, .np-landscape p").first).to_be_attached()
    painted = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((value, i) => i % 4 === 3 && value > 9).length"
    assert view.picture.locator(".np-map canvas").evaluate(painted) > 1_000
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    if width > 1000:
        box = view.picture.locator(".np-five").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height
