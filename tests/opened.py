"""Pages without a browser, with the digits and everything unfolded: what the tests of pages open."""

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT

FILES = {
    "Start": "streamlit_app.py",
    "Autoencoder": "pages/1_Autoencoder.py",
    "VAE": "pages/2_VAE.py",
    "Projections": "pages/3_Projections.py",
}


def asked(page: str, **link: Any) -> AppTest:
    """A page with what a link says, not run yet."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=240)
    if page != "Start":
        app.switch_page(FILES[page])
    app.query_params |= {"level": "full", "data": "digits"} | link
    return app


def opened(page: str, **link: Any) -> AppTest:
    """The page, run once."""
    return asked(page, **link).run()
