"""The page on regularizers in a real browser, with real runs: films side by side that one transport moves."""

import re
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from playground.lessons.activations import ACTIVATIONS
from playground.lessons.ensembles import answers, bias_and_variance, masks
from playground.lessons.normalization import hidden_outputs
from playground.presets import PRESETS
from tests.browser.conftest import OpenPage, Server
from tests.browser.lessons.lesson_view import LessonView, number

ASKED = {"neural-playground.asked.regularizers": "yes"}
LIVE = {"neural-playground.speed": "live"}
TRAINING = 240_000  # milliseconds
SLOWLY = {"neural-playground.speed": "10"}


class FilmsView(LessonView):
    """Films side by side, open in a browser."""

    def __init__(self, page: Page) -> None:
        """Wait until the films have their places."""
        super().__init__(page)
        self.reels = page.get_by_test_id("reel")
        self.status = page.get_by_test_id("run-status")
        self.details = page.get_by_test_id("run-details")

    def wait_for_end(self) -> None:
        """Wait until all films are at their ends: trained for hundreds of epochs, on a machine that may be busy."""
        expect(self.status).to_have_text("finished", timeout=TRAINING)

    def reel(self, title: str) -> Locator:
        """Find a film by its title."""
        return self.page.get_by_role("region", name=title, exact=True)

    def seek(self, epoch: int) -> None:
        """Drag the scrubber to an epoch."""
        self.page.get_by_label("Epoch", exact=True).fill(str(epoch))

    def press(self, name: str) -> None:
        """Press a key of the transport."""
        self.steps.get_by_role("button", name=name, exact=True).click()

    def wait_for_charts_at(self, epoch: int) -> None:
        """Wait until the errors of every film are drawn up to the last picture at or before an epoch, which is the same for all."""
        ends = "() => [...document.querySelectorAll('[data-testid=panel-errors]')].map((chart) => chart.data?.[0].x.at(-1))"
        script = f"(epoch) => {{ const at = ({ends})(); return at.every((end) => end === at[0] && end <= epoch && end > epoch - 12); }}"
        self.page.wait_for_function(script, arg=epoch)


def opened(server: Server, open_page: OpenPage, storage: dict[str, str], *, width: int = 1280, **link: str) -> FilmsView:
    query = urlencode({f"reg_{name}": text for name, text in link.items()})
    return FilmsView(open_page(f"{server.url}/regularizers?{query}", width=width, height=720, storage=storage))


def streams_of(page: Page) -> Callable[[], list[str]]:
    """Note which runs a page listens to."""
    heard: list[str] = []
    page.on("request", lambda request: heard.append(urlsplit(request.url).path) if "/events" in request.url else None)
    return lambda: sorted(set(heard))


def error(reel: Locator, part: str) -> float:
    """Return the error that stands beside a film's title."""
    return number(reel.locator(f".np-{part}").inner_text().split()[-1])


def test_three_films_move_together(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE)
    expect(view.reels).to_have_count(3)
    view.wait_for_end()
    names = {"1. Under-fitted": "under_fitted", "2. Well fitted": "well_fitted", "3. Over-fitted": "over_fitted"}
    for title, name in names.items():
        # What the examples of the playground say of the same runs is held against them, and against Keras.
        facts = {fact.of: fact.value for fact in PRESETS[name].facts if fact.epoch is None}
        assert error(view.reel(title), "validation") == pytest.approx(facts["val_loss"], abs=0.015)
        assert error(view.reel(title), "training") == pytest.approx(facts["loss"], abs=0.03)
    view.seek(100)
    expect(view.details).to_contain_text("epoch 100 of 300")
    view.wait_for_charts_at(100)
    view.page.keyboard.press("ArrowRight")
    expect(view.details).to_contain_text("epoch 101 of 300")
    view.press("One epoch back")
    expect(view.details).to_contain_text("epoch 100 of 300")
    view.press("Back to the start")
    view.wait_for_end()
    view.wait_for_charts_at(300)
    # All controls that are in view.
    assert view.page.locator(".np-field:visible").count() <= 5


def test_films_are_shared_and_stay_over_a_reload(app_server: Server, open_page: OpenPage) -> None:
    first = opened(app_server, open_page, ASKED | LIVE, show="dropout", dropout="0.4")
    expect(first.reels).to_have_count(2)
    first.wait_for_end()
    heard = streams_of(first.page)
    first.page.reload()
    first.wait_for_end()
    second = open_page(first.page.url, storage=ASKED | LIVE)
    FilmsView(second).wait_for_end()
    heard_there = streams_of(second)
    second.reload()
    FilmsView(second).wait_for_end()
    # Two films, and the network that dropout thins.
    assert len(heard()) == 3
    assert heard_there() == heard()


