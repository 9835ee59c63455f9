"""A page that is loaded anew shows what it showed before: a run of the very experiment that its address says."""

from playwright.sync_api import Page, Request, expect

from playground import Experiment, Layer, Network, Training
from tests.browser.app_view import App, link_to
from tests.browser.conftest import OpenPage, Server

QUICK = Experiment(network=Network((Layer(4),)), training=Training(epochs=30))
# Trains for minutes, however fast the machine.
LONG = Experiment(network=Network((Layer(512),) * 4), training=Training(epochs=10_000))


def runs_asked_for(page: Page) -> list[str]:
    """Return a list that gets the address of every stream of events that the page opens."""
    found: list[str] = []

    def note(request: Request) -> None:
        address = request.url.partition("?")[0]
        if address.endswith("/events"):
            found.append(address)

    page.on("request", note)
    return found


def assert_ended(app: App, score: str) -> None:
    app.wait_for("finished")
    app.wait_for_epoch(30)
    assert app.epochs() == list(range(1, 31))
    assert app.page.get_by_label("Epoch", exact=True).input_value() == "30"
    assert app.score("RMSE") == score


def test_a_reload_and_a_second_tab_show_the_finished_run_at_its_end(app_server: Server, open_page: OpenPage) -> None:
    page = open_page(link_to(app_server.url, QUICK), tabs=True)
    asked = runs_asked_for(page)
    app = App(page)
    app.train()
    app.wait_for_epoch(30)
    app.wait_for("finished")
    expect(app.metric("RMSE")).to_be_visible()
    score = app.score("RMSE")
    # It would take three seconds from the start.
    app.speed("10")
    page.reload()
    assert_ended(App(page), score)
    assert len(set(asked)) == 1
    tab = page.context.new_page()
    asked = runs_asked_for(tab)
    tab.goto(link_to(app_server.url, QUICK))
    assert_ended(App(tab), score)
    other = page.context.new_page()
    other.goto(link_to(app_server.url, LONG))
    expect(App(other).status).to_have_text("idle")
    stranger = open_page(link_to(app_server.url, QUICK))
    expect(App(stranger).status).to_have_text("idle")


def test_a_live_run_is_watched_on_after_a_reload_and_can_be_stopped(app_server: Server, open_page: OpenPage) -> None:
    page = open_page(link_to(app_server.url, LONG))
    asked = runs_asked_for(page)
    App(page).train()
    App(page).wait_for_epoch(2)
    page.reload()
    app = App(page)
    app.wait_for("training")
    app.wait_for_epoch(3)
    page.get_by_role("button", name="Stop", exact=True).click()
    app.wait_for("stopped")
    assert len(set(asked)) == 1
