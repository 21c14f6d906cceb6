"""The visible parts of the pages, one file each."""
