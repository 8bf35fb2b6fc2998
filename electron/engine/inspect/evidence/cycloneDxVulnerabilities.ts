import type { Vulnerability } from "../../../../shared/evidence.ts";
import { asText, listAt, textAt } from "./looseJson.ts";
import { severityOfScore, sortBySeverity } from "./severity.ts";
import { limitTexts, shortenText, type TextLimit } from "./textLimit.ts";

/** A component, as its vulnerabilities are listed with it. */
interface Affected {
  readonly name: string;
  readonly version: string;
}

/**
 * Reads the vulnerabilities of a CycloneDX document: one for each component that is affected, with the state of its
 * analysis. Source: CycloneDX 1.6, "vulnerabilities".
 * @param components those that a `bom-ref` may name
 */
export function readCycloneDxVulnerabilities(
  vulnerabilities: readonly unknown[],
  components: readonly unknown[],
): readonly Vulnerability[] {
  if (vulnerabilities.length === 0) {
    return [];
  }
  const limit = limitTexts();
  const byRef = new Map<string, Affected>();
  for (const component of components) {
    const ref = textAt(component, "bom-ref") ?? textAt(component, "purl");
    if (ref !== undefined) {
      byRef.set(ref, {
        name: shortenText(textAt(component, "name") ?? ""),
        version: shortenText(textAt(component, "version") ?? ""),
      });
    }
  }
  return sortBySeverity(vulnerabilities.flatMap((item) => readVulnerability(item, byRef, limit)));
}

function readVulnerability(
  item: unknown,
  byRef: ReadonlyMap<string, Affected>,
  limit: TextLimit,
): readonly Vulnerability[] {
  const id = shortenText(textAt(item, "id") ?? "");
  const recommendation = shortenText(textAt(item, "recommendation") ?? "");
  const common = {
    severity: shortenText(severityOf(listAt(item, "ratings"))),
    status: shortenText(
      [textAt(item, "analysis", "state"), textAt(item, "analysis", "justification")]
        .filter(Boolean)
        .join(": "),
    ),
    title: shortenText(
      textAt(item, "analysis", "detail") ??
        textAt(item, "description") ??
        textAt(item, "detail") ??
        "",
    ),
    url: shortenText(
      textAt(item, "source", "url") ?? textAt(listAt(item, "advisories")[0], "url") ?? "",
    ),
  };
  const affects = listAt(item, "affects");
  // A vulnerability of no component is listed as well.
  return (affects.length === 0 ? [undefined] : affects).map((affected) => {
    const ref = textAt(affected, "ref") ?? "";
    // A link to another document ends with the reference in it: `urn:cdx:SERIAL/1#REF`.
    const component = byRef.get(ref) ?? byRef.get(decoded(ref.replace(/^urn:cdx:[^#]*#/, "")));
    const name = component?.name ?? shortenText(ref);
    const versions = listAt(affected, "versions");
    const version = textsWith(versions, "affected")[0] ?? component?.version ?? "";
    const fixedIn = textsWith(versions, "unaffected").join(", ");
    return {
      id: limit(id, id.slice(0, 40)),
      severity: limit(common.severity),
      package: limit(name),
      version: limit(shortenText(version)),
      fixedIn: limit(shortenText(fixedIn || recommendedVersion(recommendation, name))),
      status: limit(common.status),
      title: limit(common.title),
      url: limit(common.url),
    };
  });
}

/** The severity of the first rating that has one; else the name of its score. Empty without ratings. */
export function severityOf(ratings: readonly unknown[]): string {
  for (const rating of ratings) {
    const severity = textAt(rating, "severity");
    if (severity !== undefined && severity !== "unknown") {
      return severity;
    }
  }
  const score = textAt(ratings[0], "score");
  return score === undefined ? (textAt(ratings[0], "severity") ?? "") : severityOfScore(+score);
}

/** Most versions of a component that are listed. */
const maxVersions = 20;

/** The versions with a status, which is `affected` if it is absent. */
function textsWith(versions: readonly unknown[], status: string): readonly string[] {
  return versions
    .slice(0, maxVersions)
    .filter((each) => (textAt(each, "status") ?? "affected") === status)
    .flatMap((each) => textAt(each, "version") ?? asText(textAt(each, "range")) ?? []);
}

/** The version in a recommendation of Trivy, `Upgrade NAME to version VERSION`; another one is shown as it is. */
function recommendedVersion(recommendation: string, name: string): string {
  const own = recommendation
    .split("; ")
    .find((part) => part.startsWith(`Upgrade ${name} to version `));
  return own?.slice(`Upgrade ${name} to version `.length) ?? recommendation;
}

function decoded(ref: string): string {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}
