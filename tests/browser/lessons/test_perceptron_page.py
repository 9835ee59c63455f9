"""The page on the perceptron in a real browser; its numbers are worked out anew here, from scikit-learn's own tables."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import ConsoleMessage, expect
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from playground.lessons import perceptron
from tests.browser.conftest import OpenPage, Server
from tests.browser.lessons.lesson_view import LessonView, number

ASKED = {"neural-playground.asked.perceptron": "yes"}


@pytest.fixture(scope="module")
def server(app_server: Server) -> Server:
    return app_server


def opened(server: Server, open_page: OpenPage, *, asked: bool = True, width: int = 1280, height: int = 720, **link: str) -> LessonView:
    query = urlencode({f"per_{name}": text for name, text in link.items()})
    page = open_page(f"{server.url}/perceptron?{query}", width=width, height=height, storage=ASKED if asked else {})
    return LessonView(page)


def petals() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return versicolor and virginica, petal length and width in standard deviations, and whether each is virginica."""
    iris = load_iris()
    x: NDArray[np.float64] = StandardScaler().fit_transform(iris.data[50:, 2:])
    return x, (iris.target[50:] == 2).astype(np.float64)


def test_a_cold_link_opens_its_state_with_numbers_that_are_so(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, w0="-1.5", w1="2", w2="0.25", row="57")
    x, y = petals()
    s = float(2 * x[56, 0] + 0.25 * x[56, 1] - 1.5)
    answer = 1 / (1 + np.exp(-s))
    for name, value in {"x1": x[56, 0], "x2": x[56, 1], "s": s, "a": answer}.items():
        assert number(view.node(name).text_content() or "") == pytest.approx(value, abs=0.00501), name
    formula = view.picture.locator("figcaption").inner_text().replace("\n", "")
    assert f"=−{abs(s):.2f}" in formula if s < 0 else f"={s:.2f}" in formula
    wrong = int(np.sum((2 * x[:, 0] + 0.25 * x[:, 1] - 1.5 >= 0) != y))
    expect(view.words).to_contain_text(f"Mistakes: {wrong} of 100 rows")
    expect(view.picture.locator(".np-row.np-wrong")).to_have_count(wrong + 1)  # and the one in the legend
    expect(view.page.get_by_role("heading", level=1)).to_have_text("1.3 Perceptron")


def test_the_picture_fills_most_of_a_projectors_screen(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page)
    box = view.picture.bounding_box()
    assert box is not None
    assert box["width"] * box["height"] > 0.5 * 1280 * 720
    assert box["y"] + box["height"] <= 720
    opaque = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((value, i) => i % 4 === 3 && value > 9).length"
    assert view.picture.locator("canvas").evaluate(opaque) > 1_000


def test_dragging_a_weight_moves_line_formula_and_link(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, w0="0", w1="1", w2="0.5")
    line = view.picture.locator(".np-boundary")
    before = line.get_attribute("x1"), line.get_attribute("x2")
    view.drag("w₁", 80)
    expect(view.weight("w₁")).to_have_attribute("aria-valuetext", "2.00")
    expect(view.picture.locator("figcaption")).to_contain_text("2.00")
    assert (line.get_attribute("x1"), line.get_attribute("x2")) != before
    view.expect_link(per_w0="0", per_w1="2", per_w2="0.5")


def test_a_weight_is_moved_by_keys_and_kept_within_its_bounds(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, w2="19.8")
    weight = view.weight("w₂")
    weight.focus()
    weight.press("ArrowDown")
    expect(weight).to_have_attribute("aria-valuetext", "19.75")
    weight.press("PageUp")
    expect(weight).to_have_attribute("aria-valuetext", "20.00")
    expect(view.picture.locator(".np-unseen")).to_contain_text("w₂, from x₂ to s, is 20.00")
    view.expect_link(per_w2="20")


def test_rows_are_chosen_by_keys_and_by_a_click(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, rows="exclusive or", w0="0.5", w1="1", w2="1")
    plane = view.picture.get_by_role("slider", name="Chosen row")
    plane.focus()
    plane.press("ArrowRight")
    expect(view.node("x2")).to_have_text("1.00")
    expect(plane).to_have_attribute(
        "aria-valuetext", re.compile(r"Row 2 is “differ”; with ŷ = 0\.62 the perceptron says “differ”, which is right")
    )
    view.picture.locator(".np-plane g").nth(1).locator("path").nth(3).click(force=True)
    expect(view.words).to_contain_text(
        "Row 4 is “equal”; with ŷ = 0.92 the perceptron says “differ”, which is wrong. Mistakes: 1 of 4 rows."
    )
    view.expect_link(per_rows="xor", per_w0="0.5", per_w2="1", per_row="4")


