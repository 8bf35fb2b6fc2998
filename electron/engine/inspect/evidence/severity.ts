import type { Vulnerability } from "../../../../shared/evidence.ts";

/** The words of scanners, the most severe first. GHSA says `moderate`, Grype `negligible`, SARIF `error` and `note`. */
const words: readonly RegExp[] = [
  /critical/i,
  /high|important|error/i,
  /medium|moderate|warning/i,
  /low|minor/i,
  /negligible|minimal|none|info|note/i,
];

/** Names a CVSS score. Source: CVSS 3.1, section 5, "Qualitative Severity Rating Scale". */
export function severityOfScore(score: number): string {
  if (!(score > 0)) {
    return "none";
  }
  return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : "low";
}

/** The position of a severity, the most severe first. One that is not known is last. */
function rankSeverity(severity: string): number {
  const [score] = /\d+(?:\.\d+)?$/.exec(severity) ?? [];
  const text = score === undefined ? severity : severityOfScore(Number(score));
  const at = words.findIndex((word) => word.test(text));
  return at < 0 ? words.length : at;
}

/** Sorts findings, the most severe first; those of one severity keep their order. */
export function sortBySeverity(found: readonly Vulnerability[]): readonly Vulnerability[] {
  const ranks = new Map<string, number>();
  const rankOf = ({ severity }: Vulnerability): number => {
    const known = ranks.get(severity) ?? rankSeverity(severity.slice(0, 100));
    ranks.set(severity, known);
    return known;
  };
  return found.toSorted((one, other) => rankOf(one) - rankOf(other));
}
