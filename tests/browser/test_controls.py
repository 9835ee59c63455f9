"""The sidebar in a real browser: presets, folded sections, and the address bar as the link that it is."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training
from playground.presets import PRESETS
from playground.ui.sidebar.presets import label_of
from tests.browser.app_view import choose, expect_query, link_to
from tests.browser.conftest import OpenPage, Server

MUCH = Experiment(
    Data("moons", ("x", "y", "x·y"), ("class",), samples=200, noise=0.25, standardize=True),
    Network((Layer(8, "gelu", dropout=0.2, batch_normalization=True),), "tanh", augmentation=Augmentation(noise=0.05)),
    Training("adamw", 0.02, loss="hinge", epochs=12, l2=0.001, schedule="cosine", early_stopping=True, patience=3),
)


@pytest.fixture(scope="module")
def server(app_server: Server) -> Server:
    return app_server


def opened(open_page: OpenPage, url: str, **view: object) -> Page:
    """Open the page and wait for the sidebar's last words."""
    page = open_page(url, **view)
    expect(page.get_by_role("button", name="Back to the lecture's example")).to_be_attached()
    return page


def in_short(page: Page, words: str) -> Locator:
    """Find the line that says the network and the rows in short."""
    return page.get_by_test_id("stSidebar").get_by_text(words)


def test_the_controls_that_matter_are_seen_without_scrolling(server: Server, open_page: OpenPage) -> None:
    page = opened(open_page, server.url)
    for name in ("Data set", "Direction", "Hidden layers", "Layer 3: units", "Learning rate", "Epochs", "Dropout 1", "Dropout 3"):
        expect(page.get_by_test_id("stSidebar").get_by_label(name, exact=True).first).to_be_in_viewport(ratio=1)
    expect(in_short(page, "4,354 parameters")).to_be_in_viewport(ratio=1)


def test_a_preset_sets_controls_address_and_words_with_one_click(server: Server, open_page: OpenPage) -> None:
    page = opened(open_page, server.url)
    preset = PRESETS["over_fitted"]
    choose(page, "Examples", label_of("over_fitted"))
    expect(page.get_by_text(preset.help)).to_be_visible()
    expect(in_short(page, "1 → 128 → 128 → 64 → 1")).to_be_visible()
    expect_query(page, preset.experiment)
    choose(page, "Examples", label_of("lecture"))
    expect(in_short(page, "2 → 32 → 64 → 32 → 2")).to_be_visible()
    expect_query(page, Experiment())


def test_the_address_opened_elsewhere_shows_the_same_controls(server: Server, open_page: OpenPage) -> None:
    page = opened(open_page, link_to(server.url, MUCH))
    expect_query(page, MUCH)
    elsewhere = opened(open_page, page.url)
    for shown in (page, elsewhere):
        expect(in_short(shown, "3 → 8 → 1")).to_be_attached()
        for title in (
            "Inputs and features · x, y, x·y",
            "Points · 200 rows, noise 0.25",
            "Split and scaling · standardised",
            "Output and loss · Hinge",
            "Learning-rate schedule · Cosine",
            "More regularization · batch normalization, noise 0.05, L2 0.001, early stopping, patience 3",
        ):
            expect(shown.get_by_test_id("stSidebar").get_by_text(title, exact=True)).to_be_attached()
    expect_query(elsewhere, MUCH)


def test_a_loss_that_suits_the_old_data_leaves_the_address_with_them(server: Server, open_page: OpenPage) -> None:
    page = opened(open_page, f"{server.url}/?loss=Huber")
    choose(page, "Data set", "Spiral")
    expect(page.get_by_text("Loss: cross-entropy")).to_be_visible()
    expect_query(page, Experiment(Data("spiral"), Network(output="softmax"), Training(loss="categorical_crossentropy")))


def test_one_step_of_the_history_leads_back_to_settings_that_looked_quite_different(server: Server, open_page: OpenPage) -> None:
    page = opened(open_page, link_to(server.url, MUCH))
    before = page.evaluate("history.length")
    page.get_by_role("button", name="Back to the lecture's example").click()
    expect(in_short(page, "2 → 32 → 64 → 32 → 2")).to_be_attached()
    expect_query(page, Experiment())
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(in_short(page, "3 → 8 → 1")).to_be_attached()
    sidebar = page.get_by_test_id("stSidebar")
    for title in (
        "Points · 200 rows, noise 0.25",
        "More regularization · batch normalization, noise 0.05, L2 0.001, early stopping, patience 3",
    ):
        expect(sidebar.get_by_text(title, exact=True)).to_be_attached()
    expect_query(page, MUCH)


def test_a_garbled_link_is_a_sentence_for_each_slip_and_the_rest_counts(server: Server, open_page: OpenPage) -> None:
    page = opened(open_page, f"{server.url}/?dataset=Wine&epochs=7&schedule=never&l2=lots&changes=soon&lr_schedule=1&early_stoping=true")
    for sentence in (
        "schedule must be one of Constant, Exponential, Step, Cosine, Warm-up",
        "L2 must be a number of at least 0 and at most 10",
        "changes while training must be written as 12:learning_rate=0.001",
        "'early_stoping' is not a setting and was ignored. Did you mean early_stopping?",
    ):
        expect(page.get_by_text(sentence)).to_be_visible()
    expect(in_short(page, "13 → 32 → 64 → 32 → 3")).to_be_attached()
    page.wait_for_function("() => [...new URLSearchParams(location.search).keys()].join() === 'lr_schedule,early_stoping,dataset,epochs'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nothing_in_the_sidebar_is_cut_off(server: Server, open_page: OpenPage, size: tuple[int, int], scheme: str) -> None:
    page = opened(open_page, link_to(server.url, MUCH), width=size[0], height=size[1], scheme=scheme)
    if size[0] < 700:
        page.get_by_test_id("stExpandSidebarButton").click()
    sidebar = page.get_by_test_id("stSidebar")
    for section in sidebar.locator("summary").all():
        section.click()
    expect(sidebar.get_by_text(re.compile("^Patience"))).to_be_visible()
    beyond = "side => [...side.querySelectorAll('label, summary, button, input')].filter(e => e.getBoundingClientRect().width > 0)"
    beyond += ".filter(e => e.getBoundingClientRect().right > side.getBoundingClientRect().right + 1).map(e => e.outerHTML.slice(0, 200))"
    assert sidebar.evaluate(beyond) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
