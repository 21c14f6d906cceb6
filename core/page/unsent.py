"""What is on its way to a browser stays on its way when a part of the page begins to run again.

Streamlit takes back what it has not sent yet of a part (`st.fragment`) when that part runs anew. Where the run before
was one of the whole page, the browser then hears that the page is complete while the part's place in it never arrived:
it clears that place away, everything after it moves up, and the next thing drawn finds no place. The browser gives up
with "Cannot set a node at a delta path" and never connects again. It takes a server that is busy for a few tenths of a
second just after a run of the whole page, as at the end of a live map, whose part looks again by itself.
"""

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

TAKE_BACK = ForwardMsgQueue.clear


def take_back(
    queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    """What Streamlit does as a run begins, but for parts: nothing of theirs is taken back, and all goes in order."""
    if fragment_ids_this_run is None:
        TAKE_BACK(queue, retain_lifecycle_msgs)
    else:
        queue._delta_index_map = {}  # so that nothing of the new run is written into messages of the one before


def stays() -> None:
    """From now on what is unsent stays, in this process."""
    ForwardMsgQueue.clear = take_back  # type: ignore[assignment, method-assign]  # it has no other door