def test_a_remedys_slider_changes_the_right_film_alone(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE)
    view.choose("Compare", "L2")
    expect(view.reel("With L2, λ = 0.01")).to_be_visible()
    view.wait_for_end()
    heard = streams_of(view.page)
    view.page.get_by_role("slider", name=re.compile("Strength λ of L2")).press("ArrowRight")
    expect(view.reel("With L2, λ = 0.03")).to_be_visible()
    view.expect_link(reg_show="l2", reg_l2="0.03")
    view.wait_for_end()
    expect(view.details).to_contain_text("epoch 300 of 300")
    assert len(heard()) == 1
    table = view.table()
    sizes = {title: number(cells[5]) for title, cells in table.items()}
    assert sizes["With L2, λ = 0.03"] < 0.5 * sizes["Over-fitted"]
    # loss = E + λ Σw², with Σw² = count · (root mean square)².
    formula = re.sub(r"\s", "", view.picture.locator("figcaption").inner_text())
    found = re.search(r"=([\d.]+)\+0\.0300·([\d.]+)=([\d.]+)$", formula)
    assert found is not None
    training, squares, loss = map(float, found.groups())
    assert loss == pytest.approx(training + 0.03 * squares, rel=0.01)
    weights = 128 + 128 * 128 + 128 * 64 + 64
    assert squares == pytest.approx(weights * sizes["With L2, λ = 0.03"] ** 2, rel=0.02)
    view.page.go_back()
    expect(view.reel("With L2, λ = 0.01")).to_be_visible()
    view.page.go_back()
    expect(view.reels).to_have_count(3)
    view.page.go_forward()
    expect(view.reel("With L2, λ = 0.01")).to_be_visible()


def test_early_stopping_goes_back_to_its_best_epoch(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE, show="stopping")
    view.wait_for_end()
    words = re.sub(r"\s", "", view.picture.locator("figcaption").inner_text())
    found = re.search(r"=(\d+);stoppedat(\d+)\+30=(\d+);backto", words)
    assert found is not None
    best, again, end = map(int, found.groups())
    assert best == again == end - 30
    right = view.reel("With early stopping, patience 30")
    assert int(view.table()["With early stopping, patience 30"][0]) == best
    assert error(right, "validation") < error(view.reel("Over-fitted"), "validation")
    view.seek(end - 3)
    expect(view.details).to_contain_text(f"epoch {end - 3} of 300")
    assert int(view.table()["With early stopping, patience 30"][0]) > best


def test_the_question_holds_the_films_until_it_is_answered(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, SLOWLY)
    expect(view.status).to_have_text("paused")
    expect(view.details).to_contain_text("epoch 0 of 300")
    view.question.get_by_role("button", name="It falls as long as the training error falls").click()
    expect(view.question).to_contain_text("Not quite. It falls, turns, and rises again.")
    expect(view.details).not_to_contain_text("epoch 0 of 300")
    view.page.keyboard.press(" ")
    expect(view.status).to_have_text("paused")


def test_a_film_that_is_not_kept_any_more_is_asked_for_once_more(app_server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{app_server.url}/_stcore/health", storage=ASKED | LIVE)
    refused: list[str] = []

    def refuse(route: Route) -> None:
        # The stream, and the question why: the first run is gone.
        path = urlsplit(route.request.url).path
        if len(refused) < 2 and (not refused or refused[0] == path):
            refused.append(path)
            route.fulfill(status=404, body="This run is not kept any more.")
        else:
            route.continue_()

    page.route("**/runs/*/events*", refuse)
    page.goto(f"{app_server.url}/regularizers?reg_show=noise")
    FilmsView(page).wait_for_end()
    assert len(refused) == 2


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 720, "dark"), (390, 844, "light")])
def test_films_are_on_the_screen(app_server: Server, open_page: OpenPage, width: int, height: int, scheme: str) -> None:
    page = open_page(f"{app_server.url}/regularizers?reg_rows=moons", width=width, height=height, scheme=scheme, storage=ASKED | LIVE)
    view = FilmsView(page)
    view.wait_for_end()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = view.reels.nth(0).bounding_box()
    assert box is not None
    assert box["width"] > 300
    if width < 1000:
        return
    assert box["y"] + box["height"] <= height
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    ink = "() => document.querySelector('[data-testid=panel-errors] .xtitle').style.fill"
    before = page.evaluate(ink)
    page.wait_for_function(f"(before) => ({ink})() !== before", arg=before)


