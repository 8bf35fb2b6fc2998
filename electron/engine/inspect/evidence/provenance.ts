import type { EvidenceArtifact, ProvenanceView } from "../../../../shared/evidence.ts";
import { readArtifacts, readDigests } from "./artifacts.ts";
import { asObject, definedFields, flattenFacts, listAt, objectAt, textAt } from "./looseJson.ts";

/** Reads the predicate of SLSA provenance. Source: slsa.dev/provenance v0.1, v0.2 and v1. */
export function readProvenance(predicateType: string, predicate: unknown): ProvenanceView {
  return /\/v0\.\d+$/.test(predicateType) ? readVersion02(predicate) : readVersion1(predicate);
}

function readVersion02(predicate: unknown): ProvenanceView {
  const { parameters, environment } = objectAt(predicate, "invocation");
  // In version 0.1, a recipe says what later versions say of the invocation.
  const recipe = objectAt(predicate, "recipe");
  const { buildStartedOn, buildFinishedOn, ...metadata } = objectAt(predicate, "metadata");
  return {
    kind: "provenance",
    version: "0.2",
    ...definedFields({
      builder: textAt(predicate, "builder", "id"),
      buildType: textAt(predicate, "buildType") ?? textAt(recipe, "type"),
      source: findSource(
        objectAt(predicate, "invocation", "configSource"),
        objectAt(metadata, "https://mobyproject.org/buildkit@v1#metadata", "vcs"),
      ),
      entryPoint:
        textAt(predicate, "invocation", "configSource", "entryPoint") ??
        textAt(recipe, "entryPoint"),
      startedOn: textAt({ buildStartedOn }, "buildStartedOn"),
      finishedOn: textAt({ buildFinishedOn }, "buildFinishedOn"),
    }),
    parameters: flattenFacts({
      ...asObject(parameters),
      ...objectAt(recipe, "arguments"),
      ...prefixed("environment", environment ?? recipe["environment"]),
    }),
    materials: readArtifacts(listAt(predicate, "materials")),
    metadata: flattenFacts(withoutLayers(metadata)),
  };
}

function readVersion1(predicate: unknown): ProvenanceView {
  const definition = objectAt(predicate, "buildDefinition");
  const { configSource, request, ...external } = objectAt(definition, "externalParameters");
  const { startedOn, finishedOn, ...metadata } = objectAt(predicate, "runDetails", "metadata");
  return {
    kind: "provenance",
    version: "1",
    ...definedFields({
      builder: textAt(predicate, "runDetails", "builder", "id"),
      buildType: textAt(definition, "buildType"),
      source: findSource(
        { ...asObject(configSource), ...sourceOfWorkflow(external) },
        objectAt(metadata, "buildkit_metadata", "vcs"),
      ),
      entryPoint: textAt(configSource, "path") ?? textAt(external, "workflow", "path"),
      startedOn: textAt({ startedOn }, "startedOn"),
      finishedOn: textAt({ finishedOn }, "finishedOn"),
    }),
    parameters: flattenFacts({
      ...asObject(request),
      ...external,
      ...prefixed("internal", definition["internalParameters"]),
    }),
    materials: readArtifacts(listAt(definition, "resolvedDependencies")),
    metadata: flattenFacts(withoutLayers(metadata)),
  };
}

/** Where a build's source is: its config source, or what BuildKit found in the checkout. */
function findSource(configSource: unknown, vcs: unknown): EvidenceArtifact | undefined {
  const uri = textAt(configSource, "uri");
  if (uri !== undefined) {
    return { name: uri, digests: readDigests(asObject(configSource)["digest"]) };
  }
  const source = textAt(vcs, "source");
  const revision = textAt(vcs, "revision");
  return source === undefined && revision === undefined
    ? undefined
    : { name: source ?? "", digests: revision === undefined ? [] : [`gitCommit:${revision}`] };
}

/** The repository of a GitHub Actions workflow (slsa-github-generator, actions/attest). */
function sourceOfWorkflow(external: unknown): { readonly uri?: string } {
  const repository = textAt(external, "workflow", "repository");
  const ref = textAt(external, "workflow", "ref");
  return repository === undefined
    ? {}
    : { uri: ref === undefined ? repository : `git+${repository}@${ref}` };
}

function prefixed(name: string, value: unknown): object {
  return Object.keys(asObject(value)).length === 0 ? {} : { [name]: value };
}

/** BuildKit lists the layers of each step and the source files in its metadata: too much to show as facts. */
function withoutLayers(metadata: object): object {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => {
      const { layers: _layers, source: _source, ...rest } = asObject(value);
      return [
        name,
        typeof value === "object" && value !== null && !Array.isArray(value) ? rest : value,
      ];
    }),
  );
}
