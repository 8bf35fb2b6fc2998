import {
  array,
  constantFrom,
  double,
  jsonValue,
  nat,
  oneof,
  record,
  string,
  tuple,
  uint8Array,
} from "fast-check";
import { expect, it } from "vitest";
import { detectManifest } from "../../engine/oci/detectManifest.ts";
import {
  decodeConfig,
  decodeIndex,
  decodeLooseDescriptor,
  decodeManifest,
} from "../../engine/oci/decode.ts";
import { digestOf, isDigest } from "../../engine/oci/digest.ts";
import { indexJson } from "../../engine/oci/indexJson.ts";
import { describeReferrer } from "../../engine/oci/referrer.ts";
import { successors } from "../../engine/oci/successors.ts";
import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { damage } from "./damage.ts";
import { fuzz } from "./fuzz.ts";

const image = buildImage({
  platform: {
    os: "windows",
    architecture: "amd64",
    "os.version": "10.0.1",
    "os.features": ["win32k"],
  },
});
const index = buildIndex({
  entries: [image, buildAttestation(image)],
  annotations: { "org.example.key": 'text with "quotes" and \u2028' },
  subject: image.descriptor,
});
const real = [image, index, image.config].map(({ bytes }) => Buffer.from(bytes));

/** Real documents with bytes changed, removed, repeated or inserted. */
const mutated = oneof(...real.map(damage));

const weird = constantFrom(
  "1e999",
  "-0",
  "1.0",
  "1e3",
  "9".repeat(25),
  "null",
  '"1"',
  "[]",
  "{}",
  '"\\ud800"',
  "-1",
  "true",
);
/** Real documents with a value replaced by one of any type. */
const mistyped = tuple(constantFrom(...real), nat(), weird).map(([document, which, value]) => {
  const text = document.toString();
  const values = [...text.matchAll(/:("(?:[^"\\]|\\.)*"|\d+|\[\]|\{\})/g)];
  const chosen = values[which % values.length];
  const at = (chosen?.index ?? 0) + 1;
  return Buffer.from(text.slice(0, at) + value + text.slice(at + (chosen?.[1]?.length ?? 0)));
});

const field = constantFrom(
  "schemaVersion",
  "mediaType",
  "manifests",
  "config",
  "layers",
  "blobs",
  "subject",
  "annotations",
  "platform",
  "size",
  "digest",
  "urls",
  "data",
  "artifactType",
  "os.features",
  "MediaType",
  "ſize",
  "__proto__",
  "constructor",
  "",
);
/** Objects with valid field names and arbitrary values. */
const invented = array(
  tuple(field, oneof(jsonValue(), double(), record({ digest: string(), size: double() }))),
  {
    maxLength: 8,
  },
).map((fields) =>
  Buffer.from(
    `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`,
  ),
);

/** Deep, wide and long documents. */
const extreme = tuple(
  nat(20_000),
  constantFrom("[", '{"manifests":', '{"a":[', "wide", "keys", "string", "escapes", "digits"),
).map(([size, shape]) => {
  switch (shape) {
    case "wide":
      return Buffer.from(`{"schemaVersion":2,"manifests":[${"null,".repeat(size)}null]}`);
    case "keys":
      return Buffer.from(
        `{${Array.from({ length: size }, (_, key) => `"${key}":1,`).join("")}"x":1}`,
      );
    case "string":
      return Buffer.from(`{"mediaType":"${"x".repeat(size * 20)}"}`);
    case "escapes":
      return Buffer.from(`{"mediaType":"${String.raw`\u0041`.repeat(size)}"}`);
    case "digits":
      return Buffer.from(`{"schemaVersion":${"7".repeat(size)}}`);
    default:
      return Buffer.from(shape.repeat(size));
  }
});

const documents = oneof(
  { arbitrary: mutated, weight: 8 },
  { arbitrary: mistyped, weight: 4 },
  { arbitrary: invented, weight: 4 },
  { arbitrary: uint8Array({ maxLength: 200 }), weight: 2 },
  { arbitrary: extreme, weight: 1 },
);

it("decodes indexes or throws an EngineError; digests and sizes are valid", async () => {
  const share = await fuzz(documents, (bytes) => {
    const { manifests } = decodeIndex(bytes, "index");
    for (const { digest, size } of manifests) {
      expect(isDigest(digest)).toBe(true);
      expect(Number.isSafeInteger(size) && size >= 0).toBe(true);
    }
  });
  expect(share).toBeGreaterThan(0.05);
}, 300_000);

it("decodes an index again after encoding it", async () => {
  const share = await fuzz(documents, (bytes) => {
    const first = indexJson(decodeIndex(bytes, "index"));
    expect(indexJson(decodeIndex(first, "index"))).toEqual(first);
  });
  expect(share).toBeGreaterThan(0.05);
}, 300_000);

it("decodes manifests or throws an EngineError", async () => {
  const share = await fuzz(documents, (bytes) => {
    const { config, layers } = decodeManifest(bytes, "manifest");
    for (const { digest, size } of [...(config ? [config] : []), ...layers]) {
      expect(isDigest(digest)).toBe(true);
      expect(size).toBeGreaterThanOrEqual(0);
    }
  });
  expect(share).toBeGreaterThan(0.05);
}, 300_000);

it("detects and walks content or throws an EngineError", async () => {
  const types = constantFrom("", image.mediaType, index.mediaType, "text/html");
  const share = await fuzz(tuple(documents, types), ([bytes, mediaType]) => {
    const { content } = detectManifest({ mediaType, bytes, digest: digestOf(bytes) }, "manifest");
    successors(content);
    describeReferrer(content);
  });
  expect(share).toBeGreaterThan(0.05);
}, 300_000);

it("decodes configs and descriptors or throws an EngineError", async () => {
  const share = await fuzz(documents, (bytes) => {
    decodeLooseDescriptor(bytes);
    decodeConfig(bytes, "config");
  });
  expect(share).toBeGreaterThan(0.05);
}, 300_000);

it("decodes a document of many megabytes", () => {
  for (const text of ["x", String.raw`\n`, "ä"]) {
    const long = Buffer.from(
      JSON.stringify({ os: "linux", history: [] }).replace("[]", `"${text.repeat(8_000_000)}"`),
    );
    expect(decodeConfig(long, "config")).toMatchObject({ platform: { os: "linux" } });
  }
});
