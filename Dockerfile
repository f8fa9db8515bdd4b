# syntax=docker/dockerfile:1

# Pin it by digest where you build: --build-arg NODE_IMAGE=node:24-slim@sha256:…
# (docker buildx imagetools inspect node:24-slim). The workflows do; none is written here because no registry of
# images could be reached when this was written.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY build.mjs ./
COPY packaging ./packaging
COPY src ./src
RUN npm run build

FROM ${NODE_IMAGE}
ARG VERSION=dev
LABEL org.opencontainers.image.title="cloudflare-incident-mcp" \
      org.opencontainers.image.description="A read-only Model Context Protocol server that lets an AI agent look into a Cloudflare account during an incident." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/cloudflare-incident-mcp/cloudflare-incident-mcp" \
      io.modelcontextprotocol.server.name="io.github.cloudflare-incident-mcp/cloudflare-incident-mcp"
# Nothing is written: the root file system may be read-only, and a compile cache would be gone with the container.
# "http" listens where the container can be reached; it refuses to start there without a token for its callers.
ENV NODE_ENV=production \
    NODE_DISABLE_COMPILE_CACHE=1 \
    MCP_HTTP_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /build/dist /app
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
# For "http". With "stdio" the container is its client's child, nothing asks for its health, and
# docker run --no-healthcheck says so.
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 CMD ["node", "/app/main.js", "healthcheck"]
ENTRYPOINT ["node", "/app/main.js"]
CMD ["stdio"]
