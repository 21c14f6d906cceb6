"""Nothing that a browser was to get is lost when a part of a page runs again."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from core.page import unsent


@pytest.fixture
def queue(monkeypatch):
    """What is unsent of a whole page: its own text, a place that belongs to a part, the part's text, and the end."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", ForwardMsgQueue.clear)  # put back afterwards
    unsent.stays()
    waiting = ForwardMsgQueue()
    waiting.enqueue(text((0, 0), "page"))
    waiting.enqueue(text((0, 1), "part", of="a"))
    ended = ForwardMsg()
    ended.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    waiting.enqueue(ended)
    return waiting


def text(path, words, of=""):
    """A message that puts words into a place; `of` names the part that they belong to."""
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.new_element.markdown.body = words
    message.delta.fragment_id = of
    return message


def said(queue):
    """What is sent, in order."""
    return [message.delta.new_element.markdown.body or message.WhichOneof("type") for message in queue.flush()]


def test_what_a_part_was_to_show_is_sent_before_the_part_shows_anew(queue):
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["a"])
    queue.enqueue(text((0, 1), "anew", of="a"))
    assert said(queue) == ["page", "part", "script_finished", "anew"]


def test_a_run_of_the_whole_page_takes_back_what_it_replaces(queue):
    queue.clear(retain_lifecycle_msgs=True)
    assert said(queue) == ["script_finished"]
