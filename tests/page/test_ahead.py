"""A page is run for nobody when its HTML is asked for first."""

import time
import urllib.request

from core.page.ahead import world_in
from tests.serving import small_app

APP = """
import pathlib
import streamlit as st

if __name__ == "__main__":
    with pathlib.Path(__file__).with_name("runs").open("a") as file:
        print(st.query_params.get("data", "no world"), file=file)
else:
    from core.page import security, visitors
    app = st.App(__file__, middleware=security.middleware(), lifespan=visitors.cared_for)
"""


def test_each_page_is_run_once_in_each_world_and_whoever_it_was_for_is_gone(tmp_path):
    with small_app(tmp_path, APP, LATENT_METRICS="open") as (base, _):

        def open_page(asked):
            with urllib.request.urlopen(base + asked) as page:
                return page.read()

        def wait(expected):
            end = time.monotonic() + 20
            while time.monotonic() < end and not all(line in told() for line in expected):
                time.sleep(0.05)
            assert all(line in told() for line in expected)

        def told():
            return open_page("/_stcore/metrics").decode().splitlines()

        def sessions(seen):
            return {f'session_events_total{{type="connect"}} {seen}', "active_sessions 0"}

        assert b"<title>Latent spaces</title>" in open_page("/")
        wait(sessions(1))
        for asked in ("/?data=mnist", "/?k=3&data=nonsense", "/?data=MNIST"):
            open_page(asked)
        wait(sessions(2))
    assert (tmp_path / "runs").read_text().splitlines() == ["no world", "MNIST"]
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_world_is_known_by_its_name_and_its_words():
    assert world_in("") is None
    assert world_in("data=toy-circle") == world_in("x=1&data=A+circle") == "A circle"
    assert world_in("data=a&data=faces") == "Faces"
    assert world_in("data=%00") is None