def test_steps_go_forwards_and_back_by_buttons_and_keys(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page)
    x, y = petals()
    w = [np.array([-1.0, 1.0, -0.5])]
    for _ in range(2):
        # Equation (3) without its middle factor: the mean of (y - ŷ) x.
        answers = 1 / (1 + np.exp(-(x @ w[-1][1:] + w[-1][0])))
        w.append(w[-1] + 2.0 * np.array([np.mean(y - answers), *((y - answers) @ x / 100)]))
    expect(view.steps.get_by_role("button", name="Back")).to_be_disabled()
    view.step("Step →")
    view.expect_step(1)
    expect(view.weight("w₁")).to_have_attribute("aria-valuenow", f"{w[1][1]:.3f}")
    view.page.keyboard.press("ArrowRight")
    view.expect_step(2)
    for name, value in zip(("w₀", "w₁", "w₂"), w[2], strict=True):
        expect(view.weight(name)).to_have_attribute("aria-valuenow", f"{value:.3f}")
    view.expect_link(per_steps="2")
    view.page.keyboard.press("ArrowLeft")
    view.expect_step(1)
    expect(view.weight("w₂")).to_have_attribute("aria-valuenow", f"{w[1][2]:.3f}")
    view.step("Start")
    expect(view.weight("w₀")).to_have_attribute("aria-valuenow", "-1.000")
    expect(view.steps.get_by_role("button", name="Back")).to_be_disabled()


def test_gradient_descent_arrives_at_scikit_learns_logit_model(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, steps="5000")
    x, y = petals()
    model = LogisticRegression(C=np.inf, tol=1e-8).fit(x, y)
    table = view.table()
    for name, expected in zip(("w₀", "w₁", "w₂"), [*model.intercept_, *model.coef_[0]], strict=True):
        ours, theirs, difference = map(number, table[name])
        assert theirs == pytest.approx(expected, abs=1e-4)
        assert ours == pytest.approx(expected, abs=1e-4)
        assert abs(difference) <= 1e-4
    assert table["mistakes"] == ["6", "6", "0"]
    expect(view.steps.get_by_role("button", name="Step →")).to_be_disabled()


def test_play_goes_on_by_itself_until_it_is_paused(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, rows="setosa and versicolor", rule="Rosenblatt's rule")
    view.step("Play")
    # These classes are separated by a line: the rule ends, and says so.
    expect(view.words).to_contain_text("No row is wrong any more")
    expect(view.steps.get_by_role("button", name="Play")).to_be_disabled()
    expect(view.words).to_contain_text("coefficients of a logit model grow without bound")
    expect(view.words).to_contain_text("Mistakes: 0 of 100 rows")
    view.step("Back")
    expect(view.words).not_to_contain_text("Mistakes: 0 of 100 rows")
    view.choose("Rows", "versicolor and virginica")
    view.step("Play")
    expect(view.steps.locator("output")).not_to_have_text("Step 0")
    view.step("Pause")
    expect(view.steps.get_by_role("button", name="Play")).to_be_enabled()


def test_every_choice_changes_what_is_seen(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page)
    view.choose("Rows", "setosa and virginica")
    expect(view.picture.locator(".np-plane")).to_contain_text("setosa")
    view.choose("Input x₁", "petal width")
    # A measurement cannot be on both axes.
    expect(view.page.get_by_label("Input x₂", exact=True)).to_have_value("sepal_length")
    expect(view.picture.locator(".np-plane")).to_contain_text("x₂: sepal length, in standard deviations")
    view.choose("Activation", "step")
    expect(view.node("a")).to_have_text("0.00")
    expect(view.words).to_contain_text("The step's derivative is 0 wherever it has one")
    expect(view.steps.get_by_role("button", name="Step →")).to_be_disabled()
    view.choose("Learning rule", "Rosenblatt's rule")
    view.step("Step →")
    view.expect_step(1)
    view.choose("Activation", "sigmoid")
    view.choose("Learning rule", "gradient descent, squared error")
    view.step("Step →")
    expect(view.words.locator(".np-tag").first).to_have_text("(3)")
    view.choose("Rows", "exclusive or")
    expect(view.page.get_by_label("Input x₁", exact=True)).to_be_hidden()
    expect(view.words).to_contain_text("Why no line does it.")


