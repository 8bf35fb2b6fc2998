import { expect, it } from "vitest";
import { completionKey } from "./completionKey.ts";

it.each([
  ["", ""],
  ["acme/ap", ""],
  ["ghcr.i", ""],
  ["ghcr.io/ac", "ghcr.io/"],
  ["localhost/ac", "localhost/"],
  ["alpine:3.2", "alpine:"],
  ["build.example:50", "build.example:"],
  ["build.example:5000/ac", "build.example:5000/"],
  ["build.example:5000/acme/app:1.9", "build.example:5000/acme/app:"],
  ["oci-layout:///images/web:1.", "oci-layout:///images/web:"],
  ["oci-archive:/images/12:30/web.tar:1.", "oci-archive:/images/12:30/web.tar:"],
])("of %j is %j", (reference, key) => {
  expect(completionKey(reference)).toBe(key);
});
