# The app in a container: no root, nothing written outside /tmp, t-SNE and UMAP compiled ahead.
#
#   docker build --build-arg CPU_WHEELS=<address of an index with CPU builds of torch> -t latent-spaces .
#   docker run --read-only --tmpfs /tmp:size=1g --cap-drop ALL --security-opt no-new-privileges \
#       --memory 3g --pids-limit 1024 --publish 8501:8501 latent-spaces
#
# docs/hosting.md has the rest: proxies, replicas, limits, a cluster.
# By digest: --build-arg BASE=python:3.11-slim@sha256:<digest>, as `docker pull python:3.11-slim` tells it.
ARG BASE=python:3.11-slim
FROM ${BASE}

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /app

# torch and torchvision first and by themselves, from an index with CPU builds: the usual ones for Linux bring several
# gigabytes of CUDA that no CPU host can use. Without the argument the usual index serves.
ARG CPU_WHEELS=""
COPY requirements.txt requirements-lock.txt ./
RUN grep -E "^(torch|torchvision)==" requirements.txt > /tmp/torch.txt \
    && pip install ${CPU_WHEELS:+--index-url "$CPU_WHEELS"} -r /tmp/torch.txt \
    && pip install --compile --require-hashes --no-deps -r requirements-lock.txt \
    && rm /tmp/torch.txt

COPY .streamlit .streamlit
COPY core core
COPY pages pages
COPY weights weights
COPY streamlit_app.py ./

# numba keys its cache to the processor: compiled for a generic one, the cache fits every host of this architecture.
ENV NUMBA_CPU_NAME=generic \
    NUMBA_CACHE_DIR=/app/numba \
    NUMBA_NUM_THREADS=1 \
    OMP_NUM_THREADS=1
RUN useradd --uid 1000 --no-create-home visitor \
    && python -m compileall -q core pages streamlit_app.py \
    && python -c "import numpy as np; from core.maps import tsne, umap; from core.settings import TSNESettings, UMAPSettings; \
points = np.random.default_rng(0).normal(size=(60, 20)); \
[umap.run(points, UMAPSettings(iterations=20, dims=dims)) for dims in (2, 3)]; \
[tsne.run(points, TSNESettings(perplexity=5, iterations=20, dims=dims)) for dims in (2, 3)]" \
    && chmod -R a+rX,go-w /app

# Everything below concerns only this container; what holds everywhere is in .streamlit/config.toml.
ENV HOME=/tmp \
    LATENT_DATA_DIR=/tmp/data \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_SERVER_FILE_WATCHER_TYPE=none

USER 1000
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]

# numba insists on writing to its cache, and the image may be read-only: the compiled code is copied to /tmp.
CMD ["sh", "-c", "cp -r /app/numba /tmp/numba && export NUMBA_CACHE_DIR=/tmp/numba && exec streamlit run streamlit_app.py"]
