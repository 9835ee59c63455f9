"""Layers and units are added and taken away in the picture of the network, as with the controls beside it."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from playground import Data, Experiment, Layer, Network, Training
from tests.browser.app_view import App, expect_query, link_to
from tests.browser.conftest import OpenPage, Server

DATA, TRAINING = Data("circle", samples=100), Training(loss="binary_crossentropy", epochs=5)
START = (Layer(4, "tanh"), Layer(3, "tanh"))


def experiment(*units: int) -> Experiment:
    """The experiment with these units in the first hidden layers; a new layer is a control's own."""
    made = [Layer(count, "tanh") for count in units[:2]] + [Layer(count) for count in units[2:]]
    return Experiment(DATA, Network(tuple(made), "sigmoid"), TRAINING)


def named(page: Page, name: str) -> Locator:
    return page.get_by_test_id("panel-network").locator("..").get_by_role("button", name=name, exact=True)


def expect_units(page: Page, counts: Sequence[int]) -> None:
    """Wait until the picture shows so many neurons in each hidden layer, and the controls say the same."""
    for layer, count in enumerate(counts, start=1):
        expect(page.locator(f'.np-neuron[data-level="{layer}"]')).to_have_count(count)
        said = f"Units of hidden layer {layer}: {count} unit{'s' if count > 1 else ''}"
        expect(page.get_by_role("group", name=said, exact=True)).to_be_visible()
        expect(page.get_by_role("spinbutton", name=f"Layer {layer}: units")).to_have_value(str(count))
    expect(page.get_by_role("spinbutton", name=re.compile(r"Layer \d: units"))).to_have_count(len(counts))


@pytest.fixture
def app(app_server: Server, open_page: OpenPage) -> App:
    app = App(open_page(link_to(app_server.url, experiment(4, 3)), width=1280, height=720))
    expect_units(app.page, (4, 3))
    return app


def test_every_click_counts_and_link_history_and_controls_follow(app: App) -> None:
    page = app.page
    more = named(page, "Add a unit to hidden layer 1")
    # As fast as a browser can: none waits for the page to have followed the one before.
    more.evaluate("button => { for (let click = 0; click < 5; click++) button.click(); }")
    expect_units(page, (9, 3))
    expect_query(page, experiment(9, 3))
    named(page, "Take a unit from hidden layer 2").focus()
    page.keyboard.press("Enter")
    expect_units(page, (9, 2))
    expect(named(page, "Take a unit from hidden layer 2")).to_be_focused()
    page.keyboard.press("Space")
    expect_units(page, (9, 1))
    # At the limit it keeps the focus, says why, and does nothing.
    least = named(page, "Take a unit from hidden layer 2")
    expect(least).to_have_attribute("aria-disabled", "true")
    expect(least).to_have_attribute("title", "A layer has at least 1 unit")
    page.keyboard.press("Enter")
    more.click(modifiers=["Shift"])
    expect(page.get_by_role("spinbutton", name="Layer 1: units")).to_have_value("17")
    expect_query(page, experiment(17, 1))
    page.go_back()
    expect_units(page, (9, 1))
    expect_query(page, experiment(9, 1))
    page.go_forward()
    expect_query(page, experiment(17, 1))


def test_layers_come_and_go_up_to_the_limit_and_a_presenter_has_no_buttons(app: App) -> None:
    page = app.page
    named(page, "Take away the last hidden layer").click()
    expect_units(page, (4,))
    named(page, "Take away the last hidden layer").click()
    expect_units(page, ())
    expect(named(page, "Take away the last hidden layer")).to_have_attribute("title", "There is no hidden layer to take away")
    expect(page.get_by_text("0 hidden layers", exact=True)).to_be_visible()
    add = named(page, "Add a hidden layer")
    for _ in range(2):
        add.click()
    expect_query(page, experiment(4, 3))
    for _ in range(6):
        add.click()
    expect(page.get_by_role("spinbutton", name=re.compile(r"Layer \d: units"))).to_have_count(8)
    expect(add).to_have_attribute("title", "A network has at most 8 hidden layers here")
    add.click(force=True)
    expect(page.get_by_text("8 hidden layers", exact=True)).to_be_visible()
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("p")
    expect(add).to_be_hidden()


def test_beside_a_run_the_picture_shows_the_next_network_and_says_so(app: App) -> None:
    page = app.page
    words, caption = page.get_by_test_id("network-words"), page.get_by_text("Not trained yet:")
    app.train()
    app.wait_for("finished")
    expect(words).to_contain_text("The network after epoch 5")
    expect(caption).to_be_hidden()
    losses = app.curve()
    named(page, "Add a unit to hidden layer 2").click()
    expect_units(page, (4, 4))
    expect(words).to_contain_text("The network before training: 2 inputs; hidden 1: 4 neurons, tanh; hidden 2: 4 neurons, tanh")
    expect(caption).to_be_visible()
    expect(page.get_by_text("The charts still show the previous run.")).to_be_visible()
    assert app.curve() == losses
    named(page, "Take a unit from hidden layer 2").click()
    expect(words).to_contain_text("The network after epoch 5")
    expect(caption).to_be_hidden()
    named(page, "Add a unit to hidden layer 2").click()
    expect(caption).to_be_visible()
    app.train()
    expect(caption).to_be_hidden()
    expect(words).to_contain_text("The network after epoch 5: 2 inputs; hidden 1: 4 neurons, tanh; hidden 2: 4 neurons, tanh")