def test_browser_and_numpy_agree_on_many_networks_and_on_thinned_ones(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE)
    rng = np.random.default_rng(0)
    lines, truth = rng.normal(size=(20, 6)), rng.normal(size=6)
    found = view.computed("ensembles_maths.js", "m.biasAndVariance(a[0], a[1])", [lines.tolist(), truth.tolist()])
    wanted = bias_and_variance(lines, truth)
    for part in ("mean", "bias", "variance", "error"):
        np.testing.assert_allclose(found[part], getattr(wanted, part), rtol=1e-12)
    layers = [
        (rng.normal(size=(1, 5)), rng.normal(size=5)),
        (rng.normal(size=(5, 4)), rng.normal(size=4)),
        (rng.normal(size=(4, 1)), rng.normal(size=1)),
    ]
    told = [{"units": len(bias), "kernel": kernel.ravel().tolist(), "bias": bias.tolist()} for kernel, bias in layers]
    x = np.linspace(-2, 2, 7)
    kept = view.computed("ensembles_maths.js", "m.masks(3, [5, 4], 0.4)", None)
    assert [part.tolist() for part in masks(3, (5, 4), 0.4)] == kept
    for name, masked, share in (("relu", (), 0.0), ("tanh", masks(3, (5, 4), 0.4), 0.4)):
        script = f"a[1].map((x) => m.answer(a[0], '{name}', [x], a[2], {share}))"
        found = view.computed("ensembles_maths.js", script, [told, x.tolist(), [part.tolist() for part in masked]])
        wanted_answers = answers(layers, ACTIVATIONS[name].function, x[:, None], masked, share)[:, 0]
        np.testing.assert_allclose(found, wanted_answers, rtol=1e-9)


def test_one_network_many_times_is_trained_when_asked_and_shows_bias_and_variance(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE)
    heard = streams_of(view.page)
    part = view.page.locator(".np-section", has=view.page.get_by_role("heading", name="Bias and variance"))
    expect(part.locator(".np-said")).to_contain_text("Nothing is trained before you ask: 20 runs of 300 epochs.")
    for option in ("1. Under-fitted: 1 hidden unit", "3. Over-fitted: hidden 64, 64, 32"):
        part.get_by_label("Network", exact=True).select_option(label=option)
        part.get_by_role("button", name="Train it 20 times").click()
        expect(part.locator(".np-progress")).to_have_text("20 of 20 trained", timeout=TRAINING)
        expect(part.locator(".np-one-of-many")).to_have_count(20)
    view.expect_link()
    assert len(heard()) >= 40
    rows = {
        row.locator("th").inner_text(): [number(cell) for cell in row.locator("td").all_inner_texts()]
        for row in part.locator("tbody tr").all()
    }
    (_, under_bias, under_variance, under), (_, over_bias, over_variance, over) = rows.values()
    # The lecture's definition of the two: bias, and "variance rather than bias dominates the estimation error".
    assert under_bias > 3 * under_variance
    assert over_variance > 3 * over_bias
    assert under == pytest.approx(under_bias + under_variance, rel=0.01)
    assert over == pytest.approx(over_bias + over_variance, rel=0.01)
    assert over < under
    assert part.locator("math").filter(has_text="0.0900").count() >= 1


def test_thinned_networks_are_drawn_and_their_mean_is_closer_to_the_whole_than_one(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE, show="dropout", dropout="0.4")
    part = view.page.locator(".np-section", has=view.page.get_by_role("heading", name="The thinned network of a step"))
    another = part.get_by_role("button", name="Another thinned network")
    expect(another).to_be_enabled(timeout=TRAINING)
    another.click()
    expect(part.locator(".np-one-of-many")).to_have_count(2)
    part.get_by_role("button", name="30 more").click()
    expect(part.locator(".np-one-of-many")).to_have_count(30)
    expect(part.locator(".np-progress")).to_have_text("thinned network 32")
    first, second = masks(32, (16, 16), 0.4)
    expect(part.locator(".np-said")).to_contain_text(f"Of this one {first.sum()} of 16 and {second.sum()} of 16 units stay.")
    expect(part.locator(".np-unit-gone")).to_have_count(int(32 - first.sum() - second.sum()))
    # From the input, between those that stay, and to the output.
    expect(part.locator(".np-strand")).to_have_count(int(first.sum() + first.sum() * second.sum() + second.sum()))
    mean, one = (number(found) for found in re.findall(r"by\s*([\d.]+)", part.locator("figcaption").inner_text()))
    assert mean < 0.6 * one
    view.choose("Compare", "L2")
    expect(part).to_be_hidden()


