"""What pages ask the computing modules for, computed once for all visitors. The only user of Streamlit's caches.

Arrays are shared between visitors and therefore read-only. Every cache has a bound. Keys are names and settings, never
arrays, which Streamlit would hash by a sample.
"""
