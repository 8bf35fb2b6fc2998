import { expect, it } from "vitest";
import { readTypedReference } from "./readTypedReference.ts";

it.each([
  ["docker pull ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
  ["$ crane manifest --platform linux/amd64 ghcr.io/acme/app:1 | jq", "ghcr.io/acme/app:1"],
  ["FROM --platform=$BUILDPLATFORM alpine:3 AS base", "alpine:3"],
  ["image: ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
  ["docker://ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
  [" alpine ", "alpine"],
  ["alpine:3 debian:12", "alpine:3 debian:12"],
  ["", ""],
])("reads %j as %j", (typed, reference) => {
  expect(readTypedReference(typed)).toBe(reference);
  expect(readTypedReference(reference)).toBe(reference);
});
