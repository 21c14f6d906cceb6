"""Lessons: every link is one that its page takes, every section is there, and the sheets can be printed."""

import asyncio
import html

import pytest
import streamlit as st

from core.cache import work
from core.page import lessons
from core.page.first_html import FirstPages
from core.page.parameters import CHART, PARAMETERS
from tests.opened import asked, opened
from tests.page.asked import get

OPENED = (lessons.LESSONS[3], lessons.LESSONS[4], lessons.LESSONS[8])  # one of each page


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr(work, "prepare_learning", lambda: None)
    monkeypatch.setattr(work, "prepare_mapping", lambda method: None)


@pytest.mark.parametrize("lesson", lessons.LESSONS, ids=lambda each: each.title)
def test_a_lessons_link_is_made_of_what_its_page_takes(lesson):
    for name, value in lesson.link.items():
        assert lesson.page in PARAMETERS[name].pages
        assert PARAMETERS[name].values.repaired(str(value)) is not None
    assert len(f"{lesson.do} {lesson.discuss}".split()) < 50
    assert lesson.address.endswith(f"&start={lesson.anchor}"), "what follows # is lost in many a platform"


@pytest.mark.parametrize("lesson", OPENED, ids=lambda each: each.page)
def test_a_lesson_opens_with_its_values_and_its_section(lesson):
    app = asked(lesson.page)
    app.query_params.clear()
    app.query_params |= {name: str(value) for name, value in lesson.link.items()}
    app.run()
    assert not app.exception
    assert lesson.anchor in [header.anchor for header in app.header]
    for name, value in lesson.link.items():
        if PARAMETERS[name].widget == CHART:
            assert app.session_state[f"{name}:stop"] == value
        elif name in app.session_state:
            assert app.session_state[name] == value


def test_ten_lessons_and_three_sheets_are_served():
    async def nothing(scope, receive, send):
        raise AssertionError(scope["path"])

    app = FirstPages(nothing)
    found = get(app, lessons.LESSONS_AT)
    assert found.status == 200
    assert found.body.decode().count("<li>") == len(lessons.LESSONS) == 10
    assert len(lessons.SHEETS) == 3
    for i, each in enumerate(lessons.SHEETS, 1):
        sheet = get(app, f"/worksheet-{i}").body.decode()
        assert all(html.escape(question) in sheet for question in each.sheet)
        assert f"./worksheet-{i}'" in found.body.decode()
    with pytest.raises(AssertionError):
        asyncio.run(app({"type": "http", "method": "GET", "path": "/worksheet-4", "headers": []}, None, None))


def test_sections_are_left_out_and_letters_are_large():
    app = opened("Projections", data="toy-circle", level="plain", hide=["doubt", "claims"], type="large")
    anchors = [header.anchor for header in app.header]
    assert "doubt" not in anchors
    assert "real" in anchors
    assert any("font-size:150%" in each.proto.body for each in app.get("html"))


def test_in_another_sites_frame_there_are_neither_ways_out_nor_a_footer(monkeypatch):
    monkeypatch.setattr(type(st.context), "is_embedded", property(lambda context: False))
    alone = opened("VAE")
    monkeypatch.setattr(type(st.context), "is_embedded", property(lambda context: True))
    framed = opened("VAE")
    assert not framed.exception
    assert [each.value for each in framed.title] == [each.value for each in alone.title]
    assert (len(alone.get("page_link")), len(framed.get("page_link"))) == (4, 0)
    assert len(framed.header) == len(alone.header)
    assert len(framed.caption) < len(alone.caption)
