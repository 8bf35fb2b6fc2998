import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import { parsePlatform } from "../oci/parsePlatform.ts";
import { formatPlatform, formatPlatformAll } from "../oci/formatPlatform.ts";
import type { Host } from "../oci/host.ts";
import type { Platform } from "../../../shared/oci/platform.ts";

const kinds = ["index", "manifest", "manifest-descriptor", "index-descriptor"] as const;

/** Where an annotation is set; `""` if the text does not say. */
export type AnnotationKind = (typeof kinds)[number] | "";

/** An annotation and where it is set. */
export interface Annotation {
  readonly kind: AnnotationKind;
  /** Only entries of this platform; undefined: all entries. */
  readonly platform: Platform | undefined;
  readonly key: string;
  readonly value: string;
}

// A platform in brackets has no dots and brackets, so os.version cannot be given.
const typePattern = /^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/;

/**
 * Parses annotations in buildx's syntax: `[TYPE[PLATFORM],…:]KEY=VALUE`.
 *
 * Source: buildx `util/buildflags`, `ParseAnnotations`.
 *
 * @throws EngineError `annotation_invalid`
 */
export function parseAnnotation(text: string, host: Host): readonly Annotation[] {
  const equals = text.indexOf("=");
  if (equals < 0) {
    throw invalid(`invalid annotation ${JSON.stringify(text)}, expected key=value`);
  }
  const left = text.slice(0, equals);
  const value = text.slice(equals + 1);
  const colon = left.indexOf(":");
  if (colon < 0) {
    return [{ kind: "", platform: undefined, key: left, value }];
  }
  const key = left.slice(colon + 1);
  return left
    .slice(0, colon)
    .split(",")
    .map((type) => {
      const match = typePattern.exec(type);
      if (!match) {
        throw invalid(
          `invalid annotation type ${JSON.stringify(type)}, expected type and optional platform in square brackets`,
        );
      }
      const kind = kinds.find((known) => known === match[1]);
      if (!kind) {
        throw invalid(`unknown annotation type ${JSON.stringify(match[1])}`);
      }
      return {
        kind,
        platform: match[2] === undefined ? undefined : readPlatform(match[2], host),
        key,
        value,
      };
    });
}

function readPlatform(text: string, host: Host): Platform {
  try {
    return parsePlatform(text, host);
  } catch (cause) {
    throw invalid(`invalid platform ${JSON.stringify(text)}`, cause);
  }
}

function invalid(why: string, cause?: unknown): EngineError {
  return new EngineError("annotation_invalid", `failed to parse annotations: ${why}`, {
    hint: "Write TYPE:KEY=VALUE, with TYPE one of index, manifest-descriptor, manifest-descriptor[PLATFORM].",
    cause,
  });
}

/**
 * Sets annotations on an index and its entries. For the same key, an annotation of a platform takes precedence over one
 * of all entries, and a later one over an earlier one; the order is undefined in buildx. An entry without a platform
 * matches no platform.
 *
 * @throws EngineError `annotation_invalid` for annotations that cannot be set on an index or its entries
 */
export function annotate(
  entries: readonly Descriptor[],
  annotations: readonly Annotation[],
): { readonly entries: readonly Descriptor[]; readonly index: Annotations } {
  for (const { kind } of annotations) {
    if (kind === "manifest" || kind === "") {
      throw new EngineError("annotation_invalid", `"${kind}" annotations are not supported yet`, {
        hint: "An index is annotated here, not the images in it: use index: or manifest-descriptor:.",
      });
    }
    if (kind === "index-descriptor") {
      throw new EngineError(
        "annotation_invalid",
        `"${kind}" annotations are invalid while creating an image`,
        {
          hint: "No index lists the index that is made here. Use index: or manifest-descriptor:.",
        },
      );
    }
  }
  const onEntries = annotations.filter(({ kind }) => kind === "manifest-descriptor");
  const general = onEntries.filter(({ platform }) => !platform);
  const specific = new Map<string, Annotation[]>();
  for (const annotation of onEntries) {
    if (!annotation.platform) {
      continue;
    }
    const name = formatPlatformAll(annotation.platform);
    specific.set(name, [...(specific.get(name) ?? []), annotation]);
  }
  return {
    index: byKey(annotations.filter(({ kind }) => kind === "index")),
    entries: entries.map((entry) => {
      const name = annotatedPlatform(entry);
      const added = [...general, ...(name === undefined ? [] : (specific.get(name) ?? []))];
      if (added.length === 0) {
        return entry;
      }
      return { ...entry, annotations: { ...entry.annotations, ...byKey(added) } };
    }),
  };
}

function byKey(annotations: readonly Annotation[]): Annotations {
  return Object.fromEntries(annotations.map(({ key, value }) => [key, value]));
}

/**
 * Returns the full name of the platform whose annotations are set on an entry. Platforms are compared as written:
 * `linux/arm64` is not `linux/arm64/v8`.
 */
export function annotatedPlatform({ platform }: Descriptor): string | undefined {
  return platform && formatPlatform(platform);
}
