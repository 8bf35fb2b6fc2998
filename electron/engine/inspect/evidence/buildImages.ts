import type { BuildImage, BuildImages } from "../../../../shared/inspection.ts";
import { isDigest } from "../../oci/digest.ts";
import { readDigests } from "./artifacts.ts";
import { asList, asObject, asText, definedFields, listAt, objectAt, textAt } from "./looseJson.ts";
import type { LooseObject } from "./looseJson.ts";

/** Most materials that are searched, images that are kept, and layers of each. */
const limits = { materials: 1000, images: 64, layers: 256, steps: 10_000, text: 1024 } as const;

/** Images that build, but are no part of the result: Dockerfile frontends, and what BuildKit scans with. */
const tools =
  /(?:^|\/)docker\/(?:dockerfile(?:-upstream)?|buildkit-syft-scanner|scout-sbom-indexer)$/;

/**
 * Reads which images a build used, from the statement of its provenance.
 * Sources: SLSA provenance v0.2 (`materials`) and v1 (`resolvedDependencies`); BuildKit docs/attestations/slsa-definitions.md
 * (`llbDefinition`, `layers`); purl-spec, types "docker" and "oci".
 * @returns undefined if it names none
 */
export function readBuildImages(statement: LooseObject): BuildImages | undefined {
  const predicate = objectAt(statement, "predicate");
  const definition = objectAt(predicate, "buildDefinition");
  const frontend =
    textAt(predicate, "invocation", "parameters", "args", "source") ??
    textAt(definition, "externalParameters", "request", "args", "source");
  const steps = readSteps(predicate, definition);
  const materials = [
    ...listAt(predicate, "materials"),
    ...listAt(definition, "resolvedDependencies"),
  ];
  const images = materials
    .slice(0, limits.materials)
    .flatMap((material) => readImage(material) ?? [])
    .filter(({ name }) => !tools.test(repositoryOf(name)) && !isNamed(frontend, name))
    .slice(0, limits.images)
    .map((image) => ({ ...image, ...steps.layersOf(image) }));
  const base = images.findIndex(({ digest }) => digest !== undefined && digest === steps.root);
  return images.length === 0 ? undefined : { images, ...(base < 0 ? {} : { base }) };
}

function repositoryOf(name: string): string {
  return name.replace(/:[^/:]*$/, "");
}

/** Whether a reference is an image by its familiar or full name. */
function isNamed(reference: string | undefined, name: string): boolean {
  const familiar = (text: string): string =>
    text
      .slice(0, limits.text)
      .replace(/@[^]*$/, "")
      .replace(/^docker\.io\/(?:library\/)?/, "");
  return reference !== undefined && familiar(reference) === familiar(name);
}

/** An image by its package URL, or by the identifier of BuildKit's source; undefined for other materials. */
function readImage(material: unknown): BuildImage | undefined {
  const uri = (textAt(material, "uri") ?? textAt(material, "name") ?? "").slice(0, limits.text);
  const listed = readDigests(asObject(material)["digest"]).find(isDigest);
  const source = /^docker-image:\/\/([^@]+)(?:@(.+))?$/.exec(uri);
  if (source !== null) {
    const [, name = "", pinned = ""] = source;
    return { name, ...definedFields({ digest: isDigest(pinned) ? pinned : listed }) };
  }
  const [, type, path = "", version = "", query = ""] =
    /^pkg:(docker|oci)\/([^@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?/i.exec(uri) ?? [];
  if (type === undefined) {
    return undefined;
  }
  const qualifiers = new URLSearchParams(query);
  const host = qualifiers.get("repository_url");
  const image = path.split("/").map(decode).join("/");
  const isOci = type.toLowerCase() === "oci";
  const repository = host === null ? image : isOci ? host : `${host}/${image}`;
  const named = decode(version);
  const digest = listed ?? [named, qualifiers.get("digest") ?? ""].find(isDigest);
  const tag = isDigest(named) ? (qualifiers.get("tag") ?? "") : named;
  return {
    name: tag === "" ? repository : `${repository}:${tag}`,
    ...definedFields({ digest, platform: qualifiers.get("platform") ?? undefined }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What BuildKit tells of its steps, with `mode=max`. */
interface Steps {
  /** The digest of the image that the result starts with. */
  readonly root: string | undefined;
  readonly layersOf: (image: BuildImage) => Pick<BuildImage, "layers">;
}

function readSteps(predicate: LooseObject, definition: LooseObject): Steps {
  const steps = [
    ...listAt(predicate, "buildConfig", "llbDefinition"),
    ...listAt(definition, "internalParameters", "buildConfig", "llbDefinition"),
  ].slice(0, limits.steps);
  const layers = {
    ...objectAt(predicate, "metadata", "https://mobyproject.org/buildkit@v1#metadata", "layers"),
    ...objectAt(predicate, "runDetails", "metadata", "buildkit_metadata", "layers"),
  };
  const byId = new Map(steps.map((step) => [textAt(step, "id") ?? "", step]));
  const idOf = new Map<string, string>();
  for (const [id, step] of byId) {
    const digest = sourceDigest(step);
    if (digest !== undefined) {
      idOf.set(digest, id);
    }
  }
  return {
    root: findRoot(byId, steps),
    layersOf: ({ digest = "" }) => {
      const id = idOf.get(digest);
      const chain = id === undefined ? [] : asList(asList(layers[`${id}:0`])[0]);
      const digests = chain.slice(0, limits.layers).map((layer) => textAt(layer, "digest") ?? "");
      return digests.length > 0 && digests.every(isDigest) ? { layers: digests } : {};
    },
  };
}

function sourceDigest(step: unknown): string | undefined {
  const identifier = textAt(step, "op", "Op", "source", "identifier") ?? "";
  return /^docker-image:\/\/[^@]+@(.+)$/.exec(identifier)?.[1];
}

/** Follows the root file systems from the last step, the result, to the image that they start with. */
function findRoot(
  byId: ReadonlyMap<string, unknown>,
  steps: readonly unknown[],
): string | undefined {
  // A hostile build may have a cycle.
  const seen = new Set<unknown>();
  for (let step = steps.at(-1); step !== undefined && !seen.has(step);) {
    const digest = sourceDigest(step);
    if (digest !== undefined) {
      return digest;
    }
    seen.add(step);
    const input = asList(asObject(step)["inputs"])[rootInput(step)];
    step = byId.get((asText(input) ?? "").replace(/:\d+$/, ""));
  }
  return undefined;
}

/** Which input of a step is its root file system; -1 if it starts empty. Source: BuildKit solver/pb/ops.proto. */
function rootInput(step: unknown): number {
  const exec = objectAt(step, "op", "Op", "exec");
  const mount = listAt(exec, "mounts").find((each) => textAt(each, "dest") === "/");
  const [action] = listAt(step, "op", "Op", "file", "actions");
  // Zero is omitted in protobuf's JSON.
  const { input = 0 } = asObject(mount ?? action);
  return Number(asText(input) ?? NaN);
}
