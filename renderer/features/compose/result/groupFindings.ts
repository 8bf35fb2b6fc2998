import { countOf } from "../../../../shared/countOf.ts";
import type { Finding, FindingFix } from "../../../../shared/preview.ts";
import { fixLabel } from "./fixLabel.ts";

/** One line of a list of findings: one finding, or several of a kind about different entries or sources. */
export interface FindingGroup {
  readonly code: Finding["code"];
  readonly severity: Finding["severity"];
  readonly message: string;
  /** What the line is about; absent if it is about several entries or sources. */
  readonly subject?: Finding["subject"];
  /** Fixes of all findings of the group, with the labels of their buttons. */
  readonly fixes: readonly { readonly label: string; readonly fix: FindingFix }[];
  readonly findings: readonly Finding[];
}

/** Findings of a kind from which on they are one line. */
const minGroup = 3;

/** What a line says about several entries or sources. */
const summaries: Partial<Record<Finding["code"], (count: number) => string>> = {
  duplicate_platform: (count) =>
    `${entries(count)} have the platform of an entry before them, so clients never take them.`,
  config_mismatch: (count) =>
    `${entries(count)} have another platform than the configs of their images; clients choose by the entry.`,
  wrong_size: (count) =>
    `${entries(count)} have a wrong size: Docker and containerd refuse to pull them, and they cannot be pushed.`,
  corrupt_entry: (count) => `The content of ${entries(count)} cannot be used.`,
  missing_variant: (count) =>
    `${entries(count)} for arm have no variant: Docker and containerd read v7, so devices with ARMv6 find no image.`,
  missing_os_version: (count) =>
    `${countOf(count, "Windows image")} have no os.version, so hosts of every build take them, and most fail to start them.`,
  windows_revisions: (count) =>
    `${countOf(count, "Windows image")} are of older revisions than others of the same build; hosts match only the build.`,
  unusual_platform: (count) =>
    `${entries(count)} have platforms with names that some or all clients do not know.`,
  dangling_attestation: (count) =>
    `${countOf(count, "attestation")} are about images that are not in the index.`,
  repeated_attestation: (count) => `${countOf(count, "image")} have several attestations.`,
  nested_index: (count) =>
    `${entries(count)} are indexes themselves, into which some clients do not look.`,
  entry_without_platform: (count) =>
    `${entries(count)} have no platform; clients can pick them only by digest.`,
  not_an_image: (count) => `${entries(count)} are not images: no container can be run from them.`,
  mutable_source: (count) =>
    `${countOf(count, "source")} are tags, which may move: the digests shown are what gets pushed now; a saved recipe reads the tags again.`,
  redundant_source: (count) => `${countOf(count, "source")} add nothing to those before them.`,
};

/**
 * Groups findings for a list: several of one kind about entries or sources are one line with a count, and one fix for
 * all. Two tags are a group already: they are pinned together.
 */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const byCode = Map.groupBy(findings, ({ code, severity }) => `${severity} ${code}`);
  return [...byCode.values()].flatMap((same) => {
    const [first] = same;
    const summarize = first && summaries[first.code];
    const least = first?.code === "mutable_source" ? 2 : minGroup;
    if (first === undefined || summarize === undefined || same.length < least) {
      return same.map(lineOf);
    }
    const { code, severity } = first;
    return [
      { code, severity, message: summarize(same.length), fixes: fixesOf(same), findings: same },
    ];
  });
}

function entries(count: number): string {
  return countOf(count, "entry", "entries");
}

function lineOf(finding: Finding): FindingGroup {
  const { code, severity, message, subject, fixes } = finding;
  const labelled = fixes.map((fix) => ({ label: fixLabel(fix), fix }));
  return { code, severity, message, subject, fixes: labelled, findings: [finding] };
}

/** The fixes that all findings have, by their labels; else the first fix of each finding that has one. */
function fixesOf(findings: readonly Finding[]): FindingGroup["fixes"] {
  const byLabel = Map.groupBy(
    findings.flatMap(({ fixes }) => fixes),
    fixLabel,
  );
  const common = [...byLabel].filter(([, fixes]) => fixes.length === findings.length);
  if (common.length > 0) {
    return common.flatMap(([label, fixes]) => {
      const fix = mergeFixes(fixes);
      return fix === undefined ? [] : [{ label: labelForAll(fix, label), fix }];
    });
  }
  const first = findings.flatMap(({ fixes }) => fixes[0] ?? []);
  const fix = mergeFixes(first);
  return fix === undefined ? [] : [{ label: `Fix ${first.length}`, fix }];
}

/** `Use v7` of each becomes `Use v7 for all`; other labels count by themselves. */
function labelForAll(fix: FindingFix, label: string): string {
  const isCounted = fix.kind !== "editEntries" && !(fix.kind === "exclude" && fix.label);
  return isCounted ? fixLabel(fix) : `${label}, for all`;
}

/** Merges fixes of one kind; undefined if there are several kinds or nothing to merge. */
function mergeFixes(fixes: readonly FindingFix[]): FindingFix | undefined {
  const [first] = fixes;
  if (first === undefined || fixes.some(({ kind }) => kind !== first.kind)) {
    return undefined;
  }
  if (first.kind === "exclude") {
    // Not one after another: there may be thousands.
    const digests = fixes.flatMap((fix) => (fix.kind === "exclude" ? fix.digests : []));
    return { ...first, digests: [...new Set(digests)] };
  }
  return fixes.slice(1).reduce<FindingFix | undefined>(merge, first);
}

function merge(a: FindingFix | undefined, b: FindingFix): FindingFix | undefined {
  if (a?.kind === "editEntries" && b.kind === "editEntries") {
    return { ...a, entries: [...a.entries, ...b.entries] };
  }
  if ((a?.kind === "flatten" && b.kind === "flatten") || (a?.kind === "pin" && b.kind === "pin")) {
    return { ...a, sources: [...a.sources, ...b.sources] } as FindingFix;
  }
  if (a?.kind === "removeSources" && b.kind === "removeSources") {
    return { ...a, ids: [...a.ids, ...b.ids] };
  }
  return a?.kind === "keepOsVersion" && b.kind === "keepOsVersion" ? a : undefined;
}
