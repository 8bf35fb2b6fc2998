import { type Arbitrary, array, constantFrom, record, tuple } from "fast-check";
import { expect, it } from "vitest";
import type {
  DifferencePage,
  FileComparison,
  FileDifference,
} from "../../../shared/fileComparison.ts";
import { compareFiles } from "../../engine/compare/files/compareFiles.ts";
import { EngineError } from "../../engine/errors.ts";
import { LayerPool } from "../../engine/compare/files/layerPool.ts";
import { tarOf } from "../archives.ts";
import { descriptorOf, layerStore, type TestLayer } from "../layers.ts";
import { fuzz } from "./fuzz.ts";
import { hostileLayers } from "./hostileLayers.ts";

const { signal } = new AbortController();

async function compare(
  before: readonly TestLayer[],
  after: readonly TestLayer[],
  { withShared, pool = new LayerPool(10_000) }: { withShared: boolean; pool?: LayerPool },
): Promise<FileComparison & DifferencePage> {
  const store = layerStore([...before, ...after]);
  const pooled = (layers: readonly TestLayer[]) =>
    layers.map((layer) => ({ descriptor: descriptorOf(layer), store }));
  const sides = { before: pooled(before), after: pooled(after), pool };
  const options = { withShared, whole: false, onProgress: () => {} };
  const { differences, ...comparison } = await compareFiles({ ...sides, ...options }, signal);
  const all = { find: "", order: "size", start: 0, count: 20_000 } as const;
  return { ...comparison, ...(await differences.page(all, signal)) };
}

/** The layers that can be read: one that cannot be fails the whole comparison. */
async function readable(
  layers: readonly TestLayer[],
  pool: LayerPool,
): Promise<readonly TestLayer[]> {
  const store = layerStore(layers);
  const options = { whole: false, onBytes: () => {} };
  const results = await Promise.allSettled(
    layers.map(
      async (layer) => await pool.get({ descriptor: descriptorOf(layer), store }, options, signal),
    ),
  );
  for (const result of results) {
    if (result.status === "rejected" && !(result.reason instanceof EngineError)) {
      throw result.reason;
    }
  }
  return layers.filter((_, at) => results[at]?.status === "fulfilled");
}

it("compares hostile layers without failing, and finds no difference of an image to itself", async () => {
  let differing = 0;
  await fuzz(tuple(hostileLayers, hostileLayers), async (sides) => {
    const pool = new LayerPool(10_000);
    const [partly, wholly] = [
      { withShared: false, pool },
      { withShared: true, pool },
    ];
    const before = await readable(sides[0], pool);
    const after = await readable(sides[1], pool);
    const { differences } = await compare(before, after, partly);
    structuredClone(differences);
    differing += Number(differences.length > 0);
    expect(await compare(before, before, wholly)).toMatchObject({ differences: [] });
    // The first layer of one image below both, as a layer that they share.
    const base = before.slice(0, 1);
    await compare([...base, ...before], [...base, ...after], partly);
    const { counts } = await compare([...base, ...before], [...base, ...after], wholly);
    expect(counts).toMatchObject({ addedOrChanged: { count: 0 }, removedOrChanged: { count: 0 } });
  });
  expect(differing).toBeGreaterThan(100);
}, 300_000);

/** A file with bytes, a folder, a whiteout, or the marker of an opaque folder. */
interface Written {
  readonly path: readonly string[];
  readonly what: "file" | "folder" | "whiteout" | "opaque";
  readonly bytes: string;
}

const written: Arbitrary<Written> = record({
  path: array(constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }),
  what: constantFrom("file", "file", "folder", "whiteout", "opaque"),
  bytes: constantFrom("", "1", "2", "12"),
});

/** Layers as tools write them: what is a file or removed in a layer is not a folder too, and files are written once. */
const soundLayer: Arbitrary<readonly Written[]> = array(written, { maxLength: 6 }).map(
  (entries) => {
    const files = new Set<string>();
    const folders = new Set<string>();
    const marked = new Map<string, Written["what"]>();
    return entries.filter(({ path, what }) => {
      const name = path.join("/");
      const above = path.map((_, at) => path.slice(0, at).join("/")).slice(1);
      const holder = what === "opaque" || what === "folder" ? [...above, name] : above;
      if (holder.some((folder) => files.has(folder)) || (what === "file" && folders.has(name))) {
        return false;
      }
      holder.forEach((folder) => folders.add(folder));
      if (what === "whiteout" || what === "opaque") {
        const other = marked.get(name) ?? what;
        marked.set(name, other);
        return other === what;
      }
      const isNew = !files.has(name);
      if (what === "file") {
        files.add(name);
      }
      return isNew;
    });
  },
);

