import { expect, it } from "vitest";
import { pageOf } from "./pageOf.ts";

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

it("reads long text in linear time", () => {
  expect(pageOf(`ghcr.io/${"a-".repeat(500_000)}`)).toBeUndefined();
  expect(pageOf(`ghcr.io/${"a-".repeat(500)}!`)).toBeUndefined();
});
