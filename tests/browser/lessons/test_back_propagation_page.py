"""The page on back-propagation in a real browser; its numbers are worked out anew here, as matrices, or by differences."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import ConsoleMessage, Locator, expect
from sklearn.datasets import load_iris

from playground.lessons import back_propagation, depth
from playground.lessons.activations import ACTIVATIONS
from playground.ui.lessons.back_propagation import BACK_PROPAGATION, content
from tests.browser.conftest import OpenPage, Server
from tests.browser.lessons.lesson_view import LessonView, number

ASKED = {"neural-playground.asked.back_propagation": "yes"}
START = BACK_PROPAGATION.start
Array = NDArray[np.float64]


def opened(server: Server, open_page: OpenPage, *, asked: bool = True, **link: str) -> LessonView:
    query = urlencode({f"bp_{name}": text for name, text in link.items()})
    return LessonView(open_page(f"{server.url}/back-propagation?{query}", width=1280, height=720, storage=ASKED if asked else {}))


def flower(row: int) -> Array:
    """Return petal length and width of versicolor and virginica in standard deviations, of one row."""
    petals = load_iris().data[50:, 2:]
    scaled: Array = (petals[row - 1] - petals.mean(axis=0)) / petals.std(axis=0)
    return scaled


@dataclass(frozen=True)
class Layers:
    """The network of figure 4 as three matrices with their biases."""

    kernels: tuple[Array, Array, Array]
    biases: tuple[Array, Array, Array]

    @classmethod
    def of(cls, w: Array, b: Array) -> "Layers":
        """Take the weights and biases in the lecture's order."""
        return cls((w[:4].reshape(2, 2), w[4:8].reshape(2, 2), w[8:].reshape(2, 1)), (b[:2], b[2:4], b[4:]))

    def error(self, x: Array, y: float) -> float:
        """Return ½ (y - a₅)² with sigmoid units."""
        a = x
        for kernel, bias in zip(self.kernels, self.biases, strict=True):
            a = 1 / (1 + np.exp(-(a @ kernel + bias)))
        return float((y - a[0]) ** 2 / 2)


def start() -> tuple[Array, Array]:
    return np.array([START[f"w{n}"] for n in range(1, 11)]), np.array([START[f"b{n}"] for n in range(1, 6)])


def slopes(w: Array, b: Array, x: Array, y: float) -> tuple[Array, Array]:
    """Return ∂E/∂w and ∂E/∂b of sigmoid units by central differences."""

    def along(nudge_w: Array, nudge_b: Array) -> float:
        ahead, behind = (Layers.of(w + sign * nudge_w, b + sign * nudge_b).error(x, y) for sign in (1, -1))
        return (ahead - behind) / 2e-5

    none_w, none_b = np.zeros(10), np.zeros(5)
    return np.array([along(nudge, none_b) for nudge in 1e-5 * np.eye(10)]), np.array([along(none_w, nudge) for nudge in 1e-5 * np.eye(5)])


def shown_as(size: float) -> str:
    """Return four digits of a size between 0 and 1, or three and a power of ten."""
    if size < 1e-4 or size >= 1e6:
        digits, power = f"{size:.2e}".split("e")
        return f"{digits}e{int(power)}".replace("-", "−")
    return f"{size:.{max(0, 3 - int(np.floor(np.log10(size))))}f}"


def products(view: LessonView) -> Locator:
    return view.picture.locator(".np-product")


