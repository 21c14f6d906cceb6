"""Every Altair chart of the app: arrays in, chart out. Nothing in here draws, computes a result or knows Streamlit."""
