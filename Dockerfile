# One image serves the public door, the staff door, the worker and the commands; compose.yaml shows how.
# Both images can be named by digest; docs/operating.md says how to look one up.
ARG NODE_IMAGE=node:22-slim
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${NODE_IMAGE} AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=peer --omit=dev
COPY assets.mjs ./
COPY portal/web/static portal/web/static
RUN node assets.mjs

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /build
COPY locks/uv.txt locks/run.txt ./
RUN python -m venv /opt/uv \
    && /opt/uv/bin/pip install --no-cache-dir --require-hashes -r uv.txt \
    && python -m venv --without-pip /opt/portal \
    && /opt/uv/bin/uv pip install --no-cache --compile-bytecode --python /opt/portal/bin/python --require-hashes -r run.txt

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title=portal \
    org.opencontainers.image.description="Ask a council's MASH to look again at a decision about a child" \
    org.opencontainers.image.licenses=MIT
ENV PATH=/opt/portal/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PORTAL_ENV=production
# Debian keeps only the newest of each package: a pinned version would not be found for long.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-cjk fonts-noto-color-emoji fonts-noto-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && python -m pip uninstall --yes --quiet --root-user-action ignore pip \
    && useradd --system --uid 10001 --no-create-home portal \
    && install -d -o portal /records
COPY --from=packages /opt/portal /opt/portal
WORKDIR /app
COPY gunicorn.conf.py ./
COPY policies policies
COPY translations translations
COPY templates templates
COPY portal portal
COPY --from=assets /build/build/assets build/assets
RUN python -m compileall -q portal \
    && printf '#!/bin/sh\nexec python -m portal "$@"\n' > /opt/portal/bin/portal \
    && chmod 755 /opt/portal/bin/portal
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "portal.apps:public_app()"]
