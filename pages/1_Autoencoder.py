from core import frame, live
from core.params import AutoencoderSettings

frame.page("Autoencoder")
with frame.section("Train your own", "train"):
    live.trainer(
        AutoencoderSettings(width=128, epochs=60),
        ("latent", "width", "noise", "epochs", "learning_rate", "batch", "seed"),
    )
