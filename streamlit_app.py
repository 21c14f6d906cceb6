"""The app as `streamlit run streamlit_app.py` finds it, and its start page.

The server imports this file and serves `app`, with the security headers that Streamlit itself does not send. For each
visitor of the start page it then runs the file as its main script. What draws pages is imported when the first one is
drawn, and before that beside the answers to the first browser's questions: half a second that a start need not wait.
"""

if __name__ == "__main__":
    from core.sections import start

    start.page()
else:  # imported by the server
    import contextlib
    import gc
    from collections.abc import AsyncIterator

    import streamlit as st

    from core.page import ahead, logbook, no_delay, security, states, thrift, turns, unsent, visitors

    logbook.is_bounded()
    no_delay.is_set()
    unsent.stays()
    states.are_tried()
    turns.are_taken()
    thrift.is_kept()

    @contextlib.asynccontextmanager
    async def running(served: st.App) -> AsyncIterator[None]:
        """While the app runs."""
        ahead.begins_with("core.sections.start")
        async with visitors.cared_for(served):
            yield

    app = st.App(__file__, middleware=security.middleware(), lifespan=running)
    gc.freeze()  # what is imported by now stays for good: collections need not look at it again
