/**
 * A Dockerfile as the sample's, whose cargo takes no time: a planner that makes a recipe out of all the code, a layer for
 * the dependencies, and one for the code.
 */
/** @param image whose name is nobody else's: nothing of it is in the cache */
export function tinyChef(image: string): string {
  return `ARG BASE=${image}
FROM \${BASE} AS chef
ARG VERSION=1
RUN echo "${image.split(":")[0]} $VERSION" > /chef
WORKDIR /app

FROM chef AS planner
COPY . .
RUN cat Cargo.lock > recipe.json

FROM chef AS cook
COPY --from=planner /app/recipe.json recipe.json
RUN --mount=type=cache,target=/cache cat /proc/uptime > /cooked

FROM cook AS builder
COPY . .
ARG CACHE_BUST
ARG API_TOKEN
RUN --mount=type=cache,target=/cache cat /proc/uptime > /out

FROM \${BASE} AS runtime
COPY --from=builder /out /out
`;
}

export function tinyCompose(image: string): string {
  return `services:
  app:
    build:
      context: app
      args:
        BASE: ${image}
        NONCE: none
`;
}
