"""Autoencoder and VAE in torch: models, losses, training. It knows data and artefacts.

Nothing is handed on here, since importing it costs torch.
"""