def test_the_browsers_arithmetic_is_numpys(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page)
    rng = np.random.default_rng(3)
    w, b, x = rng.normal(size=10), rng.normal(size=5), rng.normal(size=2)
    for name in ("sigmoid", "tanh", "relu"):
        way = back_propagation.forward(w, b, x, ACTIVATIONS[name])
        by_weight, by_bias = back_propagation.gradients(way, back_propagation.backward(w, way, 0.4))
        roads = [back_propagation.factors(weight, path, w, way, 0.4) for weight in range(1, 11) for path in back_propagation.paths(weight)]
        told = view.computed(
            "back_propagation_maths.js",
            "(() => { const f = m.activations[a.name], p = {w: a.w, b: a.b}, way = m.forward(p, a.x, f);"
            " const all = a.w.flatMap((_, n) => m.paths(n + 1).map((path) => m.factors(n + 1, path, a.w, way, 0.4)));"
            " return [way, m.gradients(way, m.backward(a.w, way, 0.4)), all, m.differences(p, {x: a.x, y: 0.4}, f)]; })()",
            {"name": name, "w": w.tolist(), "b": b.tolist(), "x": x.tolist()},
        )
        for part in ("s", "a", "slopes"):
            np.testing.assert_allclose(told[0][part], getattr(way, part), atol=1e-12)
        np.testing.assert_allclose(told[1]["w"], by_weight, atol=1e-12)
        np.testing.assert_allclose(told[1]["b"], by_bias, atol=1e-12)
        for theirs, ours in zip(told[2], roads, strict=True):
            np.testing.assert_allclose(theirs, ours, atol=1e-12)
        np.testing.assert_allclose(told[3]["w"], by_weight, atol=1e-8)
    rows = content()["rows"]
    for scheme, layers, units in (("glorot", 12, 16), ("small", 5, 3), ("large", 1, 1)):
        told = view.computed(
            "depth_maths.js",
            "(() => { const w = m.initialWeights(a.scheme, a.layers, a.units, 77);"
            " return [w, m.sizesByLayer(w, a.x, a.y, {value: Math.tanh, slope: (s) => 1 - Math.tanh(s) ** 2})]; })()",
            {"scheme": scheme, "layers": layers, "units": units, "x": rows["x"], "y": rows["y"]},
        )
        weights = depth.initial_weights(scheme, layers, units, 77)
        for theirs, drawn in zip(told[0], weights, strict=True):
            np.testing.assert_allclose(theirs, drawn, atol=1e-12)
        sizes = depth.sizes_by_layer(weights, np.array(rows["x"]), np.array(rows["y"], dtype=np.float64), ACTIVATIONS["tanh"])
        for told_size, size in zip(told[1], sizes, strict=True):
            for name in ("gradient", "blame", "coming"):
                assert told_size[name] == pytest.approx(getattr(size, name), rel=1e-9)


def test_a_weights_paths_are_products_that_add_up_to_its_gradient(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page)
    w, b = start()
    by_weight, by_bias = slopes(w, b, flower(76), 1.0)
    box = view.picture.bounding_box()
    assert box is not None
    assert box["width"] * box["height"] > 0.5 * 1280 * 720
    assert box["y"] + box["height"] <= 720
    # Two roads from w₁: over s₃ and over s₄. Each line ends with its product.
    expect(products(view)).to_have_count(2)
    ends = [number(re.sub(r"\s", "", text).rpartition("=")[2]) for text in products(view).all_inner_texts()]
    assert sum(ends) == pytest.approx(by_weight[0], rel=1e-3)
    expect(view.picture.locator(".np-path")).to_have_count(8)
    table = view.table()
    names = [f"w{'₀₁₂₃₄₅₆₇₈₉'[n]}" for n in range(1, 10)] + ["w₁₀"]
    for names_of, values, expected in ((names, w, by_weight), ([f"b{'₀₁₂₃₄₅'[n]}" for n in range(1, 6)], b, by_bias)):
        for name, value, slope in zip(names_of, values, expected, strict=True):
            now, ours, difference, after = map(number, table[name])
            assert now == pytest.approx(value)
            assert ours == pytest.approx(slope, rel=2e-4)
            assert difference == pytest.approx(slope, rel=2e-4)
            assert after == pytest.approx(value - slope, rel=2e-3)
    view.weight("w₇").press("Enter")
    expect(products(view)).to_have_count(1)
    expect(view.words).to_contain_text("w₇ reaches the error by one path.")
    view.expect_link(bp_weight="7")
    view.weight("w₂").click()
    expect(products(view)).to_have_count(2)
    expect(products(view).first).to_have_attribute("data-path", "2-3-5")
    view.expect_link(bp_weight="2")
    view.choose("Activation", "ReLU")
    # The sum of unit 2 is below 0 for this flower.
    expect(view.words).to_contain_text("At s₂ the sum is not above 0, so ReLU's derivative is 0")
    view.expect_link(bp_weight="2", bp_activation="relu")


