"""Pictures in strangers' files: what is in them, and the data set that comes of it.

    gallery = reading.read(files, limits)              in a worker: the files are a stranger's
    dataset = framing.dataset(gallery, framing.guess(gallery))

`archive` finds the files, in ZIPs too, `decode` makes levels of one of them. Nothing is unpacked or decoded before its
size is known, nothing is written to disk, nothing goes into a shared cache. None of them knows of Streamlit.
"""
