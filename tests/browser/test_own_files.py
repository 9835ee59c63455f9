"""Files that people really have, one after the other through the real upload, by what a person then reads in the sidebar."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.app_view import App
from tests.browser.conftest import OpenPage, Server
from tests.data.case_files import CASES, FOLDER, REFUSED, Case


@pytest.fixture
def app(app_server: Server, open_page: OpenPage) -> App:
    return App(open_page(app_server.url))


def sidebar(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar")


def drop(app: App, name: str) -> None:
    """Drop a file from the folder of cases into the sidebar, when the uploader for it is there for good."""
    app.settle()
    sidebar(app.page).get_by_test_id("stFileUploaderDropzoneInput").set_input_files(FOLDER / name)


def expect_read(app: App, name: str, case: Case) -> None:
    """Wait for the words about a file and hold them against what is right."""
    page = app.page
    side = sidebar(page)
    expect(side.get_by_text(f"{name}: {case.rows:,} rows, {len(case.kinds)} columns", exact=True)).to_be_visible()
    expect(side.get_by_text(f"{case.rows_in_use:,} rows in use")).to_be_attached()
    classes = f" ({len(case.classes)} classes)" if case.classes else ""
    expect(side.get_by_text(f"y: {case.target}{classes}")).to_be_attached()
    for sentence in case.says:
        expect(side.get_by_text(sentence)).to_be_attached()
    expect(app.train_button).to_be_enabled()
    assert page.get_by_test_id("stException").count() == 0
    assert side.get_by_test_id("stAlert").count() == (name == "rare-class.csv")


def test_every_file_is_read_rightly_or_refused_by_its_name(app: App) -> None:
    page = app.page
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Your own CSV").click()
    for name, case in CASES.items():
        drop(app, name)
        expect_read(app, name, case)
        page.get_by_role("button", name="Another file").click()
    for name, sentence in REFUSED.items():
        drop(app, name)
        expect(sidebar(page).get_by_text(sentence.partition(" Received:")[0])).to_be_visible()
        expect(app.train_button).to_be_disabled()


def test_a_value_is_declared_missing_by_typing_it(app: App) -> None:
    page = app.page
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Your own CSV").click()
    drop(app, "wine-quality.csv")
    expect(sidebar(page).get_by_text("80 rows in use")).to_be_attached()
    field = page.get_by_role("combobox", name="Count as missing")
    field.fill("3")
    field.press("Enter")
    expect(sidebar(page).get_by_text("left out. They stay in this session")).to_be_attached()
    expect(sidebar(page).get_by_text("y: quality (5 classes)")).to_be_attached()
