"""Back and Forward: one step of the browser's history for each changed control, without a reload and without losing a table."""

from dataclasses import replace

import pytest
from playwright.sync_api import Dialog, FilePayload, Locator, Page, expect

from playground.experiment import Data, Experiment, Layer, Network, Training
from tests.browser.app_view import App, choose, expect_query
from tests.browser.conftest import OpenPage, Server

TABLE = FilePayload(name="mine.csv", mimeType="text/csv", buffer=b"size,weight\n" + b"".join(b"%d,%d\n" % (x, x * x) for x in range(40)))
LECTURE = Experiment()
SHORT = replace(LECTURE, training=Training(epochs=50))
DEEP = replace(SHORT, network=Network((*LECTURE.network.hidden, Layer())))
TURNED = replace(DEEP, data=Data(inputs=LECTURE.data.targets, targets=LECTURE.data.inputs))


@pytest.fixture
def page(app_server: Server, open_page: OpenPage) -> Page:
    page = App(open_page(app_server.url)).page
    # Gone with a reload.
    page.evaluate("window.first = true")
    return page


def type_epochs(page: Page, number: int) -> None:
    page.get_by_label("Epochs", exact=True).fill(str(number))
    page.get_by_label("Epochs", exact=True).press("Enter")


def expect_epochs(page: Page, number: int) -> None:
    expect(page.get_by_label("Epochs", exact=True)).to_have_value(str(number))


def table(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar").get_by_text("mine.csv: 40 rows, 2 columns", exact=True)


def expect_parameters(page: Page, **wanted: str) -> None:
    page.wait_for_function(
        "wanted => Object.entries(wanted).every(([key, text]) => new URLSearchParams(location.search).get(key) === text)", arg=wanted
    )


def test_back_undoes_changed_controls_one_by_one_and_forward_redoes_them(page: Page) -> None:
    start = page.evaluate("history.length")
    type_epochs(page, 50)
    expect_query(page, SHORT)
    layers = page.get_by_role("slider", name="Hidden layers")
    layers.focus()
    layers.press("ArrowRight")
    expect_query(page, DEEP)
    choose(page, "Direction", "Petal to sepal")
    expect_query(page, TURNED)
    assert page.evaluate("history.length") == start + 3
    for experiment in (DEEP, SHORT, LECTURE):
        page.go_back()
        expect_query(page, experiment)
        expect_epochs(page, experiment.training.epochs)
        expect(layers).to_have_value(str(len(experiment.network.hidden)))
    for experiment in (SHORT, DEEP, TURNED):
        page.go_forward()
        expect_query(page, experiment)
        expect_epochs(page, experiment.training.epochs)
        expect(layers).to_have_value(str(len(experiment.network.hidden)))
    expect(page.get_by_role("combobox", name="Direction", exact=True)).to_have_value("Petal to sepal")
    assert page.evaluate("[history.length, window.first]") == [start + 3, True]


def test_a_table_outlives_every_step_back_and_is_not_left_without_a_question(page: Page) -> None:
    choose(page, "Data set", "Your own CSV")
    expect_parameters(page, dataset="upload")
    chosen = page.evaluate("history.length")
    page.get_by_test_id("stSidebar").get_by_test_id("stFileUploaderDropzoneInput").set_input_files(TABLE)
    expect(table(page)).to_be_visible()
    # What the table brings is no step; a change that is made before it is said would join it.
    expect_parameters(page, dataset="upload", standardize="true", standardize_target="true")
    type_epochs(page, 50)
    expect_parameters(page, dataset="upload", epochs="50")
    assert page.evaluate("history.length") == chosen + 1
    page.go_back()
    expect_epochs(page, 100)
    expect(table(page)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("combobox", name="Data set", exact=True)).to_have_value("Iris")
    expect(table(page)).to_have_count(0)
    page.go_forward()
    expect(table(page)).to_be_visible()
    page.go_forward()
    expect_epochs(page, 50)
    expect(table(page)).to_be_visible()
    assert page.evaluate("window.first") is True
    questions: list[str] = []

    def stay(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => location.reload())")
    # Behind the reload.
    page.evaluate("() => new Promise(resolve => setTimeout(resolve))")
    page.get_by_role("button", name="Another file").click()
    expect(table(page)).to_have_count(0)
    assert (questions, page.evaluate("window.first")) == (["beforeunload"], True)
    # The page hears at the end of the run that there is nothing to ask about any more.
    page.wait_for_function("() => dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    page.reload()
    assert (questions, page.evaluate("window.first ?? null")) == (["beforeunload"], None)


def test_to_another_page_and_back_is_a_step_each_and_everything_is_as_it_was(page: Page) -> None:
    type_epochs(page, 50)
    expect_query(page, SHORT)
    start = page.evaluate("history.length")
    page.get_by_role("link", name="Activation functions").click()
    logit = page.get_by_role("slider", name="Logit s₁")
    logit.focus()
    logit.press("End")
    expect_parameters(page, act_z1="6")
    page.get_by_test_id("stTopNav").get_by_role("link", name="Playground").click()
    expect_epochs(page, 50)
    expect_query(page, SHORT)
    assert page.evaluate("history.length") == start + 3
    page.go_back()
    expect(logit).to_have_attribute("aria-valuetext", "6")
    page.go_back()
    expect(logit).to_have_attribute("aria-valuetext", "2")
    page.go_back()
    expect_epochs(page, 50)
    page.go_back()
    expect_epochs(page, 100)
    assert page.evaluate("window.first") is True


def test_a_link_with_the_labels_of_before_opens_the_same_experiment_and_says_keys(app_server: Server, open_page: OpenPage) -> None:
    page = App(open_page(f"{app_server.url}/?direction=Petal%20to%20sepal&loss=Mean+absolute+error&optimizer=Adam&units_1=8")).page
    start = page.evaluate("history.length")
    lecture = LECTURE.data
    expect_query(
        page,
        Experiment(
            Data(inputs=lecture.targets, targets=lecture.inputs),
            Network((Layer(8), *LECTURE.network.hidden[1:])),
            Training("adam", loss="mae"),
        ),
    )
    expect(page.get_by_test_id("stSidebar").get_by_text("Loss: mean absolute error")).to_be_visible()
    assert page.evaluate("history.length") == start
