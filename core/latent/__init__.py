"""Codes at work in NumPy: the forward pass, grids, paths, measures of what is rebuilt. It knows no other room."""
