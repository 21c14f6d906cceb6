"""The visible parts of the pages, one file each: widgets, charts, and the sentences about what they show.

They know the page, the cache, charts, pictures, data, latent and maps, and start work through the cache alone.
"""
