import type { EvidenceArtifact, ProvenanceView } from "../../../../shared/evidence.ts";
import { readArtifacts } from "./artifacts.ts";
import { checkoutOf, findSource, withCommit } from "./buildSource.ts";
import { readBuildConfig } from "./buildSteps.ts";
import {
  asList,
  asObject,
  asText,
  definedFields,
  flattenFacts,
  listAt,
  type LooseObject,
  objectAt,
  textAt,
} from "./looseJson.ts";

/** Most builder dependencies and byproducts that are listed: real builds have a few. */
const maxListed = 500;

/** BuildKit's part of the metadata. Source: BuildKit docs/attestations/slsa-definitions.md. */
const buildkitKeys = {
  version02: "https://mobyproject.org/buildkit@v1#metadata",
  version1: "buildkit_metadata",
} as const;

/** Reads the predicate of SLSA provenance. Source: slsa.dev/provenance v0.1, v0.2 and v1. */
export function readProvenance(predicateType: string, predicate: unknown): ProvenanceView {
  return /\/v0\.\d+$/.test(predicateType) ? readVersion02(predicate) : readVersion1(predicate);
}

function readVersion02(predicate: unknown): ProvenanceView {
  const { parameters, environment } = objectAt(predicate, "invocation");
  // In version 0.1, a recipe says what later versions say of the invocation.
  const recipe = objectAt(predicate, "recipe");
  const { buildStartedOn, buildFinishedOn, ...metadata } = objectAt(predicate, "metadata");
  const configSource = objectAt(predicate, "invocation", "configSource");
  const materials = readArtifacts(listAt(predicate, "materials"));
  const buildType = textAt(predicate, "buildType") ?? textAt(recipe, "type");
  const checkout = checkoutOf(objectAt(metadata, buildkitKeys.version02, "vcs"));
  const source =
    findSource({ configSource, dependencies: listAt(predicate, "materials"), buildType }) ??
    materialOf(recipe, materials);
  const build = readBuildConfig(asObject(predicate)["buildConfig"]);
  return {
    kind: "provenance",
    version: "0.2",
    ...definedFields({
      builder: textAt(predicate, "builder", "id"),
      buildType,
      ...sourceFields(source, checkout, materials),
      entryPoint: textAt(configSource, "entryPoint") ?? textAt(recipe, "entryPoint"),
      startedOn: asText(buildStartedOn),
      finishedOn: asText(buildFinishedOn),
    }),
    parameters: flattenFacts(
      ...orderedRequest(asObject(parameters)),
      objectAt(recipe, "arguments"),
      prefixed("environment", environment ?? recipe["environment"]),
      prefixed("buildConfig", build.rest),
    ),
    steps: build.steps,
    materials,
    builderDependencies: [],
    byproducts: [],
    metadata: flattenFacts(...readMetadata(metadata, buildkitKeys.version02)),
  };
}

function readVersion1(predicate: unknown): ProvenanceView {
  const definition = objectAt(predicate, "buildDefinition");
  const external = objectAt(definition, "externalParameters");
  const { configSource, request, ...otherParameters } = external;
  const { buildConfig, ...internal } = objectAt(definition, "internalParameters");
  const { startedOn, finishedOn, ...metadata } = objectAt(predicate, "runDetails", "metadata");
  const dependencies = listAt(definition, "resolvedDependencies");
  const materials = readArtifacts(dependencies);
  const buildType = textAt(definition, "buildType");
  const checkout = checkoutOf(objectAt(metadata, buildkitKeys.version1, "vcs"));
  const source = findSource({ configSource, external, dependencies, buildType });
  const build = readBuildConfig(buildConfig);
  return {
    kind: "provenance",
    version: "1",
    ...definedFields({
      builder: textAt(predicate, "runDetails", "builder", "id"),
      builderVersion: versionsIn(objectAt(predicate, "runDetails", "builder", "version")),
      buildType,
      ...sourceFields(source, checkout, materials),
      entryPoint:
        textAt(configSource, "path") ??
        textAt(external, "workflow", "path") ??
        textAt(external, "buildConfigSource", "path"),
      startedOn: asText(startedOn),
      finishedOn: asText(finishedOn),
    }),
    parameters: flattenFacts(
      ...orderedRequest(asObject(request)),
      otherParameters,
      prefixed("internal", internal),
      prefixed("internal.buildConfig", build.rest),
    ),
    steps: build.steps,
    materials,
    builderDependencies: listArtifacts(predicate, "builder", "builderDependencies"),
    byproducts: listArtifacts(predicate, "byproducts"),
    metadata: flattenFacts(...readMetadata(metadata, buildkitKeys.version1)),
  };
}

