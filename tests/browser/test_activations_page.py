"""The page on activation functions, opened cold by its link, in a real browser."""

import re
from typing import cast

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from playground.lessons.activations import ACTIVATIONS, softmax
from tests.browser.conftest import OpenPage, Server


@pytest.fixture(scope="module")
def server(app_server: Server) -> Server:
    return app_server


def curves(page: Page, chart: int) -> dict[str, tuple[list[float], list[float]]]:
    """Return name -> (x, y) of the lines of one of the page's charts, as Plotly has them."""
    script = """n => {
        const plain = values => Array.from(values._inputArray ?? values);
        const lines = document.querySelectorAll('.js-plotly-plot')[n]?.data?.filter(trace => trace.name && trace.mode === 'lines') ?? [];
        return lines.length > 0 && lines.map(trace => [trace.name, plain(trace.x), plain(trace.y)]);
    }"""
    found = page.wait_for_function(script, arg=chart).json_value()
    return {name: (x, y) for name, x, y in cast("list[tuple[str, list[float], list[float]]]", found)}


def test_a_cold_link_opens_the_page_in_its_frame_with_its_state(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/activations?act_functions=GELU&act_functions=Softplus&act_s=2.0")
    expect(page.get_by_role("heading", name="Activation functions")).to_be_visible()
    expect(page.get_by_role("link", name="Playground")).to_be_visible()
    shown = curves(page, 0)
    assert list(shown) == ["GELU", "Softplus"]
    for name, (x, y) in shown.items():
        activation = next(found for found in ACTIVATIONS.values() if found.label == name)
        assert (min(x), max(x)) == (-6.0, 6.0)
        np.testing.assert_allclose(y, activation.function(np.array(x)), atol=1e-3)
    table = page.get_by_test_id("stTable").first
    softplus, slope = np.log1p(np.exp(2.0)), 1 / (1 + np.exp(-2.0))
    expect(table).to_contain_text(f"{softplus:.4f}")
    expect(table).to_contain_text(f"{slope:.4f}")


def test_logits_move_probabilities_and_the_link(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/activations?act_z1=0.0&act_z2=0.0&act_z3=0.0")
    slider = page.get_by_role("slider", name="Logit s₁")
    expect(slider).to_be_visible()
    slider.focus()
    slider.press("End")
    page.wait_for_url(re.compile("act_z1=6"))
    # 6 against 0 and 0: nearly all of the probability.
    probability = float(softmax(np.array([6.0, 0.0, 0.0]))[0])
    page.wait_for_function(
        """expected => [...document.querySelectorAll('.js-plotly-plot')].some(chart => chart.data?.some(
            ({ type, y }) => type === 'bar' && Math.abs((y._inputArray ?? y)[0] - expected) < 1e-3))""",
        arg=probability,
    )


def test_the_frame_leads_from_page_to_page(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    page.get_by_role("link", name="Activation functions").click()
    expect(page.get_by_role("heading", name="Activation functions")).to_be_visible()
    page.get_by_role("link", name="Playground").click()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
