"""The start page: what a latent space is, one picture that moves, and the way to the three pages."""

from core import frame

frame.page("Latent spaces", "")
