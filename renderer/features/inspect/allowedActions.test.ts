import { expect, it } from "vitest";
import { digestOf } from "../../testing/fixtures.ts";
import { canCompose } from "./allowedActions.ts";

it.each([
  ["application/vnd.dev.sigstore.bundle.v0.3+json", false],
  ["application/vnd.dev.sigstore.bundle+json;version=0.1", false],
  ["application/jose+json", false],
  ["application/cose", false],
  ["text/spdx+json", false],
  ["application/wasm", true],
])("composes from an artifact whose layer is %s: %s", (mediaType, isAllowed) => {
  const descriptor = { mediaType, digest: digestOf("01"), size: 1 };
  const content = { kind: "artifact", annotations: {}, layers: [{ descriptor }] } as const;
  expect(canCompose(content)).toBe(isAllowed);
});
