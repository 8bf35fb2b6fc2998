import { expect, it } from "vitest";
import { pageOf, tagsPageOf } from "./pageOf.ts";

it.each([
  ["ghcr.io/acme/app", { kind: "tags", repository: "ghcr.io/acme/app" }],
  [" localhost:5000/app ", { kind: "tags", repository: "localhost:5000/app" }],
  ["ghcr.io/acme/app/", { kind: "tags", repository: "ghcr.io/acme/app" }],
  ["[::1]:5000/app", { kind: "tags", repository: "[::1]:5000/app" }],
  ["ghcr.io/", { kind: "catalog", host: "ghcr.io" }],
  ["https://harbor.example:8443/v2/", { kind: "catalog", host: "harbor.example:8443" }],
  ["localhost/", { kind: "catalog", host: "localhost" }],
  // Images.
  ["alpine", undefined],
  ["acme/app", undefined],
  ["localhost:5000", undefined],
  ["ghcr.io/acme/app:1", undefined],
  [`ghcr.io/acme/app@sha256:${"a".repeat(64)}`, undefined],
  ["oci-layout:///images", undefined],
  ["ghcr.io/Acme/app", undefined],
  ["https://example.com/acme/app?x", undefined],
])("%s", (text, page) => {
  expect(pageOf(text)).toEqual(page);
});

it.each([
  ["ghcr.io/acme/app:1", "ghcr.io/acme/app"],
  [`localhost:5000/app@sha256:${"a".repeat(64)}`, "localhost:5000/app"],
  [`ghcr.io/acme/app:1@sha256:${"a".repeat(64)}`, "ghcr.io/acme/app"],
  ["ghcr.io/acme/app", "ghcr.io/acme/app"],
  ["alpine:3", "docker.io/alpine"],
  ["acme/app", "docker.io/acme/app"],
  ["ghcr.io/", undefined],
  ["oci-layout:///images:1", undefined],
])("the tags beside %s are those of %s", (reference, repository) => {
  expect(tagsPageOf(reference)).toEqual(
    repository === undefined ? undefined : { kind: "tags", repository },
  );
});

it("reads long text in linear time", () => {
  expect(pageOf(`ghcr.io/${"a-".repeat(500_000)}`)).toBeUndefined();
  expect(pageOf(`ghcr.io/${"a-".repeat(500)}!`)).toBeUndefined();
});
