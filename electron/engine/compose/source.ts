import { EngineError } from "../errors.ts";
import { decodeLooseDescriptor, type LooseDescriptor } from "../oci/decode.ts";
import { parseDigest } from "../oci/digest.ts";
import { locationRepository, parseLocation, type Location } from "../oci/location.ts";

/** What a person may give as a source. */
export type Source =
  | { readonly kind: "location"; readonly location: Location }
  | { readonly kind: "digest"; readonly digest: string }
  | {
      readonly kind: "descriptor";
      readonly descriptor: LooseDescriptor & { readonly digest: string };
    };

/** A source that knows where it is: a location, and what a descriptor said of it. */
export interface PlacedSource {
  readonly location: Location;
  readonly given: LooseDescriptor | undefined;
}

/**
 * Read a source in buildx's order: a digest, else a location, else a descriptor as JSON.
 * The text is taken to the letter, as buildx takes the content of its files.
 *
 * @throws EngineError whose message names the source and what is wrong with it
 */
export function parseSource(text: string): Source {
  try {
    // Whatever begins like a digest is meant as one: `sha256:1234` is a mistake, not a repository.
    if (text.startsWith("sha256")) {
      parseDigest(text);
      return { kind: "digest", digest: text };
    }
    if (text.trimStart().startsWith("{"))
      return { kind: "descriptor", descriptor: parseDescriptor(text) };
    return { kind: "location", location: parseLocation(text) };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // Half a descriptor quoted in an error explains nothing; where it stands, it is seen.
    if (text.trimStart().startsWith("{")) throw error;
    throw new EngineError(
      error.code,
      `${JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)} is not a source: ${error.message}`,
      {
        hint:
          error.hint ??
          "Sources are references, digests, oci-layout://, oci-archive:// and docker-archive:// locations, and descriptors as JSON.",
        ...(error.detail ? { detail: error.detail } : {}),
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
 * Give bare digests and descriptors the repository that the other sources and the targets agree on.
 *
 * Source: buildx `imagetools create`: the one repository that tags and sources span, else an error.
 *
 * @param targets the locations to push to
 * @returns for each source its place, or the error that says why it has none
 */
export function placeSources(
  sources: readonly Source[],
  targets: readonly Location[],
): readonly (PlacedSource | EngineError)[] {
  const named = sources.flatMap((source) => (source.kind === "location" ? [source.location] : []));
  const repositories = new Map(
    [...named, ...targets].map((location) => [locationRepository(location), location]),
  );
  // The first source decides how it is written, else the first target; they are the same repository.
  const [base] = [...named, ...targets];
  return sources.map((source) => {
    if (source.kind === "location") return { location: source.location, given: undefined };
    const digest = source.kind === "digest" ? source.digest : source.descriptor.digest;
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
    return {
      location: withDigest(base, digest),
      given: source.kind === "descriptor" ? source.descriptor : undefined,
    };
  });
}

/** The same repository at a digest. */
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
