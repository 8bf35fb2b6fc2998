import { gzipSync } from "node:zlib";
import { type Arbitrary, array, constantFrom, nat, oneof, record, string } from "fast-check";
import { digestOf } from "../../engine/oci/digest.ts";
import { tarOf } from "../archives.ts";
import { estargzOf, type TestLayer } from "../layers.ts";
import { damage } from "./damage.ts";

const part = constantFrom(
  "a",
  "b",
  "usr",
  ".wh.a",
  ".wh.b",
  ".wh..wh..opq",
  "..",
  "",
  ".",
  "\0",
  "\u202E",
);
const names = oneof(
  array(part, { maxLength: 5 }).map((parts) => parts.join("/")),
  string({ unit: "binary", maxLength: 90 }),
);
const tars = array(
  record({
    name: names.map((name) => Buffer.from(name).toString("latin1", 0, 99)),
    bytes: oneof(constantFrom("", "30 path=a/b\n", "16 mtime=-1.5e9\n"), string({ maxLength: 40 })),
    type: constantFrom("0", "0", "1", "2", "3", "5", "6", "S", "x", "L", "K", "?"),
    target: names.map((name) => Buffer.from(name).toString("latin1", 0, 99)),
  }),
  { maxLength: 12 },
).map((entries): TestLayer => ({ bytes: tarOf(entries) }));

const value = constantFrom<unknown>(
  null,
  -1,
  1e300,
  "x",
  [],
  {},
  "a/../b",
  "sha256:0",
  true,
  2 ** 53,
);
const tocEntry = record(
  {
    name: oneof(names, value),
    type: oneof(constantFrom("reg", "dir", "symlink", "hardlink", "chunk", "char"), value),
    size: oneof(nat(), value),
    mode: oneof(nat(), value),
    modtime: oneof(constantFrom("2026-01-31T12:00:00Z", "+275761-01-01T00:00:00Z"), value),
    linkName: oneof(names, value),
    offset: oneof(nat(), value),
    digest: oneof(constantFrom(digestOf("a")), value),
  },
  { requiredKeys: [] },
);
const tocs = oneof(
  array(oneof(tocEntry, value), { maxLength: 12 }).map((entries) =>
    JSON.stringify({ version: 1, more: [{ entries: [1] }], entries }),
  ),
  string({
    unit: constantFrom("{", "}", "[", "]", '"', "\\", ",", ":", '"entries"', "1"),
    maxLength: 60,
  }),
).map((toc): TestLayer => {
  const layer = estargzOf({ a: "1" }, () => toc);
  return {
    ...layer,
    annotations: { "containerd.io/snapshot/stargz/toc.digest": digestOf(toc) },
  };
});

/** Layers of which some are damaged; their digests are then those of the new bytes. */
function damaged(layers: Arbitrary<TestLayer>): Arbitrary<TestLayer> {
  const broken = layers.chain((layer) => damage(layer.bytes).map((bytes) => ({ ...layer, bytes })));
  return oneof({ arbitrary: layers, weight: 3 }, { arbitrary: broken, weight: 1 });
}

/** The layers of an image. */
function imageOf(layer: Arbitrary<TestLayer>): Arbitrary<readonly TestLayer[]> {
  return array(layer, { minLength: 1, maxLength: 3 });
}

const zipped = tars.map((layer): TestLayer => ({ bytes: gzipSync(layer.bytes) }));
const archive = damaged(oneof(tars, zipped));
const table = damaged(tocs);

/** Images whose layers are archives with hostile names and fields. */
export const hostileArchives: Arbitrary<readonly TestLayer[]> = imageOf(archive);

/** Images whose layers have tables of contents with hostile names and fields. */
export const hostileTocs: Arbitrary<readonly TestLayer[]> = imageOf(table);

/** Images with layers of both kinds. */
export const hostileLayers: Arbitrary<readonly TestLayer[]> = imageOf(oneof(archive, table));
