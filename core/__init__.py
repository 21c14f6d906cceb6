"""The computing half of the app: data, models, maps, charts. Nothing in here imports a page."""
