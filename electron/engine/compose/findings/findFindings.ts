import type { Finding } from "../../../../shared/preview.ts";
import { findDanglingAttestation } from "./danglingAttestation.ts";
import { findDuplicatePlatform } from "./duplicatePlatform.ts";
import { findEmptyAnnotationKeys } from "./emptyAnnotationKey.ts";
import { findEntryWithoutPlatform } from "./entryWithoutPlatform.ts";
import type { EntryFinder, Finder, FindingContext } from "./finding.ts";
import { findIgnoredAnnotations, ignoresAnnotations } from "./ignoredAnnotations.ts";
import { findIncludedAttestations } from "./includedAttestations.ts";
import { findNestedIndex } from "./nestedIndex.ts";
import { findNonImage } from "./nonImage.ts";
import { findPlatformFilterProblems } from "./platformFilter.ts";
import { findRepeatedAnnotations } from "./repeatedAnnotation.ts";
import { findReplacedPlatforms } from "./replacedPlatform.ts";
import { findUnmatchedAnnotations } from "./unmatchedAnnotation.ts";
import { findUnmatchedEdits } from "./unmatchedEdit.ts";
import { findUnmatchedExclusions } from "./unmatchedExclusion.ts";
import { findUnmatchedReplacements } from "./unmatchedReplacement.ts";
import { findWrappedImage } from "./wrappedImage.ts";

/** Findings about annotations that the result has. */
const annotationFinders: readonly Finder[] = [findRepeatedAnnotations, findUnmatchedAnnotations];

/** In the order in which their findings are shown for an entry. */
const entryFinders: readonly EntryFinder[] = [
  findNestedIndex,
  findDanglingAttestation,
  findEntryWithoutPlatform,
  findNonImage,
  findDuplicatePlatform,
];

/** In the order in which their findings are shown. */
const finders: readonly Finder[] = [
  findEmptyAnnotationKeys,
  findIgnoredAnnotations,
  (context) =>
    ignoresAnnotations(context) ? [] : annotationFinders.flatMap((find) => find(context)),
  findPlatformFilterProblems,
  findUnmatchedExclusions,
  findUnmatchedEdits,
  findUnmatchedReplacements,
  findReplacedPlatforms,
  findEntryProblems,
  findIncludedAttestations,
  findWrappedImage,
];

/** Lists the problems and peculiarities of a draft and its result, most important first. */
export function findFindings(context: FindingContext): readonly Finding[] {
  return finders.flatMap((find) => find(context));
}

function findEntryProblems(context: FindingContext): readonly Finding[] {
  const checks = entryFinders.map((find) => find(context));
  return context.rows
    .filter(({ kept }) => kept)
    .flatMap((row) => checks.flatMap((check) => check(row) ?? []));
}
