"""PCA, t-SNE, UMAP: points in, maps out, and how far to trust them. It knows data and artefacts."""
