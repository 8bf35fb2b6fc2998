import type { EvidenceArtifact } from "../../../../shared/evidence.ts";
import { readArtifacts, readDigests } from "./artifacts.ts";
import { asObject, asText, type LooseObject, textAt } from "./looseJson.ts";

interface SourceFields {
  readonly configSource?: unknown;
  /** The external parameters of version 1. */
  readonly external?: LooseObject;
  /** The materials, or resolved dependencies. */
  readonly dependencies: readonly unknown[];
  readonly buildType: string | undefined;
}

/**
 * Finds what was built. Sources: slsa.dev/provenance v0.2 (`configSource`); the build types of slsa-github-generator
 * (`source`), GitHub Actions (`workflow`), Google Cloud Build (`sourceToBuild`, `buildConfigSource`), and Tekton Chains
 * (`inputs/…`).
 * @returns undefined if the build names none
 */
export function findSource({
  configSource,
  external = {},
  dependencies,
  buildType = "",
}: SourceFields): EvidenceArtifact | undefined {
  return (
    readReference(configSource) ??
    readReference(external["source"]) ??
    readRepository(external["workflow"]) ??
    readRepository(external["sourceToBuild"]) ??
    readRepository(external["buildConfigSource"]) ??
    (buildType.includes("tekton.dev/") ? findInput(dependencies) : undefined)
  );
}

/** A resource descriptor, or its URI alone. */
function readReference(reference: unknown): EvidenceArtifact | undefined {
  const uri = asText(reference) ?? textAt(reference, "uri");
  return uri === undefined
    ? undefined
    : { name: uri, digests: readDigests(asObject(reference)["digest"]) };
}

/** A repository with a ref, as build types for hosted builders have it. */
function readRepository(fields: unknown): EvidenceArtifact | undefined {
  const repository = textAt(fields, "repository");
  const ref = textAt(fields, "ref");
  return repository === undefined
    ? undefined
    : {
        name: ref === undefined ? repository : `git+${repository.replace(/^git\+/, "")}@${ref}`,
        digests: [],
      };
}

/** The repository that Tekton Chains lists among the inputs, or else the only one of the dependencies. */
function findInput(dependencies: readonly unknown[]): EvidenceArtifact | undefined {
  const repositories = dependencies.filter((item) =>
    /^git(?:\+|:)|\.git(?:[@#]|$)/.test(textAt(item, "uri") ?? ""),
  );
  const found =
    repositories.find((item) => (textAt(item, "name") ?? "").startsWith("inputs/")) ??
    repositories.find((item) => !/^(?:task|pipeline)/i.test(textAt(item, "name") ?? ""));
  return found === undefined ? undefined : readArtifacts([found])[0];
}

/** The checkout that BuildKit found around its context. */
export function checkoutOf(vcs: unknown): EvidenceArtifact | undefined {
  const source = textAt(vcs, "source");
  const revision = textAt(vcs, "revision");
  return source === undefined && revision === undefined
    ? undefined
    : { name: source ?? "", digests: revision === undefined ? [] : [`gitCommit:${revision}`] };
}

/** The source with the digests of the material that is the same repository, if it has none of its own. */
export function withCommit(
  source: EvidenceArtifact,
  materials: readonly EvidenceArtifact[],
): EvidenceArtifact {
  if (source.digests.length > 0) {
    return source;
  }
  const repository = repositoryIn(source.name);
  const same =
    materials.find(({ name }) => name === source.name) ??
    materials.find(({ name }) => repositoryIn(name) === repository);
  return same === undefined ? source : { ...source, digests: same.digests };
}

/** Where a repository is, without how and at which ref: `github.com/acme/app`. */
function repositoryIn(uri: string): string {
  return uri
    .slice(0, 4096)
    .replace(/^git\+/, "")
    .replace(/^[a-z]+:\/\/(?:[^/@]*@)?/i, "")
    .replace(/[@#?][^]*$/, "")
    .replace(/(?:\.git)?\/?$/, "");
}
