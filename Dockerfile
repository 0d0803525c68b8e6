# The connector as an image: compiled in one stage, run from another that holds production packages only.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# With optional packages: the compiler needs their types. The image gets none of them.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
# Declarations and the compiler's notes are for those who build on the package, not for those who run it.
RUN node src/tools/build.mjs \
 && find dist -type f \( -name "*.d.ts" -o -name ".*" \) -delete

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /packages
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
LABEL io.airbyte.name=airbyte/source-dap \
      io.airbyte.version=0.1.0
# The base image has an unprivileged user of id 1000 already; it takes the name that the platform expects.
RUN groupmod --new-name airbyte node \
 && usermod --login airbyte --home /airbyte --shell /usr/sbin/nologin node \
 && mkdir -p /airbyte/integration_code \
 && chown -R airbyte:airbyte /airbyte
WORKDIR /airbyte/integration_code
COPY --from=packages --chown=airbyte:airbyte /packages/node_modules node_modules
COPY --from=build --chown=airbyte:airbyte /build/dist dist
COPY --chown=airbyte:airbyte package.json LICENSE ./
COPY --chown=airbyte:airbyte schemas schemas
COPY --chown=airbyte:airbyte shared shared
ENV NODE_ENV=production \
    AIRBYTE_ENTRYPOINT="node /airbyte/integration_code/dist/cli/source-dap.js"
USER airbyte
ENTRYPOINT ["node", "/airbyte/integration_code/dist/cli/source-dap.js"]
