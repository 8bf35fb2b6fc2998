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

it.each([
  [
    "https://hub.docker.com/layers/library/alpine/3.20/images/sha256-0a4e?tab=x",
    "library/alpine:3.20",
  ],
  ["https://github.com/acme/app/pkgs/container/app", "ghcr.io/acme/app"],
  ["https://github.com/orgs/Acme/packages/container/package/tools%2Fapp", "ghcr.io/acme/tools/app"],
  ["https://gallery.ecr.aws/docker/library/alpine", "public.ecr.aws/docker/library/alpine"],
])("the page %s shows an image", (page, text) => {
  expect(normalizeReference(page)).toEqual({ kind: "reference", text });
});
