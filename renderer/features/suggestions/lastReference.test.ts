import { expect, it } from "vitest";
import { lastReference } from "./lastReference.ts";

it.each([
  ["ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
  ["a:1 b:2, ghcr.io/acme/app:", "ghcr.io/acme/app:"],
  ["a:1\nb:2", "b:2"],
  ["a:1 ", ""],
  ["oci-layout:///my images:1", "oci-layout:///my images:1"],
  ["a:1 oci-archive:/x.tar:1", "oci-archive:/x.tar:1"],
  ["a@sha256:12", ""],
  ["--tag", ""],
  ["[::1]:5000/acme/app:", "[::1]:5000/acme/app:"],
  ["[app]", ""],
  ['{"digest', ""],
  ["x".repeat(5000), ""],
])("finds the last reference in %j", (text, reference) => {
  expect(lastReference(text)).toBe(reference);
});
