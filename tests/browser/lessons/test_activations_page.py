"""The page on activation functions in a real browser; its numbers are worked out anew here, or held against the NumPy of the lesson."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import ConsoleMessage, Locator, expect
from scipy.special import erf
from scipy.special import softmax as scipys_softmax
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

from playground.lessons.activations import ACTIVATIONS, softmax, softmax_jacobian
from playground.lessons.layers import layer_sums
from playground.ui.lessons.activations import first_weights
from tests.browser.conftest import OpenPage, Server
from tests.browser.lessons.lesson_view import LessonView, number

ASKED = {"neural-playground.asked.activations": "yes"}


def opened(server: Server, open_page: OpenPage, *, asked: bool = True, width: int = 1280, height: int = 720, **link: str) -> LessonView:
    query = urlencode({f"act_{name}": text for name, text in link.items()})
    page = open_page(f"{server.url}/activations?{query}", width=width, height=height, storage=ASKED if asked else {})
    return LessonView(page)


def part(view: LessonView, title: str) -> Locator:
    """Find a part of the page below the first picture."""
    return view.page.locator(".np-section").filter(has=view.page.get_by_role("heading", name=title, exact=True))


def compact(place: Locator) -> str:
    """Return what a formula says, without what only sets it apart."""
    return re.sub(r"\s", "", place.inner_text())


def told(value: float, places: int = 3) -> str:
    """Return a number as the page says it."""
    text = f"{value:.{places}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


def test_the_browsers_arithmetic_is_numpys(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page)
    s = np.concatenate([np.linspace(-40.0, 40.0, 801), [-1e6, 1e6]])
    for name, activation in ACTIVATIONS.items():
        told = view.computed(
            "activation_maths.js",
            "a.s.map((s) => [m.functions[a.name].value(s), m.functions[a.name].slope(s)])",
            {"name": name, "s": s.tolist()},
        )
        np.testing.assert_allclose(
            told, np.stack([activation.function(s), activation.derivative(s)], axis=1), rtol=1e-9, atol=1e-12, err_msg=name
        )
    for logits, temperature in (([2.0, 1.0, -1.0], 0.05), ([-6.0, 6.0, 5.5], 3.0)):
        told = view.computed(
            "activation_maths.js", "[m.softmax(a.s, a.t), ...m.softmaxJacobian(a.s, a.t)]", {"s": logits, "t": temperature}
        )
        expected = np.vstack([softmax(np.array(logits), temperature), softmax_jacobian(np.array(logits), temperature)])
        np.testing.assert_allclose(told, expected, rtol=1e-9, atol=1e-12)
    values = np.random.default_rng(0).normal(size=500)
    counts = view.computed("activation_maths.js", "m.histogram(a, -5, 5, 40)", values.tolist())
    np.testing.assert_array_equal(counts, np.histogram(values, 40, (-5, 5))[0])


def test_a_cold_link_opens_its_state_with_numbers_that_are_so(app_server: Server, open_page: OpenPage) -> None:
    query = "act_functions=GELU&act_functions=Softplus&act_s=2.0"
    view = LessonView(open_page(f"{app_server.url}/activations?{query}", width=1280, height=720, storage=ASKED))
    expect(view.page.get_by_role("heading", level=1)).to_have_text("1.6 Activation functions")
    gelu, softplus = view.picture.locator("tbody tr").all()
    phi, density = (1 + erf(np.sqrt(2.0))) / 2, np.exp(-2.0) / np.sqrt(2 * np.pi)
    assert f"=2.00·Φ(2.00)={2 * phi:.4f}" in compact(gelu)
    assert f"=Φ(2.00)+2.00·φ(2.00)={phi + 2 * density:.4f}" in compact(gelu)
    assert f"={np.log1p(np.exp(2.0)):.4f}" in compact(softplus)
    assert f"=σ(2.00)={1 / (1 + np.exp(-2.0)):.4f}" in compact(softplus)
    expect(view.picture.locator(".np-curve")).to_have_count(4)
    expect(view.page.locator(".np-card h3")).to_have_text(["GELU", "Softplus", "Softmax"])
    expect(view.steps).to_have_count(0)


def test_cursor_and_functions_move_picture_formula_and_link(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page)
    svg = view.picture.locator(".np-plot svg").first
    box = svg.bounding_box()
    assert box is not None
    # Between the margins the chart shows -6 to 6.
    place = box["x"] + 48 + (box["width"] - 60) * (-3 + 6) / 12
    mouse = view.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    mouse.down()
    mouse.move(place + 9, box["y"] + 40)
    mouse.move(place, box["y"] + 40)
    mouse.up()
    slider = view.page.get_by_role("slider", name=re.compile("Cursor s"))
    expect(slider).to_have_attribute("aria-valuetext", re.compile("−(2.9[5-9]|3|3.0[1-5])$"))
    expect(view.words).to_contain_text("Saturated there: ReLU, Sigmoid, Tanh.")
    slider.press("Home")
    expect(view.picture.locator("figcaption")).to_contain_text("a(s) at s = −6.0")
    top = view.page.locator(".np-choices").first
    top.get_by_role("button", name="Sigmoid").click()
    top.get_by_role("button", name="SELU").click()
    view.expect_link(act_functions="selu", act_s="-6")
    # The one case that holds: λ α (e^s - 1).
    expected = 1.0507009873554805 * 1.6732632423543772 * (np.exp(-6.0) - 1)
    assert f"=λ·α(e−6.00−1)=−{abs(expected):.4f}" in compact(view.picture.locator("tbody tr").last).replace("(−6.00)", "−6.00").replace(
        "λα", "λ·α"
    )
    top.get_by_role("button", name="ELU", exact=True).click()
    expect(top.get_by_role("button", name="Softplus")).to_be_disabled()
    view.choose("Sums shown", "−2 to 2")
    expect(slider).to_have_attribute("aria-valuetext", "−2")
    for name in ("ReLU", "Tanh", "SELU", "ELU"):
        top.get_by_role("button", name=name, exact=True).click()
    expect(view.picture).to_contain_text("Choose at least one function to see its curve, its derivative and what it is used for.")
    view.page.go_back()
    expect(top.get_by_role("button", pressed=True)).not_to_have_count(0)


def test_softmax_answers_to_logits_and_temperature_on_a_telephone_too(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, width=390, height=844, z1="0.0", z2="0.0", z3="0.0")
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    view.page.on("console", hear)
    softmaxs = part(view, "Softmax")
    expect(softmaxs).to_contain_text("All three logits are equal: at every T each class gets a third.")
    softmaxs.get_by_role("slider", name="Logit s₁").press("End")
    temperature = softmaxs.get_by_role("slider", name="Temperature T")
    temperature.fill("9")  # the tenth of its steps
    expect(temperature).to_have_attribute("aria-valuetext", "3")
    view.expect_link(act_z1="6", act_z2="0", act_z3="0", act_t="3")
    a = scipys_softmax([2.0, 0.0, 0.0])
    expect(softmaxs.locator(".np-number")).to_have_text([f"{value:.3f}" for value in a])
    cells = [number(text) for text in softmaxs.locator(".np-jacobian tbody td").all_inner_texts()]
    np.testing.assert_allclose(np.reshape(cells, (3, 3)), (np.diag(a) - np.outer(a, a)) / 3, atol=6e-4)
    expect(softmaxs).to_contain_text(
        f"raises a₁, by {a[0] * (1 - a[0]) / 3:.3f} for each unit of s₁, and lowers a₂ by {a[0] * a[1] / 3:.3f}"
    )
    expect(softmaxs.locator(".np-plain")).to_have_count(3)
    temperature.press("Home")
    expect(softmaxs).to_contain_text("As T goes to 0, a₁, of the largest logit, goes to 1 and every derivative to 0")
    softmaxs.get_by_role("slider", name="Logit s₂").press("End")
    expect(softmaxs).to_contain_text("As T goes to 0, a₁ and a₂, of the two largest logits, go to ½ each")
    wide = "() => [...document.querySelectorAll('.np-lesson *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
    assert view.page.evaluate(f"({wide})().map((e) => e.outerHTML)") == []
    assert said == []


def test_a_layers_outputs_are_counted_before_and_after(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, scale="10")
    layer = part(view, "A real layer, before and after")
    x = StandardScaler().fit_transform(load_iris().data)

    def expect_table(scale: float, bias: float) -> None:
        s = layer_sums(x, first_weights(), scale, bias)
        sigma = 1 / (1 + np.exp(-s))
        outputs = {
            "ReLU": (np.maximum(s, 0), s <= 0),
            "Sigmoid": (sigma, sigma * (1 - sigma) < 0.1),
            "Tanh": (np.tanh(s), 1 - np.tanh(s) ** 2 < 0.1),
        }
        rows = layer.locator("tbody tr")
        expect(rows.first.locator("td")).to_have_text([told(s.mean()), told(s.std()), "", ""])
        for place, (name, (a, flags)) in enumerate(outputs.items(), start=1):
            cells = [told(a.mean()), told(a.std()), f"{100 * flags.mean():.1f} %", f"{flags.all(axis=0).sum()} of 32"]
            expect(rows.nth(place).locator("th")).to_have_text(name)
            expect(rows.nth(place).locator("td")).to_have_text(cells)

    expect_table(10.0, 0.0)
    expect(layer).to_contain_text("No ReLU unit is dead at bias 0")
    layer.get_by_role("slider", name="Weights ×").fill("3")
    bias = layer.get_by_role("slider", name="Bias b")
    bias.fill("9")
    view.expect_link(act_bias="-1.5")
    expect_table(1.0, -1.5)
    bias.press("Home")
    expect_table(1.0, -6.0)
    expect(layer).to_contain_text("32 of 32 ReLU units are dead")
    expect(layer.locator(".np-grid-of-plots .np-plot")).to_have_count(3)
    layer.get_by_role("button", name="Tanh").click()
    expect(layer.locator(".np-grid-of-plots .np-plot")).to_have_count(2)


def test_linear_units_stay_with_a_straight_line_and_relu_units_bend_it(app_server: Server, open_page: OpenPage) -> None:
    storage = {**ASKED, "neural-playground.speed": "live"}
    page = open_page(f"{app_server.url}/activations", width=1280, height=720, storage=storage)
    network = part(LessonView(page), "Linear against ReLU")
    assert page.get_by_test_id("reel").count() == 0
    network.scroll_into_view_if_needed()
    expect(page.get_by_test_id("run-status")).to_have_text("finished")
    expect(page.get_by_test_id("run-details")).to_contain_text("epoch 80 of 80")
    linear, relu = re.findall(r"(?:linear|ReLU) ([\d.e−]+)[,;]", network.locator(".np-said").inner_text())
    # Guessing gives log 2 = 0.693, and no line does much better on a ring.
    assert number(linear) > 0.6
    assert number(relu) < 0.2
    network.get_by_label("Rows", exact=True).select_option(label="Gaussian clusters")
    page.wait_for_url(re.compile("act_data=gauss"))
    # What a line can do, linear units do.
    expect(network.locator(".np-said")).to_have_text(re.compile(r"after epoch 80: linear (0\.0|[\d.]+e−)"))


def test_the_question_is_answered_by_curves_that_fill_a_projectors_screen(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, asked=False, functions="tanh")
    view.question.get_by_role("button", name="Half of it").click()
    expect(view.question).to_contain_text("Not quite. A quarter of it. σ′ = σ (1 − σ) is largest at s = 0")
    expect(view.words).to_contain_text("At s = 0.0 the gradient on its way back is multiplied: Sigmoid by 0.2500, Tanh by 1.0000.")
    box = view.picture.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720
    assert box["width"] * box["height"] > 0.45 * 1280 * 720
    path, dot = view.picture.locator(".np-curve").first, view.picture.locator(".np-read").first
    points = np.array([[float(value) for value in point.split()] for point in re.split("[ML]", path.get_attribute("d") or "")[1:]])
    grid = view.picture.locator(".np-plot").first.locator(".np-zero").all()
    zero = next(line.get_attribute("y1") for line in grid if line.get_attribute("y1") == line.get_attribute("y2"))
    # Heights above the axis are as σ, and the dot stands on the curve.
    s, heights = np.linspace(-6, 6, len(points)), float(zero or 0) - points[:, 1]
    sigma = 1 / (1 + np.exp(-s))
    np.testing.assert_allclose(heights / heights[-1], sigma / sigma[-1], atol=0.01)
    assert float(dot.get_attribute("cx") or 0) == pytest.approx(np.interp(0.0, s, points[:, 0]), abs=0.5)
    assert float(dot.get_attribute("cy") or 0) == pytest.approx(float(zero or 0) - heights[-1] / 2 / sigma[-1], abs=0.7)


def test_the_page_leads_to_real_keras_and_back_and_on(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page)
    link = view.page.get_by_role("link", name="Open in the playground: 6 hidden layers of ReLU units in Keras")
    # The films above it come once somebody looks there; until then their place is kept, so that nobody misses the link.
    top = "(link) => link.getBoundingClientRect().top - document.querySelector('.np-lesson').getBoundingClientRect().top"
    before = link.evaluate(top)
    part(view, "Linear against ReLU").locator(".np-stage").scroll_into_view_if_needed()
    expect(view.page.get_by_test_id("reel")).to_have_count(2)
    expect(view.page.locator("[data-testid=reel] .main-svg").first).to_be_visible()
    assert link.evaluate(top) == pytest.approx(before, abs=30)
    link.click()
    expect(view.page.get_by_text("Nothing but the activation is different")).to_be_visible()
    view.page.get_by_role("link", name="Explained on 1.6 Activation functions").click()
    view = LessonView(view.page)
    view.page.get_by_role("link", name="Previous:").click()
    expect(view.page.get_by_role("heading", level=1)).not_to_have_text("1.6 Activation functions")
    view.page.get_by_test_id("stTopNav").get_by_role("link", name="Playground").click()
    expect(view.page.get_by_role("button", name="Train", exact=True)).to_be_visible()
