"""What every page stands in: frame, links, drawing, texts, runs.

It knows the cache, charts, pictures and jobs, and in the catalogue what is shipped.
"""