def test_the_question_is_answered_by_the_picture_and_asked_once(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, asked=False, w0="1")
    view.question.get_by_role("button", name="It turns").click()
    expect(view.question).to_contain_text("Not quite. It moves, without turning, to x = (0, 0).")
    expect(view.weight("w₀")).to_have_attribute("aria-valuetext", "0.00")
    view.expect_link(per_w0="0")
    view.question.get_by_role("button", name="Close").click()
    expect(view.question.get_by_role("button")).to_have_count(1)
    view.page.reload()
    again = LessonView(view.page)
    expect(again.question.get_by_role("button")).to_have_count(1)
    again.question.get_by_role("button", name="ask me").click()
    again.question.get_by_role("button", name="It moves").click()
    expect(again.question).to_contain_text("Right.")


def test_the_question_is_skipped_for_good(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, asked=False)
    view.question.get_by_role("button", name="Skip").click()
    view.page.reload()
    expect(LessonView(view.page).question.get_by_role("button")).to_have_text("Predict first: ask me")


def test_the_page_leads_to_the_same_on_real_keras_and_to_its_neighbours(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, rows="exclusive or")
    view.page.get_by_role("link", name="Open in the playground").click()
    expect(view.page.get_by_text("A network without a hidden layer can only cut the plane in two")).to_be_visible()
    view.page.get_by_role("link", name="Explained on 1.3 Perceptron").click()
    view = LessonView(view.page)
    view.page.get_by_role("link", name="Next: 1.4 Gradient descent").click()
    expect(view.page.get_by_role("heading", level=1)).to_have_text("1.4 Gradient descent")
    view.page.get_by_role("link", name="Previous: 1.3 Perceptron").click()
    LessonView(view.page)


def test_a_garbled_link_gets_a_sentence_and_the_picture_stays(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page, w1="1e999", row="none")
    expect(view.page.get_by_test_id("stAlert")).to_contain_text("Weight w₁ must be a number")
    expect(view.weight("w₁")).to_have_attribute("aria-valuetext", "1.00")
    view.expect_link()


def test_on_a_telephone_nothing_hangs_over_the_edge_and_nothing_is_said_to_the_console(server: Server, open_page: OpenPage) -> None:
    said: list[str] = []
    view = opened(server, open_page, width=390, height=844)

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    view.page.on("console", hear)
    view.choose("Rows", "exclusive or")
    view.step("Step →")
    view.expect_step(1)
    wide = "() => [...document.querySelectorAll('.np-lesson *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
    assert view.page.evaluate(f"({wide})().map((e) => e.outerHTML)") == []
    assert said == []


def test_the_browsers_arithmetic_is_numpys(server: Server, open_page: OpenPage) -> None:
    view = opened(server, open_page)
    rng = np.random.default_rng(4)
    x = perceptron.with_bias(rng.normal(size=(40, 2)))
    y = rng.integers(0, 2, 40).astype(np.float64)
    weights = [*rng.normal(size=(20, 3)), *(300 * rng.normal(size=(3, 3)))]
    names: dict[str, Callable[..., Any]] = {"squaredError": perceptron.squared_error, "logLoss": perceptron.log_loss}
    names |= {"squaredErrorGradient": perceptron.squared_error_gradient, "logLossGradient": perceptron.log_loss_gradient}
    for name, ours in names.items():
        given: dict[str, Any] = {"x": x.tolist(), "y": y.tolist(), "w": [w.tolist() for w in weights]}
        theirs = view.computed("perceptron_maths.js", f"a.w.map((w) => m.{name}(w, a.x, a.y))", given)
        np.testing.assert_allclose(theirs, [ours(w, x, y) for w in weights], rtol=1e-6, atol=1e-12)
    for w in weights:
        given = {"x": x.tolist(), "y": y.tolist(), "w": w.tolist()}
        theirs, row = view.computed("perceptron_maths.js", "m.rosenblatt(a.w, a.x, a.y, 0.5, 7)", given)
        expected, wrong = perceptron.rosenblatt(w, x, y, 0.5, 7)
        assert row == wrong
        np.testing.assert_allclose(theirs, expected, rtol=1e-6)
