import type { Draft } from "../../../shared/draft.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isMediaType } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import type { SourceCache } from "./sourceCache.ts";
import { parseSource, readSources, tryTo } from "./source.ts";

/**
 * Resolves the subject of a draft to its descriptor. A bare digest is looked up in the repository of the targets. A
 * complete descriptor is taken as given, since a subject may be pushed later (distribution-spec 1.1, "Pushing Manifests
 * with Subject").
 *
 * @returns undefined if the draft has no subject, or the error to show
 * @throws the signal's reason once it aborts
 */
export async function resolveSubject(
  { subject, targets }: Pick<Draft, "subject" | "targets">,
  sources: SourceCache,
  signal: AbortSignal,
): Promise<Descriptor | EngineError | undefined> {
  const text = subject?.trim() ?? "";
  if (text === "") {
    return undefined;
  }
  const parsed = tryTo(() => parseSource(text));
  if (parsed instanceof EngineError) {
    return subjectError(parsed);
  }
  const { mediaType, digest, size, ...rest } = parsed.given ?? {};
  if (mediaType !== undefined && digest !== undefined && size !== undefined) {
    const { schemaVersion: _, ...fields } = rest;
    if (!isMediaType(mediaType)) {
      return subjectError(invalid(`${JSON.stringify(mediaType)} is not a media type`));
    }
    if (size < 0) {
      return subjectError(invalid(`the size ${size} is negative`));
    }
    return { mediaType, digest, size, ...fields };
  }
  const [place] = readSources(
    [text],
    targets.map((target) => target.text),
  );
  if (place === undefined || place instanceof EngineError) {
    return place && subjectError(place);
  }
  const found = await sources.resolve(place, signal);
  if (found instanceof EngineError) {
    return subjectError(found);
  }
  const { content } = found;
  return { mediaType: content.mediaType, digest: content.digest, size: content.bytes.byteLength };
}

function invalid(why: string): EngineError {
  return new EngineError("descriptor_invalid", `invalid descriptor: ${why}`, {
    hint: "Correct the descriptor, or give only the digest: the rest is looked up.",
  });
}

function subjectError(error: EngineError): EngineError {
  const { code, message, hint, detail, retryable, registry, auth } = error;
  return new EngineError(code, `The subject cannot be read: ${message}`, {
    retryable,
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
    ...(registry === undefined ? {} : { registry }),
    ...(auth === undefined ? {} : { auth }),
  });
}
