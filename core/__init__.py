"""Everything that computes, draws a chart or serves a page, in rooms; docs/architecture.md draws them.

Nothing in here imports a page. `errors`, `settings` and `limits` are free for all rooms.
"""