/** The source with its commit, and the checkout if it is another one. */
function sourceFields(
  source: EvidenceArtifact | undefined,
  checkout: EvidenceArtifact | undefined,
  materials: readonly EvidenceArtifact[],
): {
  readonly source?: EvidenceArtifact | undefined;
  readonly checkout?: EvidenceArtifact | undefined;
} {
  return source === undefined
    ? { source: checkout }
    : { source: withCommit(source, materials), checkout };
}

/** The material that a recipe of version 0.1 is in. Source: slsa.dev/provenance/v0.1, `recipe.definedInMaterial`. */
function materialOf(
  recipe: LooseObject,
  materials: readonly EvidenceArtifact[],
): EvidenceArtifact | undefined {
  const at = textAt(recipe, "definedInMaterial");
  return at === undefined ? undefined : materials[Number(at)];
}

/**
 * What a person asked BuildKit for comes first: the frontend, its arguments, secrets, SSH agents and local folders, whose
 * names are on one line. Other parameters follow as they are.
 */
function orderedRequest(request: LooseObject): readonly LooseObject[] {
  const { frontend, args, secrets, ssh, locals, ...rest } = request;
  return [
    { frontend },
    prefixed("args", args),
    { secrets: namesIn(secrets), ssh: namesIn(ssh), locals: namesIn(locals) },
    rest,
  ];
}

/** The names of a list on one line; anything else as it is. */
function namesIn(value: unknown): unknown {
  const names = asList(value).flatMap((item) => {
    const name = textAt(item, "id") ?? textAt(item, "name");
    return name === undefined
      ? []
      : [textAt(item, "optional") === "true" ? `${name} (optional)` : name];
  });
  return names.length > 0 && names.length === asList(value).length ? names.join(", ") : value;
}

function prefixed(name: string, value: unknown): LooseObject {
  return Object.keys(asObject(value)).length === 0 ? {} : { [name]: value };
}

/** The versions of a builder's parts, in one line. Source: slsa.dev/provenance/v1, `builder.version`. */
function versionsIn(version: LooseObject): string | undefined {
  const facts = flattenFacts(version).map(({ name, value }) => `${name} ${value}`);
  return facts.length === 0 ? undefined : facts.join(", ");
}

function listArtifacts(
  predicate: unknown,
  ...path: readonly string[]
): readonly EvidenceArtifact[] {
  const listed = listAt(predicate, "runDetails", ...path);
  const artifacts = readArtifacts(listed.slice(0, maxListed));
  const more = listed.length - maxListed;
  return more > 0 ? [...artifacts, { name: `… ${more} more in Raw`, digests: [] }] : artifacts;
}

/**
 * The metadata, in which BuildKit lists the layers of each step and the source files with their text: numbers and names
 * of them are shown.
 */
function readMetadata(metadata: LooseObject, key: string): readonly LooseObject[] {
  const { [key]: _buildkit, ...rest } = metadata;
  const { layers, source, vcs, ...buildkit } = objectAt(metadata, key);
  // The checkout is a property of its own.
  const { source: _source, revision: _revision, ...folders } = asObject(vcs);
  const steps = Object.values(asObject(layers)).slice(0, maxListed);
  const files = listAt(source, "infos").slice(0, maxListed);
  return [
    rest,
    prefixed(key, { ...buildkit, ...prefixed("vcs", folders) }),
    {
      "source files": files
        .flatMap((file) => textAt(file, "filename") ?? [])
        .join(", ")
        .slice(0, 4096),
      ...(steps.length === 0 ? {} : { "steps with layers": steps.length }),
    },
  ];
}
