"""Tables in strangers' files: what is in them, what each column holds, and what it may be used for.

    frame = files.frame(name, content, limits)     whatever kind of file it is
    made = choice.make(frame, frame.guess)         the points that are mapped

`text`, `jsons` and `npz` find cells; `numbers` knows how numbers are written, `header` whether the first row names
the columns, `roles` what a column is for. None of them knows of Streamlit.
"""
