"""What pages ask the computing modules for, computed once for all visitors. The only user of Streamlit's caches.

Arrays are shared between visitors and therefore read-only. Every cache has a bound. Keys are names and settings, never
arrays, which Streamlit would hash by a sample.
"""

from core.cache.autoencoder import (
    are_unlike,
    autoencoder_pictures,
    denoised,
    forming_plane,
    halfway,
    interpolated,
    layers_of,
    linear_beside_pca,
    noise_errors,
    noise_levels,
    random_pictures,
    reconstruction,
    test_thumbnails,
    training_count,
    training_pictures,
    unlike_shares,
    usual_distance,
)
from core.cache.projections import (
    AGAIN,
    CLAIMS,
    ShownPoints,
    claim_sweep,
    clumping,
    evidence_for,
    kept_on_map,
    map_on_screen,
    map_sweep,
    maps_there,
    neighbours_on_maps,
    noise_columns,
    points_of,
    shipped_pca,
    shown_points,
    shown_sample,
)
from core.cache.shared import (
    credit,
    dataset_title,
    dataset_titles,
    decoded,
    embedded,
    network,
    shipped,
    shipped_arrays,
    thumbnails,
)
from core.cache.vae import (
    draws,
    kl_of_dimensions,
    nearest_training,
    plane,
    plane_model,
    reach_of_dimensions,
    test_images,
    test_posterior,
    wide,
)
from core.cache.work import (
    DOWNLOAD_FILES,
    download_megabytes,
    downloading,
    is_here,
    learning,
    limits,
    mapping,
    measuring,
    most_epochs,
    prepare_learning,
    prepare_mapping,
    reading,
)
from core.jobs.chain import Ticket
from core.latent.reconstruction import Reconstruction
from core.maps.sweep import Sweep