def test_forward_and_back_are_walked_node_by_node(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, activation="tanh", row="1")
    w, b = start()
    x = flower(1)
    s1 = float(b[0] + w[0] * x[0] + w[2] * x[1])
    view.page.keyboard.press("ArrowRight")
    view.expect_step(1)
    expect(view.picture.locator("figcaption")).to_contain_text(f"={np.tanh(s1):.4f}".replace("-", "−"))
    expect(view.node("1")).to_have_text(f"{np.tanh(s1):.3f}".replace("-", "−"))
    expect(view.node("2")).to_have_text("?")
    expect(view.node("E")).to_have_text("?")
    for step in range(2, 7):
        view.step("Step →")
        view.expect_step(step)
    expect(view.picture.locator("figcaption")).to_contain_text("½")
    hidden = np.tanh(np.tanh(x @ w[:4].reshape(2, 2) + b[:2]) @ w[4:8].reshape(2, 2) + b[2:4])
    a5 = float(np.tanh(hidden @ w[8:] + b[4]))
    expect(view.node("E")).to_have_text(f"{a5**2 / 2:.4f}" if a5**2 / 2 < 0.1 else f"{a5**2 / 2:.3f}")
    view.step("Step →")
    view.expect_step(7)
    blame = a5 * (1 - a5**2)  # y = 0
    caption = view.picture.locator("[data-node='5'] .np-caption")
    expect(caption).to_contain_text("∂E/∂s₅")
    assert number((caption.text_content() or "").rpartition("= ")[2]) == pytest.approx(blame, rel=6e-3)
    view.page.keyboard.press("ArrowRight")
    view.expect_step(8)
    blame_4 = blame * w[9] * (1 - hidden[1] ** 2)
    caption = view.picture.locator("[data-node='4'] .np-caption")
    expect(caption).to_contain_text("∂E/∂s₄")
    assert number((caption.text_content() or "").rpartition("= ")[2]) == pytest.approx(blame_4, rel=6e-3)
    view.page.keyboard.press("ArrowLeft")
    view.expect_step(7)
    expect(caption).to_contain_text("∂a₄/∂s₄")
    view.step("Start")
    view.expect_step(0)
    expect(products(view)).to_have_count(2)


def test_updates_make_the_error_fall_and_are_undone(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page)
    update, undo = (view.picture.get_by_role("button", name=name) for name in ("Update all weights", "Undo"))
    expect(undo).to_be_disabled()
    (w, b), x = start(), flower(76)
    errors = [Layers.of(w, b).error(x, 1.0)]
    for _ in range(2):
        by_weight, by_bias = slopes(w, b, x, 1.0)
        w, b = w - by_weight, b - by_bias
        errors.append(Layers.of(w, b).error(x, 1.0))
    update.press("Enter")
    expect(view.words).to_contain_text(f"After 1 update E has fallen from {errors[0]:.5f} to {errors[1]:.5f}.")
    update.click()
    expect(view.words).to_contain_text(f"to {errors[2]:.5f}.")
    for name, value in (("w₁", w[0]), ("w₁₀", w[9])):
        expect(view.weight(name)).to_have_attribute("aria-valuenow", f"{value:.3f}")
    view.expect_link(bp_steps="24")
    undo.click()
    expect(view.words).to_contain_text("After 1 update")
    undo.click()
    expect(view.weight("w₁")).to_have_attribute("aria-valuenow", f"{START['w1']:.3f}")
    view.choose("Activation", "ReLU")
    view.page.get_by_role("slider", name=re.compile("Learning rate")).press("End")
    update.click()
    # The step is so long that every sum on the way is below 0 from then on.
    expect(view.words).to_contain_text("Every gradient is 0")


def test_weights_and_own_inputs_are_dragged_and_moved_by_keys(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, steps="12")
    view.drag("w₅", -40)
    # From what one update has made of it, a step of 0.05 for each 4 pixels; whoever drags begins anew.
    moved = start()[0][4] - slopes(*start(), flower(76), 1.0)[0][4] - 0.5
    expect(view.weight("w₅")).to_have_attribute("aria-valuenow", f"{moved:.3f}")
    view.expect_step(0)
    expect(products(view)).to_have_count(1)
    node = view.picture.get_by_role("slider", name="Value of x₁")
    node.press("ArrowUp")
    expect(node).to_have_attribute("aria-valuetext", f"{flower(76)[0] + 0.05:.2f}")
    expect(view.page.get_by_label("Flower", exact=False)).to_be_hidden()
    expect(view.words).to_contain_text("Your own row (y = 1.00)")
    view.picture.get_by_role("slider", name="Value of y").press("PageDown")
    expect(view.words).to_contain_text("Your own row (y = 0.500)")
    view.choose("Row", "a flower of Iris")
    expect(view.words).to_contain_text("Flower 76, virginica (y = 1.00)")