function layerOfWritten(entries: readonly Written[]): TestLayer {
  return {
    bytes: tarOf(
      entries.map(({ path, what, bytes }) => {
        const name = path.join("/");
        const folder = path
          .slice(0, -1)
          .map((part) => `${part}/`)
          .join("");
        switch (what) {
          case "file":
            return { name, bytes };
          case "folder":
            return { name: `${name}/`, type: "5" };
          case "whiteout":
            return { name: `${folder}.wh.${path.at(-1)}` };
          case "opaque":
            return { name: `${name}/.wh..wh..opq` };
        }
      }),
    ),
  };
}

/** The image by path, with the bytes of files: each layer first removes, then adds. */
function applyLayers(layers: readonly (readonly Written[])[]): ReadonlyMap<string, string | null> {
  const image = new Map<string, string | null>();
  const removeBelow = (folder: string): void => {
    for (const path of [...image.keys()].filter((known) => known.startsWith(`${folder}/`))) {
      image.delete(path);
    }
  };
  const put = (path: string, bytes: string | null): void => {
    if (bytes !== null || typeof image.get(path) === "string") {
      removeBelow(path);
    }
    image.set(path, bytes);
  };
  for (const layer of layers) {
    for (const { path, what } of layer) {
      const name = path.join("/");
      if (what === "whiteout" || what === "opaque") {
        removeBelow(name);
      }
      if (what === "whiteout") {
        image.delete(name);
      }
    }
    for (const { path, what, bytes } of layer) {
      path.slice(0, -1).forEach((_, at) => put(path.slice(0, at + 1).join("/"), null));
      if (what !== "whiteout") {
        put(path.join("/"), what === "file" ? bytes : null);
      }
    }
  }
  return image;
}

function expectedOf(
  before: ReadonlyMap<string, string | null>,
  after: ReadonlyMap<string, string | null>,
): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    const kind = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    return old === now ? [] : [`${kind} ${path}`];
  });
}

const byPath = (a: string, b: string): number =>
  a.slice(a.indexOf(" ")) < b.slice(b.indexOf(" ")) ? -1 : 1;

it("agrees with a plain model of layers, also above shared layers that are not read", async () => {
  const sides = tuple(
    array(soundLayer, { minLength: 1, maxLength: 2 }),
    array(soundLayer, { maxLength: 3 }),
    array(soundLayer, { maxLength: 3 }),
  );
  let differing = 0;
  await fuzz(sides, async ([base, old, now]) => {
    const [before, after] = [
      [...base, ...old],
      [...base, ...now],
    ];
    const layers = [before.map(layerOfWritten), after.map(layerOfWritten)] as const;
    const { differences } = await compare(...layers, { withShared: true });
    const expected = expectedOf(applyLayers(before), applyLayers(after));
    const found = differences.map(({ kind, path }) => `${kind} ${path}`);
    expect(found.toSorted(byPath)).toEqual(expected.toSorted(byPath));
    differing += Number(expected.length > 0);

    const partial = await compare(...layers, { withShared: false });
    checkPartial(partial.differences, expected);
  });
  expect(differing).toBeGreaterThan(100);
}, 300_000);

/** What is said without the shared layers is true, and covers all differences. */
function checkPartial(partial: readonly FileDifference[], expected: readonly string[]): void {
  for (const { kind, path, before, after, isContent } of partial) {
    const isSure =
      kind === "changed" || (kind === "added" && after) || (kind === "removed" && before);
    if (isSure && isContent === undefined && !expected.includes(`${kind} ${path}`)) {
      throw new Error(`${kind} ${path} is said, but not so: ${expected.join(", ")}`);
    }
  }
  for (const line of expected) {
    const path = line.slice(line.indexOf(" ") + 1);
    const isCovered = partial.some(
      (row) =>
        row.path === path ||
        path.startsWith(`${row.path}/`) ||
        row.path.startsWith(`${path}/`) ||
        row.path === "",
    );
    if (!isCovered) {
      throw new Error(`${line} is not said`);
    }
  }
}
