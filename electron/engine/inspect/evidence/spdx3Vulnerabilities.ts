import type { Vulnerability } from "../../../../shared/evidence.ts";
import { asText, listAt, type LooseObject, textAt } from "./looseJson.ts";
import { sortBySeverity } from "./severity.ts";
import { limitTexts, shortenText, type TextLimit } from "./textLimit.ts";

/** An element of a graph with its type. */
export interface TypedElement {
  readonly element: LooseObject;
  readonly type: string;
}

/** The id of an element. */
export function idOf(element: LooseObject): string | undefined {
  return textAt(element, "spdxId") ?? textAt(element, "@id");
}

/** What is known of a vulnerability: of itself, and of each element that it is assessed for. */
interface Known {
  readonly element: LooseObject;
  severity: string;
  /** The status by the id of the element. */
  readonly affected: Map<string, string>;
}

/** Source: SPDX 3.0.1, "Security" profile: the subclasses of VulnAssessmentRelationship. */
const statuses: Readonly<Record<string, string>> = {
  security_VexAffectedVulnAssessmentRelationship: "affected",
  security_VexFixedVulnAssessmentRelationship: "fixed",
  security_VexNotAffectedVulnAssessmentRelationship: "not affected",
  security_VexUnderInvestigationVulnAssessmentRelationship: "under investigation",
};

/** Reads the vulnerabilities of an SPDX 3 graph: one for each element that a relationship names with it. */
export function readSpdx3Vulnerabilities(
  elements: readonly TypedElement[],
): readonly Vulnerability[] {
  const known = new Map<string, Known>();
  for (const { element, type } of elements) {
    const id = idOf(element);
    if (type === "security_Vulnerability" && id !== undefined) {
      known.set(id, { element, severity: "", affected: new Map() });
    }
  }
  if (known.size === 0) {
    return [];
  }
  for (const { element, type } of elements) {
    addRelationship(known, element, type);
  }
  const limit = limitTexts();
  const named = new Map(elements.map(({ element }) => [idOf(element), element] as const));
  return sortBySeverity(
    [...known.values()].flatMap((vulnerability) => rowsOf(vulnerability, named, limit)),
  );
}

function addRelationship(
  known: ReadonlyMap<string, Known>,
  element: LooseObject,
  type: string,
): void {
  const from = textAt(element, "from") ?? "";
  const to = listAt(element, "to").flatMap((id) => asText(id) ?? []);
  if (textAt(element, "relationshipType") === "hasAssociatedVulnerability") {
    for (const id of to) {
      const affected = known.get(id)?.affected;
      affected?.set(from, affected.get(from) ?? "");
    }
    return;
  }
  const vulnerability = known.get(from);
  if (vulnerability === undefined || !type.startsWith("security_")) {
    return;
  }
  vulnerability.severity ||= shortenText(
    textAt(element, "security_severity") ?? textAt(element, "security_score") ?? "",
  );
  const status = [statuses[type], textAt(element, "security_justificationType")]
    .filter(Boolean)
    .join(": ");
  for (const id of to) {
    vulnerability.affected.set(id, shortenText(status) || vulnerability.affected.get(id) || "");
  }
}

function rowsOf(
  { element, severity, affected }: Known,
  named: ReadonlyMap<string | undefined, LooseObject>,
  limit: TextLimit,
): readonly Vulnerability[] {
  const identifier = listAt(element, "externalIdentifier").find((each) =>
    /^(?:cve|securityOther)$/.test(textAt(each, "externalIdentifierType") ?? ""),
  );
  const id = shortenText(textAt(identifier, "identifier") ?? textAt(element, "name") ?? "");
  const title = shortenText(textAt(element, "summary") ?? textAt(element, "description") ?? "");
  const url = shortenText(asText(listAt(identifier, "identifierLocator")[0]) ?? "");
  const rows = affected.size === 0 ? ([["", ""]] as const) : [...affected];
  return rows.map(([of, status]) => ({
    id: limit(id, id.slice(0, 40)),
    severity: limit(severity),
    package: limit(shortenText(textAt(named.get(of), "name") ?? of)),
    version: limit(shortenText(textAt(named.get(of), "software_packageVersion") ?? "")),
    fixedIn: "",
    status: limit(status),
    title: limit(title),
    url: limit(url),
  }));
}
