"""The Streamlit side: shell, controls, session and panels."""
