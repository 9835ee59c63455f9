"""The address of the page and the experiment, in both directions. No Streamlit here."""
