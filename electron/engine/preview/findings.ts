import type { Draft, DraftAnnotation } from "../../../shared/draft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Finding, ResultRow } from "../../../shared/preview.ts";
import { reaches } from "../imagetools/annotate.ts";
import type { Combination } from "../imagetools/combine.ts";
import type { Resolved } from "../imagetools/resolve.ts";
import {
  formatPlatform,
  matchesPlatform,
  normalizePlatform,
  parsePlatform,
  type Host,
} from "../oci/platform.ts";

interface Facts {
  readonly draft: Draft;
  readonly sources: readonly Resolved[];
  readonly combination: Combination;
  readonly rows: readonly ResultRow[];
  readonly host: Host;
}

/** What a careful colleague would point out about a draft and what it gives; most important first. */
export function findFindings(facts: Facts): readonly Finding[] {
  return [
    ...annotationFindings(facts),
    ...platformFindings(facts),
    ...rowFindings(facts.rows),
    ...wrapFindings(facts),
  ];
}

function annotationFindings({ draft, combination, host }: Facts): Finding[] {
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
  return [
    ...findings,
    ...repeated(written),
    ...written.flatMap((annotation) => unmatched(annotation, entries, host)),
  ];
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
  { id, scope }: DraftAnnotation,
  entries: readonly Descriptor[],
  host: Host,
): Finding[] {
  if (scope.kind !== "platform") return [];
  const subject = { kind: "annotation", id } as const;
  let platform;
  try {
    platform = parsePlatform(scope.platform.trim(), host);
  } catch {
    return [
      warning(
        "annotation_matches_nothing",
        `"${scope.platform}" is not a platform, so this annotation is left out. Write it like linux/arm64.`,
        subject,
      ),
    ];
  }
  if (entries.some((entry) => reaches(platform, entry))) return [];
  const meant = entries.filter(
    (entry) =>
      entry.platform && matchesPlatform(normalizePlatform(platform, host), entry.platform, host),
  );
  const names = [
    ...new Set(meant.flatMap((entry) => (entry.platform ? [formatPlatform(entry.platform)] : []))),
  ];
  const advice =
    names.length > 0 ? ` Did you mean ${names.join(" or ")}? The text must be the same.` : "";
  return [
    {
      ...warning(
        "annotation_matches_nothing",
        `No entry is ${scope.platform}, so this annotation lands nowhere.${advice}`,
        subject,
      ),
      fixes: names.map((name) => ({ kind: "annotationPlatform", id, platform: name })),
    },
  ];
}

function platformFindings({ draft, combination, host }: Facts): Finding[] {
  const entries = combination.index?.manifests ?? [];
  return draft.platforms.flatMap((text) => {
    const wanted = parsePlatform(text.trim(), host);
    if (entries.some(({ platform }) => platform && matchesPlatform(wanted, platform, host)))
      return [];
    return [
      warning("platform_matches_nothing", `No entry matches ${text}.`, {
        kind: "platform",
        platform: text,
      }),
    ];
  });
}

function rowFindings(rows: readonly ResultRow[]): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const { kind, kept, platform, descriptor } of rows) {
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
    if (kind !== "image" || platform === undefined) continue;
    if (seen.has(platform)) {
      findings.push(
        warning(
          "duplicate_platform",
          `Another entry is ${platform} too; clients take the first.`,
          subject,
        ),
      );
    }
    seen.add(platform);
  }
  return findings;
}

function wrapFindings({ draft, sources, combination }: Facts): Finding[] {
  const [only, ...others] = sources;
  if (combination.origin !== "built" || only?.identity !== "manifest" || others.length > 0)
    return [];
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
