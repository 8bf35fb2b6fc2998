import { expect, it } from "vitest";
import { normalizeReference } from "./normalizeReference.ts";

it.each(["constructor:1.0", "tostring:1", "__proto__:1"])("%s is a reference", (text) => {
  expect(normalizeReference(text)).toEqual({ kind: "reference", text });
});

it.each([
  ["manifestry:ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4"],
  ["manifestry://localhost:5000/acme/app:1", "localhost:5000/acme/app:1"],
  ["manifestry:ghcr.io%2Facme%2Fapp%3A1.4", "ghcr.io/acme/app:1.4"],
  ["manifestry:alpine:3.20", "alpine:3.20"],
  ["manifestry:1", "manifestry:1"],
  ["manifestry:a/%zz", "a/%zz"],
])("%s is a link of this app, or an image", (link, text) => {
  expect(normalizeReference(link)).toEqual({ kind: "reference", text });
});

it("a transport of other tools is rejected with a workaround", () => {
  expect(normalizeReference("docker-daemon:acme/app:1")).toMatchObject({
    kind: "rejected",
    reason: expect.stringContaining("docker save") as string,
  });
});

const digest = `sha256:${"ab".repeat(32)}`;

it.each([
  [
    "https://hub.docker.com/layers/library/alpine/3.20/images/sha256-0a4e?tab=x",
    "library/alpine:3.20",
  ],
  ["https://hub.docker.com/r/acme/app/tags?name=1.0", "acme/app"],
  ["https://hub.docker.com/repository/docker/acme/app/general", "acme/app"],
  ["https://hub.docker.com/_/alpine/tags", "alpine"],
  ["https://hub.docker.com/v2/repositories/library/alpine/tags/3.20", "library/alpine:3.20"],
  ["https://hub.docker.com/v2/namespaces/acme/repositories/app/tags", "acme/app"],
  ["https://github.com/acme/app/pkgs/container/app", "ghcr.io/acme/app"],
  ["https://github.com/acme/app/pkgs/container/app/123?tag=1.4", "ghcr.io/acme/app:1.4"],
  ["https://github.com/acme/app/pkgs/container/app/versions", "ghcr.io/acme/app"],
  ["https://github.com/orgs/Acme/packages/container/package/tools%2Fapp", "ghcr.io/acme/tools/app"],
  ["https://quay.io/repository/acme/app?tab=tags&tag=1.0", "quay.io/acme/app:1.0"],
  [`https://quay.io/repository/acme/app/manifest/${digest}`, `quay.io/acme/app@${digest}`],
  ["https://gallery.ecr.aws/docker/library/alpine", "public.ecr.aws/docker/library/alpine"],
  [
    `https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/123456789012/acme/app/_/image/${digest}/details?region=eu-west-1`,
    `123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/app@${digest}`,
  ],
  [
    "https://us-east-1.console.aws.amazon.com/ecr/repositories/private/123456789012/acme/app?region=us-east-1",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/acme/app",
  ],
  [
    `https://console.cloud.google.com/artifacts/docker/acme-dev/europe-west1/images/app/${digest}?project=acme-dev`,
    `europe-west1-docker.pkg.dev/acme-dev/images/app@${digest}`,
  ],
  [
    "https://console.cloud.google.com/artifacts/docker/acme-dev/us/images/team%2Fapp",
    "us-docker.pkg.dev/acme-dev/images/team/app",
  ],
  [
    `https://console.cloud.google.com/gcr/images/acme-dev/EU/app@${digest}`,
    `eu.gcr.io/acme-dev/app@${digest}`,
  ],
  ["https://console.cloud.google.com/gcr/images/acme-dev/GLOBAL/app", "gcr.io/acme-dev/app"],
  [
    "https://mcr.microsoft.com/en-us/artifact/mar/dotnet/runtime/tags",
    "mcr.microsoft.com/dotnet/runtime",
  ],
  ["https://gitlab.com/Acme/tools/app/container_registry", "registry.gitlab.com/acme/tools/app"],
])("the page %s shows an image", (page, text) => {
  expect(normalizeReference(page)).toEqual({ kind: "reference", text });
});

it.each([
  ["https://hub.docker.com/u/acme", "hub.docker.com"],
  ["https://github.com/acme/app", "github.com"],
  ["https://gitlab.com/acme/app/container_registry/123", "gitlab.com"],
  ["https://git.acme.example/acme/app/-/container_registry/123", "git.acme.example"],
  ["https://portal.azure.com/#view/Microsoft_Azure_ContainerRegistries/x", "portal.azure.com"],
])("the page %s names no image", (page, site) => {
  expect(normalizeReference(page)).toEqual({
    kind: "rejected",
    reason: `The address of this page of ${site} names no image: copy its pull command.`,
  });
});

it.each([
  [`https://x.io/v2/acme/app/blobs/${digest}`, `x.io/acme/app@${digest}`],
  ["https://x.azurecr.io/v2/acme/app/tags/list", "x.azurecr.io/acme/app"],
  ["https://x.io/v2/acme/app/manifests/1.4?ns=docker.io", "x.io/acme/app:1.4"],
])("the address %s of a registry names an image", (address, text) => {
  expect(normalizeReference(address)).toEqual({ kind: "reference", text });
});

it.each(["https://x.io/v2/", "https://x.io:5000/v2/_catalog"])(
  "the address %s of a registry names none",
  (address) => {
    expect(normalizeReference(address)).toMatchObject({ kind: "rejected" });
  },
);
