import { describe, expect, it } from "vitest";
import { EngineError } from "../errors.ts";
import { decodeIndex, decodeLooseDescriptor, decodeManifest } from "./decode.ts";

const digest = `sha256:${"a".repeat(64)}`;
const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const entry = (fields: object): object => ({ mediaType: "m", digest, size: 1, ...fields });

function refusal(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof EngineError && error.code === "manifest_invalid") {
      return error.message;
    }
    throw error;
  }
  throw new Error("it was not refused");
}

describe("decodeIndex", () => {
  it("treats null as absent, as Go does", () => {
    const index = decodeIndex(
      encode({ schemaVersion: 2, mediaType: null, manifests: null, annotations: { a: null } }),
      "index",
    );
    expect(index).toEqual({ schemaVersion: 2, manifests: [], annotations: { a: "" } });
  });

  it("keeps known fields and drops others", () => {
    const full = entry({
      urls: ["https://example.com"],
      annotations: { k: "v" },
      data: "aGk=",
      platform: {
        architecture: "arm",
        os: "linux",
        "os.version": "1",
        "os.features": ["x"],
        variant: "v7",
      },
      artifactType: "t",
    });
    const index = decodeIndex(
      encode({ schemaVersion: 2, manifests: [{ ...full, extra: 1 }], extra: 2 }),
      "index",
    );
    expect(index.manifests).toEqual([full]);
    expect(Object.keys(index)).toEqual(["schemaVersion", "manifests"]);
  });

  it.each([
    ["a field in the wrong case", `{"schemaVersion":2,"MANIFESTS":[]}`, "wrong case"],
    [
      "a field with a Kelvin sign or long s",
      `{"\u017fchemaVersion":2,"manifests":[]}`,
      "wrong case",
    ],
    ["a duplicate key", `{"schemaVersion":2,"manifests":[],"manifests":[]}`, "duplicate key"],
    [
      "a duplicate key, once escaped",
      `{"schemaVersion":2,"manifests":[],"m\\u0061nifests":[]}`,
      "duplicate key",
    ],
    [
      "an index that is also an image (CVE-2021-41190)",
      `{"schemaVersion":2,"manifests":[],"layers":[]}`,
      "CVE-2021-41190",
    ],
    [
      "an integer beyond 2^53",
      `{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"${digest}","size":9007199254740993}]}`,
      "too large",
    ],
    [
      "a size with a fraction",
      `{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"${digest}","size":1.5}]}`,
      "not an integer",
    ],
    [
      "a negative size",
      `{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"${digest}","size":-1}]}`,
      "negative",
    ],
    [
      "a size in quotes",
      `{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"${digest}","size":"1"}]}`,
      "not an integer",
    ],
    [
      "a digest that leads out of a folder (CVE-2024-3727)",
      `{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"sha256:../../x","size":1}]}`,
      "not a digest",
    ],
    [
      "an annotation that is not a string",
      `{"schemaVersion":2,"manifests":[],"annotations":{"a":1}}`,
      "not a string",
    ],
    [
      "an annotation that would change the prototype",
      `{"schemaVersion":2,"manifests":[],"annotations":{"__proto__":"x"}}`,
      "__proto__",
    ],
    ["manifests that are no list", `{"schemaVersion":2,"manifests":{}}`, "not a list"],
    [
      "URL-safe base64",
      `{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"${digest}","size":1,"data":"-_8="}]}`,
      "base64",
    ],
    ["a list at the top", `[]`, "not an object"],
    ["text behind the end", `{"schemaVersion":2,"manifests":[]} x`, "JSON"],
    ["a byte order mark", `\ufeff{"schemaVersion":2,"manifests":[]}`, "JSON"],
    ["nesting without end", `{"a":${"[".repeat(200)}${"]".repeat(200)}}`, "nested deeper"],
  ])("rejects %s", (_, text, why) => {
    expect(refusal(() => decodeIndex(encode(text), "index"))).toContain(why);
  });

  it("rejects invalid UTF-8", () => {
    const bytes = Uint8Array.from([...encode(`{"mediaType":"`), 0xe2, 0x82, ...encode(`"}`)]);
    expect(refusal(() => decodeIndex(bytes, "index"))).toContain("UTF-8");
  });

  it("accepts equal keys in different objects, and annotations that differ in case", () => {
    const manifests = [
      entry({ annotations: { a: "1", A: "2" } }),
      entry({ annotations: { a: "3" } }),
    ];
    expect(decodeIndex(encode({ schemaVersion: 2, manifests }), "index").manifests).toEqual(
      manifests,
    );
  });
});

describe("decodeManifest", () => {
  it("rejects an image that is also an index (CVE-2021-41190)", () => {
    const both = { schemaVersion: 2, config: entry({}), layers: [], manifests: [] };
    expect(refusal(() => decodeManifest(encode(both), "manifest"))).toContain("CVE-2021-41190");
  });
});

describe("decodeLooseDescriptor", () => {
  it("decodes an incomplete descriptor", () => {
    expect(decodeLooseDescriptor(encode({ digest, platform: { os: "linux" } }))).toEqual({
      digest,
      platform: { os: "linux", architecture: "" },
    });
  });
});
