# Two images: the connector, which is the default, and `dap` (docker build --target dap). Both are compiled in one stage
# and run from stages that hold no compiler.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# With all packages: the compiler needs their types. The images get their own ones.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
# Declarations and the compiler's notes are for those who build on the package, not for those who run it.
RUN node src/tools/build.mjs \
 && find dist -type f \( -name "*.d.ts" -o -name ".*" \) -delete
# Each image gets the folders that its program loads.
RUN mkdir -p /programs/connector/cli /programs/dap \
 && cd dist \
 && cp -r index.js error-catalogue.js errors.js version.js util http dap shell protocol schema cdk connector /programs/connector \
 && cp cli/source-dap.js /programs/connector/cli \
 && cp -r error-catalogue.js errors.js version.js util http dap shell sql sync worker emulator cli /programs/dap \
 && rm /programs/dap/cli/source-dap.js

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /packages
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

# What `dap` can use: drivers of all databases, queues, metrics, mail, the emulator. Not the tools of `stream-cdk`.
FROM node:24.21.0-bookworm-slim AS dap-packages
WORKDIR /packages
COPY package.json package-lock.json .npmrc ./
RUN npm pkg delete devDependencies peerDependenciesMeta.bullmq peerDependenciesMeta.ioredis \
    optionalDependencies.@seriousme/openapi-schema-validator optionalDependencies.csv-parse \
    optionalDependencies.fast-xml-builder optionalDependencies.json-schema-faker optionalDependencies.saxes \
    optionalDependencies.string-argv optionalDependencies.yauzl \
 && npm install --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim AS dap
LABEL org.opencontainers.image.title=dap \
      org.opencontainers.image.version=0.1.0
# The unprivileged user of the base image, of id 1000, takes another name. What it keeps lies in the volume.
RUN groupmod --new-name dap node \
 && usermod --login dap --home /data --shell /usr/sbin/nologin node \
 && mkdir -p /data /etc/dap \
 && chown dap:dap /data
WORKDIR /opt/dap
COPY --from=dap-packages /packages/node_modules node_modules
COPY --from=build /programs/dap dist
COPY package.json LICENSE ./
COPY facts facts
RUN mkdir bin && ln -s ../dist/cli/dap.js bin/dap
ENV NODE_ENV=production \
    PATH=/opt/dap/bin:$PATH
USER dap
# `canvas.duckdb` of the working folder is the database if no other one is named.
WORKDIR /data
VOLUME /data
# Asks `/healthz` at the address in DAP_LISTEN. Without that variable nothing is served, and the container counts as healthy.
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["node", "/opt/dap/dist/cli/health.js"]
ENTRYPOINT ["dap"]
CMD ["sync", "--every", "4h"]

FROM node:24.21.0-bookworm-slim AS connector
LABEL io.airbyte.name=airbyte/source-dap \
      io.airbyte.version=0.1.0
# The base image has an unprivileged user of id 1000 already; it takes the name that the platform expects.
RUN groupmod --new-name airbyte node \
 && usermod --login airbyte --home /airbyte --shell /usr/sbin/nologin node \
 && mkdir -p /airbyte/integration_code \
 && chown -R airbyte:airbyte /airbyte
WORKDIR /airbyte/integration_code
COPY --from=packages --chown=airbyte:airbyte /packages/node_modules node_modules
COPY --from=build --chown=airbyte:airbyte /programs/connector dist
COPY --chown=airbyte:airbyte package.json LICENSE ./
COPY --chown=airbyte:airbyte schemas schemas
COPY --chown=airbyte:airbyte shared shared
ENV NODE_ENV=production \
    AIRBYTE_ENTRYPOINT="node /airbyte/integration_code/dist/cli/source-dap.js"
USER airbyte
ENTRYPOINT ["node", "/airbyte/integration_code/dist/cli/source-dap.js"]
