import type { Draft, DraftAnnotation } from "../../../../shared/draft.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { Finding, ResultRow } from "../../../../shared/preview.ts";
import { reachedBy } from "../annotate.ts";
import { entriesOf } from "../combine.ts";
import type { Composition } from "../composition.ts";
import { parsePlatform } from "../../oci/parsePlatform.ts";
import { formatPlatform, formatPlatformAll } from "../../oci/formatPlatform.ts";
import { normalizePlatform, platformKey } from "../../oci/normalizePlatform.ts";
import type { Host } from "../../oci/host.ts";
import { count } from "../count.ts";
import { createPlatformMatcher } from "../../oci/matchPlatform.ts";
/** Annotations of entries that are meant to stand beside another one of the same platform, for clients that know them. */
const alternativeKeys = [
  "io.github.containers.compression.zstd",
  "com.amazon.soci.index-digest",
] as const;

interface Facts {
  /** The draft of the sources that are there. */
  readonly draft: Draft;
  readonly composition: Composition;
  readonly rows: readonly ResultRow[];
  readonly host: Host;
  /** Whether no source is missing. */
  readonly isWhole: boolean;
}

/** What a careful colleague would point out about a draft and what it gives; most important first. */
export function findFindings(facts: Facts): readonly Finding[] {
  return [
    ...annotationFindings(facts),
    ...platformFindings(facts),
    ...exclusionFindings(facts),
    ...replacedFindings(facts),
    ...rowFindings(facts),
    ...attestationFindings(facts),
    ...wrapFindings(facts),
  ];
}

/** What is listed in the index goes with it, whatever is chosen to be copied along. */
function attestationFindings({ draft, rows }: Facts): Finding[] {
  if (draft.copyReferrers.referrers !== "none") return [];
  const digests = rows
    .filter(({ kept }) => kept)
    .flatMap(({ attestations }) => attestations)
    .flatMap(({ descriptor, excluded }) => (excluded ? [] : [descriptor.digest]));
  const distinct = [...new Set(digests)];
  if (distinct.length === 0) return [];
  const message = `Nothing else is copied, but the index itself lists ${count(distinct.length, "attestation")}, and pushes what it lists.`;
  return [
    {
      ...warning("attestations_included", message, { kind: "draft" }),
      fixes: [{ kind: "exclude", digests: distinct }],
    },
  ];
}

function annotationFindings({ draft, composition: { combination }, host }: Facts): Finding[] {
  const written = draft.annotations.filter(({ key }) => key.trim() !== "");
  const empty = draft.annotations.filter(({ key, value }) => key.trim() === "" && value !== "");
  const findings = empty.map(({ id }) =>
    warning("annotation_empty_key", "This annotation has no key, so it is left out.", {
      kind: "annotation",
      id,
    }),
  );
  if (written.length > 0 && combination.content.mediaType === mediaTypes.dockerList) {
    const message =
      "All images are in Docker's format, so the result is a Docker manifest list, which has no annotations: they are left out.";
    findings.push(warning("annotations_ignored", message, { kind: "draft" }));
    return findings;
  }
  const entries = combination.index?.manifests ?? [];
  return [...findings, ...repeated(written), ...unmatched(written, entries, host)];
}

/** An annotation that a later one of the same place and key takes the effect of. */
function repeated(written: readonly DraftAnnotation[]): Finding[] {
  const placeOf = ({ scope, key }: DraftAnnotation): string => JSON.stringify([scope, key.trim()]);
  const last = new Map(written.map((annotation) => [placeOf(annotation), annotation.id]));
  return written
    .filter((annotation) => last.get(placeOf(annotation)) !== annotation.id)
    .map(({ id }) =>
      warning("annotation_repeated", "The same key is set again below, and the last one wins.", {
        kind: "annotation",
        id,
      }),
    );
}

function unmatched(
  written: readonly DraftAnnotation[],
  entries: readonly Descriptor[],
  host: Host,
): Finding[] {
  const reached = new Set(entries.map(reachedBy));
  const misses = written.flatMap(({ id, scope }) => {
    if (scope.kind !== "platform") return [];
    const platform = readPlatform(scope.platform, host);
    if (platform && reached.has(formatPlatformAll(platform))) return [];
    return { id, text: scope.platform, platform };
  });
  const meant = meantBy(
    misses.flatMap(({ platform }) => platform ?? []),
    entries,
    host,
  );
  return misses.map(({ id, text, platform }) => {
    const subject = { kind: "annotation", id } as const;
    if (!platform) {
      const message = `"${text}" is not a platform, so this annotation is left out. Write it like linux/arm64.`;
      return warning("annotation_matches_nothing", message, subject);
    }
    const names = [...(meant.get(platform) ?? [])];
    const advice =
      names.length > 0 ? ` Did you mean ${names.join(" or ")}? The text must be the same.` : "";
    const message = `No entry is ${text}, so this annotation lands nowhere.${advice}`;
    return {
      ...warning("annotation_matches_nothing", message, subject),
      fixes: names.map((name) => ({ kind: "annotationPlatform", id, platform: name })),
    };
  });
}

function readPlatform(text: string, host: Host): Platform | undefined {
  try {
    return parsePlatform(text.trim(), host);
  } catch {
    return undefined;
  }
}

/** The names of the entries' platforms that match each of the platforms, though they are written otherwise. */
function meantBy(
  platforms: readonly Platform[],
  entries: readonly Descriptor[],
  host: Host,
): ReadonlyMap<Platform, ReadonlySet<string>> {
  const meant = new Map(platforms.map((platform) => [platform, new Set<string>()]));
  if (platforms.length === 0) return meant;
  const matcher = createPlatformMatcher(
    platforms.map((platform) => normalizePlatform(platform, host)),
    host,
  );
  for (const { platform: candidate } of entries) {
    for (const position of candidate ? matcher(candidate) : []) {
      const platform = platforms[position];
      if (candidate && platform) meant.get(platform)?.add(formatPlatform(candidate));
    }
  }
  return meant;
}

