import type { EvidenceArtifact } from "../../../shared/evidence.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { manifestValues } from "./compareImages.ts";
import { annotationsOf } from "./compareEntries.ts";
import type { PackageVersions } from "./comparePackages.ts";
import type { PlatformValues } from "./comparePlatforms.ts";
import { configValues } from "./configValues.ts";
import { namePackage } from "./packageUrl.ts";
import type { ReadImage } from "./readImage.ts";

/** Annotations and labels that name the base image. Source: OCI image-spec 1.1, "annotations.md". */
const baseKeys = ["org.opencontainers.image.base.name", "org.opencontainers.image.base.digest"];

/** The values by which the image of a platform is compared with those of the other platforms. */
export function imageValues(entry: Descriptor, image: ReadImage): PlatformValues | undefined {
  if (image.manifest === undefined) {
    return undefined;
  }
  const values = manifestValues(image) ?? {};
  const config = image.config && configValues(image.config.document);
  const annotation = new Map([
    ...annotationsOf(entry.annotations),
    ...(values.annotation ?? new Map<string, string>()),
  ]);
  const base = new Map<string, string>();
  for (const key of baseKeys) {
    const value = annotation.get(key) ?? config?.label?.get(key);
    if (value !== undefined) {
      base.set(key.replace("org.opencontainers.image.", ""), value);
    }
    annotation.delete(key);
  }
  const manifest = new Map(values.manifest);
  manifest.set("layers", String(image.manifest.layers.length));
  return {
    base,
    manifest,
    annotation,
    ...(config === undefined
      ? {}
      : { config: config.config, env: config.env, label: config.label }),
  };
}

/** The packages of a platform with their versions, and the base images of its build. */
export function packageValues(
  packages: ReadonlyMap<string, PackageVersions>,
  materials: readonly EvidenceArtifact[],
): PlatformValues {
  const versions = new Map(
    [...packages.values()].map(({ type, name, versions: found }) => [
      type === "" ? name : `${name} (${type})`,
      found.map((version) => version || "no version").join(", "),
    ]),
  );
  return { base: baseImages(materials), ...(packages.size > 0 ? { package: versions } : {}) };
}

/** The images among what a build used, by name and tag, with their digests. */
function baseImages(materials: readonly EvidenceArtifact[]): ReadonlyMap<string, string> {
  return new Map(
    materials.flatMap(({ name, digests }) => {
      const {
        type,
        name: image,
        version,
      } = namePackage({ name, version: "", license: "", purl: name });
      return type === "docker" || type === "oci"
        ? [[version === "" ? image : `${image}:${version}`, digests.join(", ")] as const]
        : [];
    }),
  );
}
