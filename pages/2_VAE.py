from core import frame

frame.page("VAE")
