"""What is shipped, by name."""

from core.artefacts import catalogue, files, published


def test_every_name_is_a_file_with_these_settings():
    for name, settings in catalogue.models().items():
        recorded = files.provenance(name)["settings"]
        assert {key: recorded[key] for key in settings.as_dict()} == settings.as_dict()
        kind = recorded["kind"].removesuffix("Settings").lower()
        assert name.startswith(f"{kind}-{settings.dataset}-k{settings.latent}")


def test_sizes_are_those_of_the_autoencoders():
    assert catalogue.autoencoder_sizes("digits") == catalogue.LATENT_SIZES
    compared = {each.latent for each in published.AUTOENCODERS}
    assert set(catalogue.autoencoder_sizes("mnist")) == {*catalogue.LATENT_SIZES, *compared}
    epochs = {k: settings["epochs"] for k, settings in catalogue.MNIST_AUTOENCODERS.items()}
    longest = max(epochs[k] for k in set(epochs) - compared)
    assert min(epochs[k] for k in compared) > longest  # as the page says
    assert catalogue.autoencoder_sizes("fashion") == ()
    assert catalogue.forming("digits") in {path.stem for path in files.FOLDER.glob("*.npz")}


def test_numbers_in_names_are_short():
    assert [catalogue.number(value) for value in (0.05, 2.0, 0)] == ["0.05", "2", "0"]
