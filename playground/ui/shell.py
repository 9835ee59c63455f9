"""The frame around every page: title, layout and navigation. Streamlit runs it anew for each interaction."""

from pathlib import Path

import streamlit as st

from playground.ui.address import tell_browser
from playground.ui.contents import CONTENTS, lecture_page, playground_page
from playground.ui.session import note_visit

# A file of ours: Streamlit's named icons would be fetched from elsewhere.
FAVICON = Path(__file__).with_name("favicon.svg")
STYLE = Path(__file__).with_name("page.css")
# Wide enough for two controls side by side with their + and −.
SIDEBAR_PIXELS = 330

st.set_page_config(page_title="Neural Playground", page_icon=FAVICON, layout="wide", initial_sidebar_state=SIDEBAR_PIXELS)
page = st.navigation([playground_page(), *map(lecture_page, CONTENTS)], position="top")
# Before the page: Streamlit keeps what only styles out of its layout.
st.html(STYLE)
note_visit()
page.run()
tell_browser(page.url_path)
