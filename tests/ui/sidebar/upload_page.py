"""A page with nothing but the learner's own file on it, in Streamlit's own test harness."""

from typing import cast

from streamlit.testing.v1 import AppTest

from playground.data.tables import Table
from playground.experiment import Data

PETS = b"age,kind,weight\n3,cat,3.5\n2,dog,10\n7,cat,\n4,dog,12.5\n5,dog,11\n6,cat,4\n,cat,5\n"


def page() -> None:
    """Show the upload as the sidebar does, and put what the session then has where the test can see it."""
    import streamlit as st

    from playground.settings import ExperimentError
    from playground.ui.sidebar.upload import show_upload, uploaded, uploaded_data

    st.selectbox("Data set", ("upload", "iris"), key="dataset")
    st.session_state["shown"] = show_upload() if st.session_state["dataset"] == "upload" else None
    st.session_state["table"] = uploaded()
    try:
        st.session_state["data"] = uploaded_data()
    except ExperimentError as error:
        st.session_state["data"] = str(error)


def opened(content: bytes | None = PETS, name: str = "pets.csv") -> AppTest:
    """Open the page, and drop a file if there is one."""
    app = AppTest.from_function(page, default_timeout=30).run()
    return app if content is None else dropped(app, content, name)


def dropped(app: AppTest, content: bytes, name: str = "pets.csv") -> AppTest:
    """Drop a file."""
    app.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not app.exception
    return app


def data(app: AppTest) -> Data:
    """Return the data that the page made of the file."""
    assert isinstance(app.session_state["shown"], Data)
    assert app.session_state["shown"] == app.session_state["data"]
    return app.session_state["shown"]


def columns(app: AppTest) -> dict[str, list[float]]:
    """Return the measurements of the table that the page made of the file."""
    table = cast("Table", app.session_state["table"])
    return {name: values.tolist() for name, values in table.measurements.items()}


def captions(app: AppTest) -> str:
    """Return everything that stands on the page in small print."""
    return "\n".join(caption.value for caption in app.caption)
