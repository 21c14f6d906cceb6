from core import frame

frame.page("Autoencoder")
