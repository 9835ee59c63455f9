"""The player by mouse and keyboard: what the space bar does, what Stop is for, and what the words say of a run that is over."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, LONG, Script, watch


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


@pytest.mark.parametrize(("name", "epoch"), [("Back to the start", 0), ("One epoch back", 499), ("One epoch forward", 501)])
def test_the_space_bar_plays_or_pauses_whatever_button_was_clicked_before(
    server: Server, open_page: OpenPage, name: str, epoch: int
) -> None:
    script = Script(server, LONG)
    script("train", 2000, batch=100)
    script("complete")
    view = watch(open_page, script, "10")
    view.wait_for_points(2)
    view.seek(500)
    expect(view.status).to_have_text("paused")
    view.button(name).click()
    if name == "Back to the start":
        expect(view.status).to_have_text("replaying")
        view.page.keyboard.press("Space")
        expect(view.status).to_have_text("paused")
    else:
        expect(view.details).to_contain_text(f"epoch {epoch} of")
    view.page.keyboard.press("Space")
    expect(view.status).to_have_text("replaying")
    view.page.keyboard.press("Space")
    expect(view.status).to_have_text("paused")
    assert int(view.scrubber.input_value()) >= epoch


def test_the_space_bar_works_without_any_focus_and_the_keyboard_still_presses_buttons(server: Server, open_page: OpenPage) -> None:
    # A film that is far from its end, however busy the machine.
    script = Script(server, LONG)
    script("train", 2000, batch=100)
    script("complete")
    view = watch(open_page, script, "10")
    view.wait_for_points(2)
    assert view.page.evaluate("document.activeElement === document.body")
    view.page.keyboard.press("Space")
    expect(view.status).to_have_text("paused")
    expect(view.button("Play")).to_have_attribute("title", "Play (space)")
    view.seek(30)
    view.button("One epoch back").focus()
    view.page.keyboard.press("Space")
    expect(view.details).to_contain_text("epoch 29 of 2,000")
    expect(view.button("One epoch back")).to_be_focused()
    view.seek(2000)
    expect(view.status).to_have_text("finished")
    expect(view.button("Play")).to_have_attribute("title", "Play again from the start (space)")
    # A film that has played up to its end plays again at the first press.
    view.seek(1_998)
    view.page.keyboard.press("Space")
    expect(view.status).to_have_text("finished")
    view.button("Play").click()
    expect(view.status).to_have_text("replaying")


def test_a_run_that_is_over_is_replayed_and_has_nothing_to_stop(server: Server, open_page: OpenPage) -> None:
    # A film that is far from its end, however busy the machine.
    script = Script(server, LONG)
    script("train", 2000, batch=100)
    view = watch(open_page, script, "10")
    view.wait_for_points(2)
    expect(view.status).to_have_text("training")
    expect(view.button("Stop")).to_be_enabled()
    script("complete")
    expect(view.status).to_have_text("replaying")
    expect(view.button("Stop")).to_be_disabled()


def test_a_run_that_was_stopped_says_where_though_its_film_stands_before(server: Server, open_page: OpenPage) -> None:
    script = Script(server, LONG)
    script("train", 1000, batch=100)
    view = watch(open_page, script, "10")
    view.wait_for_points(2)
    view.button("Stop").click()
    script("stop")
    expect(view.details).to_contain_text("the run ended after epoch 1,000")
    expect(view.status).to_have_text("stopped")


def test_a_run_that_was_over_before_stop_reached_it_was_not_stopped(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 60)
    view = watch(open_page, script, "10")
    view.wait_for_points(2)
    view.button("Stop").click()
    script("complete")
    expect(view.status).to_have_text("paused")
    expect(view.details).to_contain_text("the run ended after epoch 60")


def test_one_line_shows_what_was_shown_and_what_is_recorded(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 60)
    view = watch(open_page, script)
    view.wait_for_points(60)
    view.seek(20)
    expect(view.details).to_contain_text("epoch 20 of 100")
    parts = view.scrubber.evaluate("line => ['--np-shown', '--np-recorded'].map((name) => line.style.getPropertyValue(name))")
    assert parts == ["calc(0.5rem + (100% - 1rem) * 0.2)", "calc(0.5rem + (100% - 1rem) * 0.6)"]
    assert view.page.get_by_role("progressbar").count() == 0


def test_keys_walk_through_the_film_and_a_list_of_them_is_a_key_away(server: Server, open_page: OpenPage) -> None:
    script = Script(server, LONG)
    script("train", 2000, batch=100)
    best = LONG.training.epochs // 4
    script("go_back", best)
    view = watch(open_page, script)
    expect(view.status).to_have_text("finished")
    press = view.page.keyboard.press
    for key, epoch in (("Home", 0), ("ArrowRight", 1), ("End", 2000), ("ArrowLeft", 1999), ("b", best), ("ArrowLeft", best - 1)):
        press(key)
        expect(view.scrubber).to_have_js_property("value", str(epoch))
    view.button("To the best epoch").click()
    expect(view.scrubber).to_have_js_property("value", str(best))
    expect(view.button("To the best epoch")).to_be_disabled()
    # The scrubber has arrows of its own: a key is not to count twice.
    view.scrubber.focus()
    press("ArrowRight")
    expect(view.scrubber).to_have_js_property("value", str(best + 1))
    press("?")
    keys = view.page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_role("row", name="Home, End")).to_be_visible()
    press("Escape")
    expect(keys).to_be_hidden()


def test_in_a_loop_the_film_begins_again_by_itself(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 100)
    script("complete")
    view = watch(open_page, script, "30")
    view.wait_for_points(2)
    view.page.keyboard.press("l")
    expect(view.button("Play in a loop")).to_have_attribute("aria-pressed", "true")
    view.seek(95)
    view.page.keyboard.press("Space")
    view.page.wait_for_function("line => line.value === '100'", arg=view.scrubber.element_handle())
    view.page.wait_for_function("line => Number(line.value) < 50", arg=view.scrubber.element_handle())
    expect(view.status).to_have_text("replaying")
    view.page.keyboard.press("l")
    expect(view.status).to_have_text("finished")
