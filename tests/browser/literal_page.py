"""A page that shows sentences of strangers, to the letter."""

import streamlit as st

from playground.ui.notices import literal
from tests.browser.test_literal import SENTENCES

for sentence in SENTENCES:
    st.markdown(literal(sentence))
