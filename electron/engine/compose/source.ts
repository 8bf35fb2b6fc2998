import { EngineError } from "../errors.ts";
import { decodeLooseDescriptor, type LooseDescriptor } from "../oci/decode.ts";
import { parseDigest } from "../oci/digest.ts";
import { locationRepository, parseLocation, type Location } from "../oci/location.ts";

/** A source: where its content is, and the descriptor that was given for it, if any. */
export interface Source {
  readonly location: Location;
  readonly given: LooseDescriptor | undefined;
}

/** A bare digest or a descriptor, whose repository follows from the other sources and the targets. */
export interface UnplacedSource {
  readonly digest: string;
  readonly given: LooseDescriptor | undefined;
}

/**
 * Parses a source in buildx's order: a digest, else a descriptor as JSON, else a location. The text is not trimmed, as
 * in buildx's files.
 *
 * @throws EngineError whose message names the source and the problem
 */
export function parseSource(text: string): Source | UnplacedSource {
  try {
    // Text that starts like a digest is never a repository: `sha256:1234` is an error.
    if (text.startsWith("sha256")) {
      parseDigest(text);
      return { digest: text, given: undefined };
    }
    if (text.trimStart().startsWith("{")) {
      const given = parseDescriptor(text);
      return { digest: given.digest, given };
    }
    return { location: parseLocation(text), given: undefined };
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
    // A descriptor is not quoted in its error: it is shown next to it.
    if (text.trimStart().startsWith("{")) {
      throw error;
    }
    throw new EngineError(
      error.code,
      `${JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)} is not a source: ${error.message}`,
      {
        hint:
          error.hint ??
          "Sources are references, digests, oci-layout://, oci-archive:// and docker-archive:// locations, and descriptors as JSON.",
        ...(error.detail ? { detail: error.detail } : {}),
        choices: error.choices,
      },
    );
  }
}

function parseDescriptor(text: string): LooseDescriptor & { digest: string } {
  const descriptor = decodeLooseDescriptor(new TextEncoder().encode(text));
  if (descriptor.schemaVersion !== undefined) {
    throw new EngineError(
      "descriptor_invalid",
      `expected an OCI content descriptor, got a manifest or index (schemaVersion ${descriptor.schemaVersion})`,
      { hint: 'Give the manifest\'s digest, or a descriptor: {"digest": …, "size": …}.' },
    );
  }
  const { digest } = descriptor;
  if (digest === undefined || digest === "") {
    throw new EngineError("descriptor_invalid", "invalid descriptor: digest is required", {
      hint: 'Add the digest of the manifest: {"digest": "sha256:…"}.',
    });
  }
  try {
    parseDigest(digest);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError("descriptor_invalid", `invalid descriptor digest: ${why}`);
  }
  return { ...descriptor, digest };
}

/**
 * Parses sources of a draft and places them.
 * @param targets as typed; invalid ones are ignored
 * @returns for each source its location, or its error
 */
export function readSources(
  sources: readonly string[],
  targets: readonly string[],
): readonly (Source | EngineError)[] {
  const parsed = sources.map((text) => tryTo(() => parseSource(text.trim())));
  const valid = parsed.flatMap((source) => (source instanceof EngineError ? [] : [source]));
  const locations = targets.flatMap((text) => {
    const location = tryTo(() => parseLocation(text.trim()));
    return location instanceof EngineError ? [] : [location];
  });
  const placed = placeSources(valid, locations)[Symbol.iterator]();
  return parsed.map((source) =>
    source instanceof EngineError ? source : (placed.next().value as Source | EngineError),
  );
}

/** Returns the EngineError that work throws. */
export function tryTo<T>(work: () => T): T | EngineError {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) {
      return error;
    }
    throw error;
  }
}

/**
 * Places bare digests and descriptors in the only repository of the other sources and the targets.
 *
 * Source: buildx `imagetools create`, which fails if there are several.
 *
 * @returns for each source its location, or the error that says why it has none
 */
export function placeSources(
  sources: readonly (Source | UnplacedSource)[],
  targets: readonly Location[],
): readonly (Source | EngineError)[] {
  const named = sources.flatMap((source) => ("location" in source ? [source.location] : []));
  const repositories = new Map(
    [...named, ...targets].map((location) => [locationRepository(location), location]),
  );
  // The spelling is that of the first source, else of the first target.
  const [base] = [...named, ...targets];
  return sources.map((source) => {
    if ("location" in source) {
      return source;
    }
    const { digest, given } = source;
    if (!base) {
      return new EngineError(
        "no_repository",
        "no repositories specified, please set a reference in tag or source",
        {
          hint: `Add a target or another source, so that it is clear where ${digest} is, or write REPOSITORY@${digest}.`,
        },
      );
    }
    if (repositories.size > 1) {
      return new EngineError(
        "no_repository",
        `multiple repositories specified, cannot infer repository for "${digest}"`,
        {
          hint: `Write it as REPOSITORY@${digest}: the sources and targets name ${repositories.size} repositories.`,
        },
      );
    }
    return { location: withDigest(base, digest), given };
  });
}

/** Returns the location of a digest in the same repository. */
export function withDigest(location: Location, digest: string): Location {
  switch (location.kind) {
    case "registry": {
      const { domain, path } = location.reference;
      return { kind: "registry", reference: { domain, path, digest } };
    }
    case "layout":
      return { kind: "layout", path: location.path, digest };
    case "archive":
      return { kind: "archive", format: location.format, path: location.path, digest };
  }
}

/** Returns a location without its digest. */
export function withoutDigest(location: Location): Location {
  if (location.kind !== "registry") {
    const { digest: _, ...rest } = location;
    return rest;
  }
  const { digest: _, ...reference } = location.reference;
  return { kind: "registry", reference };
}
