import { describe, expect, it } from "vitest";
import { shortReference } from "./shortReference.ts";

const digest = `sha256:91e6${"0".repeat(56)}38aa`;

describe("shortReference", () => {
  it.each([
    ["ghcr.io/acme/app:1.4", "app:1.4"],
    ["alpine", "alpine"],
    [`localhost:5000/app@${digest}`, "app@91e6…38aa"],
    [digest, "91e6…38aa"],
    ["oci-layout:///home/kim/images:amd64", "images:amd64"],
    [`{"mediaType": "a/b", "digest": "${digest}"}`, "descriptor 91e6…38aa"],
    ['{"mediaType": "a/b"}', "descriptor"],
  ])("shortens %s to %s", (text, short) => {
    expect(shortReference(text)).toBe(short);
  });
});