function platformFindings({ draft, composition: { combination }, host }: Facts): Finding[] {
  if (draft.platforms.length === 0) return [];
  const wanted = draft.platforms.map((text) => parsePlatform(text.trim(), host));
  const matcher = createPlatformMatcher(wanted, host);
  const entries = combination.index?.manifests ?? [];
  const matched = new Set(entries.flatMap(({ platform }) => (platform ? matcher(platform) : [])));
  return draft.platforms.flatMap((text, position) => {
    const subject = { kind: "platform", platform: text } as const;
    const platform = wanted[position];
    // A system or an architecture alone is completed by this machine's, as buildx does it.
    const read = text.includes("/") || !platform ? [] : [formatPlatformAll(platform)];
    return [
      ...(matched.has(position)
        ? []
        : [warning("platform_matches_nothing", `No entry matches ${text}.`, subject)]),
      ...read.map((name) => note("platform_completed", `${text} is read as ${name}.`, subject)),
    ];
  });
}

/** What is excluded that no source lists: its tag may have moved, and what took its place is not excluded. */
function exclusionFindings({ draft, composition, isWhole }: Facts): Finding[] {
  const { combination, filtered } = composition;
  const declined = new Set(filtered.declined.map(({ digest }) => digest));
  const digests = draft.excluded.filter(
    (digest) => !combination.named.has(digest) && !declined.has(digest),
  );
  // A source that is missing may list them.
  if (digests.length === 0 || !isWhole) return [];
  const what =
    digests.length === 1 ? `${digests[0]} is excluded` : `${digests.length} digests are excluded`;
  const message = `${what}, but no source lists ${digests.length === 1 ? "it" : "them"}. If a tag has moved, what took ${digests.length === 1 ? "its" : "their"} place is included.`;
  return [
    {
      ...warning("excluded_matches_nothing", message, { kind: "draft" }),
      fixes: [{ kind: "include", digests }],
    },
  ];
}

/** A new index lists each digest once, under the platform that was said last. */
function replacedFindings({ composition }: Facts): Finding[] {
  const { sources, combination, filtered, request } = composition;
  if (combination.origin === "copy") return [];
  const platforms = new Map<string, Map<string, string>>();
  for (const { digest, platform } of sources.flatMap((source) =>
    entriesOf(source, request.keepOsVersion),
  )) {
    if (!platform) continue;
    const named = platforms.get(digest) ?? new Map<string, string>();
    platforms.set(digest, named.set(platformKey(platform), formatPlatformAll(platform)));
  }
  return (filtered.index?.manifests ?? []).flatMap(({ digest, platform }) => {
    const named = [...(platforms.get(digest)?.entries() ?? [])];
    const taken = platform && platformKey(platform);
    const lost = named.filter(([key]) => key !== taken).map(([, name]) => name);
    if (!platform || lost.length === 0) return [];
    const message = `The sources list this image for ${lost.join(", ")} too; a new index lists each digest once, so it is for ${formatPlatformAll(platform)} only.`;
    return [warning("platform_replaced", message, { kind: "entry", digest })];
  });
}

function rowFindings({ rows, host }: Facts): Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<string, string>();
  for (const { kind, kept, platform, descriptor, artifactType } of rows) {
    if (!kept) continue;
    const subject = { kind: "entry", digest: descriptor.digest } as const;
    if (kind === "index") {
      findings.push(
        note(
          "nested_index",
          "This entry is an index itself; some clients do not look into it.",
          subject,
        ),
      );
    } else if (kind === "attestation") {
      findings.push(
        warning(
          "dangling_attestation",
          "This attestation speaks of an image that is not in the index.",
          subject,
        ),
      );
    } else if (kind === "image" && platform === undefined) {
      findings.push(
        note(
          "entry_without_platform",
          "This entry says no platform; clients pick it only by digest.",
          subject,
        ),
      );
    }
    if (kind === "artifact") {
      const type = artifactType ?? descriptor.artifactType ?? descriptor.mediaType;
      findings.push(
        note(
          "not_an_image",
          `This entry is no image, but ${type}: no container can be run from it.`,
          subject,
        ),
      );
    }
    if (kind !== "image" || platform === undefined || !descriptor.platform) continue;
    if (alternativeKeys.some((name) => descriptor.annotations?.[name] !== undefined)) continue;
    // Two that differ in os.version alone are two.
    const place = formatPlatformAll(normalizePlatform(descriptor.platform, host));
    const other = seen.get(place);
    if (other !== undefined) {
      const message = `Another entry is ${other} too; clients take the first.`;
      findings.push(warning("duplicate_platform", message, subject));
    }
    seen.set(place, platform);
  }
  return findings;
}

function wrapFindings({ draft, composition: { sources, combination } }: Facts): Finding[] {
  const [only, ...others] = sources;
  if (combination.origin !== "built" || only?.kind !== "manifest" || others.length > 0) return [];
  if (draft.preferIndex) {
    const message =
      "One image is wrapped in an index of its own, so the digest differs from the image's.";
    return [note("single_image_wrapped", message, { kind: "draft" })];
  }
  const message = "Annotations are put on an index, so the image is wrapped in one all the same.";
  return [note("annotations_wrap", message, { kind: "draft" })];
}

function warning(code: Finding["code"], message: string, subject: Finding["subject"]): Finding {
  return { code, severity: "warning", message, subject, fixes: [] };
}

function note(code: Finding["code"], message: string, subject: Finding["subject"]): Finding {
  return { code, severity: "note", message, subject, fixes: [] };
}
