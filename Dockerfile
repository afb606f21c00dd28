# syntax=docker/dockerfile:1
# Built from a clone: docker build --tag hltv-scraper .   docs/install.md says how to run it.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No install script is needed: the database ships its binaries, and Node is in the image.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/bundle.mjs scripts/
COPY src src/
RUN node scripts/build.mjs

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
# Chromium has no pinned version: Debian removes an old one when a security update replaces it.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends chromium sqlite3 tini \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner=node --group=node /data \
  && ln -s /opt/hltv-scraper/bin/hltv-scraper.js /usr/local/bin/hltv-scraper
WORKDIR /opt/hltv-scraper
COPY package.json LICENSE ./
COPY bin bin/
COPY packaging/docker packaging/docker/
COPY --from=packages /build/node_modules node_modules/
COPY --from=build /build/dist dist/

ENV NODE_ENV=production HLTV_DATA_DIR=/data
USER node
# A settings file hltv-scraper.env in the volume is read.
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=10m --timeout=1m --start-period=168h \
  CMD ["hltv-scraper", "status", "--check", "26h"]
# tini passes signals on and ends processes that a browser leaves behind.
ENTRYPOINT ["tini", "--", "hltv-scraper"]