def test_augmented_digits_are_drawn_anew_and_help_on_digits_that_no_step_has_seen(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE, show="pictures")
    part = view.page.locator(".np-section", has=view.page.get_by_role("heading", name="The rows that augmentation makes"))
    expect(part.locator("canvas.np-digit")).to_have_count(40)
    expect(view.page.get_by_label("Rows", exact=True)).to_be_hidden()
    inks = "() => [...document.querySelectorAll('.np-digit')].map((one) => one.toDataURL())"
    before = view.page.evaluate(inks)
    part.get_by_role("button", name="Draw anew").click()
    view.page.wait_for_function(f"(before) => ({inks})()[39] !== before", arg=before[39])
    # The originals stay.
    assert view.page.evaluate(inks)[:8] == before[:8]
    assert len(set(before)) > 32
    view.wait_for_end()
    left, right = view.reel("Over-fitted"), view.reel("With pictures moved by up to 0.1")
    assert error(right, "validation") < 0.85 * error(left, "validation")
    assert error(right, "training") > error(left, "training")
    view.choose("Compare", "augmentation by noise")
    expect(part.locator(".np-row-itself")).to_have_count(22)
    expect(part.locator(".np-noisy-copy")).to_have_count(110)
    view.choose("Compare", "L1")
    expect(part).to_be_hidden()


def test_outputs_before_and_after_normalization_move_with_the_films(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE, show="normalization", normalization="2")
    part = view.page.locator(".np-section", has=view.page.get_by_role("heading", name="Outputs before and after batch normalization"))
    view.wait_for_end()
    expect(part.locator(".np-said")).to_contain_text("After epoch 300", timeout=TRAINING)
    trained = cells(part)
    view.seek(0)
    expect(part.locator(".np-said")).to_contain_text("Before training")
    # γ = 1 and β = 0: mean 0, and deviation 1 but for ε and for units that are 0 for every row.
    for layer in ("layer 1", "layer 2"):
        before, _, after, deviation = (number(text) for text in cells(part)[layer])
        assert before > 0.05
        assert after == 0
        assert 0.5 < deviation <= 1
    assert cells(part)["layer 3"][2:] == ["not normalized", ""]
    assert cells(part)["layer 2"] != trained["layer 2"]
    rng = np.random.default_rng(0)
    shapes = ((1, 4), (4,), *(4 * ((4,),)), (4, 3), (3,), *(4 * ((3,),)), (3, 1), (1,))
    weights, x = [rng.uniform(-1, 1, shape) for shape in shapes], rng.normal(size=(7, 1))
    flat = np.concatenate([array.ravel() for array in weights]).tolist()
    found = view.computed("normalized_maths.js", "m.hiddenOutputs(a[0], [1, 4, 3, 1], 2, a[1])", [flat, x.tolist()])
    for mine, theirs in zip(hidden_outputs(weights, x, 2), found, strict=True):
        np.testing.assert_allclose(theirs["before"], mine.before, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(theirs["after"], mine.after, rtol=1e-9, atol=1e-12)


def cells(part: Locator) -> dict[str, list[str]]:
    """Return the table of a part of the page: the name of each row and its cells."""
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in part.locator("tbody tr").all()}


def test_the_link_says_where_the_films_stand(app_server: Server, open_page: OpenPage) -> None:
    view = opened(app_server, open_page, ASKED | LIVE, show="l1")
    view.wait_for_end()
    view.expect_link(reg_show="l1")
    view.seek(120)
    view.expect_link(reg_show="l1", reg_epoch="120")
    view.press("One epoch back")
    view.expect_link(reg_show="l1", reg_epoch="119")
    there = FilmsView(open_page(view.page.url, width=1280, height=720, storage=ASKED | LIVE))
    expect(there.details).to_contain_text("epoch 119 of 300", timeout=TRAINING)
    there.wait_for_charts_at(119)
    # Another comparison stands there, too.
    there.choose("Compare", "L2")
    there.expect_link(reg_show="l2", reg_epoch="119")
    expect(there.details).to_contain_text("epoch 119 of 300", timeout=TRAINING)
    there.press("Back to the start")
    there.expect_link(reg_show="l2")
    there.wait_for_end()
    there.page.go_back()
    there.page.go_back()
    there.page.wait_for_url(re.compile("reg_epoch=119"))
    expect(there.details).to_contain_text("epoch 119 of 300", timeout=TRAINING)