def test_deep_networks_show_the_gradients_of_each_layer(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, view="deep networks", layers="7")
    rows = content()["rows"]
    x, y = np.array(rows["x"]), np.array(rows["y"], dtype=np.float64)

    def expect_sizes(scheme: str, layers: int, units: int, seed: int, activation: str) -> list[float]:
        sizes = depth.sizes_by_layer(depth.initial_weights(scheme, layers, units, seed), x, y, ACTIVATIONS[activation])
        cells = view.words.locator("tbody td:nth-child(2)")
        expect(cells).to_have_text([shown_as(size.gradient) for size in sizes])
        expect(view.picture.locator(".np-bar[data-bar]")).to_have_count(layers + 1)
        return [size.gradient for size in sizes]

    vanishing = expect_sizes("glorot", 7, 8, 1, "sigmoid")
    expect(view.words).to_contain_text("Here that is so.")
    heights = [float(bar.get_attribute("height") or 0) for bar in view.picture.locator(".np-bar[data-bar] rect").all()]
    # On a logarithmic axis, heights differ as the logarithms do.
    np.testing.assert_allclose(np.diff(heights) / np.ptp(heights), np.diff(np.log(vanishing)) / np.ptp(np.log(vanishing)), atol=1e-6)
    view.choose("Activation", "ReLU")
    view.choose("Initial weights", "small (normal, 0.05)")
    expect_sizes("small", 7, 8, 1, "relu")
    expect(view.words).to_contain_text("What goes forward shrinks as well as what comes back")
    view.page.get_by_role("slider", name=re.compile("Hidden layers")).press("End")
    view.page.get_by_role("slider", name=re.compile("Units a layer")).press("End")
    view.choose("Initial weights", "large (normal, 1)")
    expect_sizes("large", 12, 16, 1, "relu")
    expect(view.words).to_contain_text("The gradients explode")
    view.picture.get_by_role("button", name="Draw other weights").click()
    expect_sizes("large", 12, 16, 2, "relu")
    view.page.keyboard.press("ArrowRight")
    view.expect_step(1)
    expect(view.picture.locator("figcaption")).to_contain_text("Output:")
    expect(view.picture.locator(".np-bar[data-bar].np-faded")).to_have_count(12)
    view.page.keyboard.press("ArrowLeft")
    view.expect_step(0)
    view.expect_link(bp_view="depth", bp_activation="relu", bp_layers="12", bp_units="16", bp_initial="large", bp_seed="2")


def test_the_question_the_playground_and_the_way_back(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, asked=False, weight="9")
    view.question.get_by_role("button", name="Nothing: it is 0").click()
    expect(view.question).to_contain_text("Not quite. The product of the path through s₄.")
    expect(view.weight("w₅")).to_have_attribute("aria-valuetext", "0.00")
    expect(products(view).first).to_contain_text(re.compile(r"=\s*0$"))
    expect(products(view).nth(1)).not_to_contain_text(re.compile(r"=\s*0$"))
    view.expect_link(bp_w5="0")
    view.choose("What to look at", "deep networks")
    view.page.get_by_role("link", name="Open in the playground: 6 hidden layers of sigmoid units").click()
    view.page.wait_for_url(re.compile("dataset=circle"))
    view.page.go_back()
    LessonView(view.page).page.get_by_role("link", name="Next: 1.6 Activation functions").click()
    expect(view.page.get_by_role("heading", level=1)).to_have_text("1.6 Activation functions")


def test_on_a_telephone_a_garbled_and_diverging_link_gets_its_sentences_and_the_picture(app_server: Server, open_page: OpenPage) -> None:
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    link = {"activation": "relu", "rate": "50", "inputs": "own", "x1": "3", "x2": "3", "y": "heavy", "steps": "12"}
    query = urlencode({f"bp_{name}": text for name, text in (link | dict.fromkeys(("w1", "w3", "w5", "w9"), "5")).items()})
    view = LessonView(open_page(f"{app_server.url}/back-propagation?{query}", width=390, height=844, storage=ASKED))
    view.page.on("console", hear)
    expect(view.page.get_by_test_id("stAlert")).to_contain_text("Target y must be a number of at least -3 and at most 3.")
    expect(view.words).to_contain_text("Diverged: the next update would put a weight beyond ten thousand.")
    expect(view.picture.get_by_role("button", name="Update all weights")).to_be_disabled()
    expect(view.weight("w₁")).to_have_attribute("aria-valuetext", "5.00")
    # What cannot be updated can still be walked through.
    view.step("Step →")
    expect(view.picture.locator("figcaption")).to_contain_text("(5)")
    wide = "() => [...document.querySelectorAll('.np-lesson *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
    assert view.page.evaluate(f"({wide})().map((e) => e.outerHTML)") == []
    view.choose("What to look at", "deep networks")
    expect(view.picture.locator(".np-bar[data-bar]")).to_have_count(7)
    assert view.page.evaluate(f"({wide})().map((e) => e.outerHTML)") == []
    assert said == []
