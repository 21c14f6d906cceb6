"""What is shipped in weights/: the settings of every model and every sweep, and the names of their files.

Pages ask here what exists; `python -m core.build` makes exactly this. Standard library only.
"""

from core.params import AutoencoderSettings, TrainingSettings, VAESettings

LATENT_SIZES = (1, 2, 3, 4, 6, 8, 16, 32)
BETAS = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
VAE_SIZES = (2, 16)  # the plane that is plotted, and the codes that are projected

DIGITS = {
    "dataset": "digits",
    "width": 256,
    "epochs": 100,
    "weight_decay": 0.1,
    "learning_rate": 0.003,
    "batch": 64,
}


def number(value: float) -> str:
    """A number as part of a file name: 0.05 becomes '0.05', 2.0 becomes '2'."""
    return f"{value:g}"


def autoencoders() -> dict[str, AutoencoderSettings]:
    """The shipped autoencoders by artefact name: one for each latent size on the digits."""
    return {f"autoencoder-digits-k{k}": AutoencoderSettings(latent=k, **DIGITS) for k in LATENT_SIZES}


def vaes() -> dict[str, VAESettings]:
    """The shipped VAEs by artefact name: the plane for each beta, and one of 16 dimensions, on the digits."""
    plane = {beta: VAESettings(latent=2, beta=beta, likelihood="bernoulli", **DIGITS) for beta in BETAS}
    found = {f"vae-digits-k2-beta{number(beta)}": settings for beta, settings in plane.items()}
    found["vae-digits-k16-beta1"] = VAESettings(latent=16, beta=1.0, likelihood="bernoulli", **DIGITS)
    return found


def models() -> dict[str, TrainingSettings]:
    """All shipped models by artefact name."""
    return autoencoders() | vaes()
