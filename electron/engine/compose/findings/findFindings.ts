import type { Finding } from "../../../../shared/preview.ts";
import { findConfigMismatch } from "./configMismatch.ts";
import { findCorruptEntry } from "./corruptEntry.ts";
import { findDanglingAttestation } from "./danglingAttestation.ts";
import { findEditedImage } from "./editedImage.ts";
import { findDuplicatePlatform } from "./duplicatePlatform.ts";
import { findEmptyAnnotationKeys } from "./emptyAnnotationKey.ts";
import { findEntryWithoutPlatform } from "./entryWithoutPlatform.ts";
import type { EntryFinder, Finder, FindingContext } from "./finding.ts";
import { findIgnoredAnnotations, ignoresAnnotations } from "./ignoredAnnotations.ts";
import { findIncludedAttestations } from "./includedAttestations.ts";
import { findMissingOsVersion } from "./missingOsVersion.ts";
import { findMissingVariant } from "./missingVariant.ts";
import { findMixedMediaTypes } from "./mixedMediaTypes.ts";
import { findMutableSources } from "./mutableSource.ts";
import { findIndexFieldProblems } from "./indexFields.ts";
import { findNestedIndex } from "./nestedIndex.ts";
import { findNonImage } from "./nonImage.ts";
import { findPlatformFilterProblems } from "./platformFilter.ts";
import { findRedundantSources } from "./redundantSource.ts";
import { findRepeatedAnnotations } from "./repeatedAnnotation.ts";
import { findRepeatedAttestation } from "./repeatedAttestation.ts";
import { repeatedPlaces } from "./repeatedPlaces.ts";
import { findReplacedPlatforms } from "./replacedPlatform.ts";
import { findLostReplacedPlatforms } from "./replacementPlatform.ts";
import { findTargetsAmongSources } from "./targetIsSource.ts";
import { findSubjectElsewhere } from "./subjectElsewhere.ts";
import { findUnmatchedAnnotations } from "./unmatchedAnnotation.ts";
import { findUnmatchedEdits } from "./unmatchedEdit.ts";
import { findUnmatchedExclusions } from "./unmatchedExclusion.ts";
import { findUnmatchedReplacements } from "./unmatchedReplacement.ts";
import { findUnusualPlatform } from "./unusualPlatform.ts";
import { findWindowsRevisions } from "./windowsRevisions.ts";
import { findWrappedImage } from "./wrappedImage.ts";
import { findWrongSize } from "./wrongSize.ts";
import { findZstdFirst } from "./zstdFirst.ts";

/** Findings about annotations that the result has. */
const annotationFinders: readonly Finder[] = [findRepeatedAnnotations, findUnmatchedAnnotations];

/** In the order in which their findings are shown for an entry. */
const entryFinders: readonly EntryFinder[] = [
  findCorruptEntry,
  findWrongSize,
  findUnusualPlatform,
  findConfigMismatch,
  findMissingVariant,
  findMissingOsVersion,
  findDuplicatePlatform,
  findWindowsRevisions,
  findZstdFirst,
  findDanglingAttestation,
  findRepeatedAttestation,
  findNestedIndex,
  findEntryWithoutPlatform,
  findNonImage,
];

/** In the order in which their findings are shown. */
const finders: readonly Finder[] = [
  findEmptyAnnotationKeys,
  findIgnoredAnnotations,
  (context) =>
    ignoresAnnotations(context) ? [] : annotationFinders.flatMap((find) => find(context)),
  findIndexFieldProblems,
  findSubjectElsewhere,
  findPlatformFilterProblems,
  findUnmatchedExclusions,
  findUnmatchedEdits,
  findUnmatchedReplacements,
  findLostReplacedPlatforms,
  findReplacedPlatforms,
  findRedundantSources,
  findEntryProblems,
  findIncludedAttestations,
  findMixedMediaTypes,
  findWrappedImage,
  findTargetsAmongSources,
  findEditedImage,
];

/** Lists the problems and peculiarities of a draft and its result: warnings first, then in the order of the finders. */
export function findFindings(context: FindingContext): readonly Finding[] {
  const findings = finders.flatMap((find) => find(context));
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return [...warnings, ...findings.filter(({ severity }) => severity !== "warning")];
}

/** Lists what most drafts have and may be better otherwise. */
export function findHints(context: FindingContext): readonly Finding[] {
  return findMutableSources(context);
}

function findEntryProblems(context: FindingContext): readonly Finding[] {
  const checks = entryFinders.map((find) => find(context));
  const places = repeatedPlaces(context.rows);
  return context.rows
    .filter(({ kept }) => kept)
    .flatMap((row) => checks.flatMap((check) => withPlace(check(row), places.get(row))));
}

function withPlace(finding: Finding | undefined, place: number | undefined): readonly Finding[] {
  if (finding === undefined) {
    return [];
  }
  return finding.subject.kind === "entry" && place !== undefined
    ? [{ ...finding, subject: { ...finding.subject, place } }]
    : [finding];
}
