import type { VulnerabilitiesView, Vulnerability } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, objectAt, textAt } from "./looseJson.ts";
import { severityOfScore, sortBySeverity } from "./severity.ts";
import { limitTexts, shortenText, type TextLimit } from "./textLimit.ts";

/** Whether a document is SARIF, by its version and runs. */
export function isSarif(document: LooseObject): boolean {
  return Array.isArray(document["runs"]) && (textAt(document, "version") ?? "").startsWith("2.");
}

/**
 * Reads a SARIF log: a finding for each result. SARIF has no fields for packages and versions, so they are read from what
 * Trivy, Grype and Docker Scout write into its texts: lines such as `Fixed Version: 3.1`. Rules are read once, as many
 * results may have the same. Source: OASIS SARIF 2.1.0, §3.27 "result", §3.49 "reportingDescriptor".
 */
export function readSarif(document: LooseObject): VulnerabilitiesView {
  const runs = listAt(document, "runs");
  const limit = limitTexts();
  const drivers = runs.map((run) => objectAt(run, "tool", "driver"));
  return {
    kind: "vulnerabilities",
    format: `SARIF ${shortenText(textAt(document, "version") ?? "")}`,
    ...definedFields({
      scanner:
        shortenText(
          drivers
            .slice(0, maxTools)
            .map((driver) =>
              [
                textAt(driver, "name"),
                textAt(driver, "semanticVersion") ?? textAt(driver, "version"),
              ]
                .filter(Boolean)
                .join(" "),
            )
            .filter(Boolean)
            .join(", "),
        ) || undefined,
      scannedOn: textAt(listAt(runs[0], "invocations")[0], "endTimeUtc"),
      scanned: textAt(runs[0], "properties", "imageName"),
    }),
    vulnerabilities: sortBySeverity(
      runs.flatMap((run, at) => readRun(run, drivers[at] ?? {}, limit)),
    ),
  };
}

/** Most tools that are named. */
const maxTools = 20;
/** UTF-16 units of a text in which lines are looked for. */
const maxLinesLength = 8000;

/** What a rule says of all its results. */
interface Rule {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly level: string;
  readonly score: string;
  readonly facts: Facts;
  readonly properties: Facts;
}

/** Texts by their names in lower case. */
type Facts = ReadonlyMap<string, string>;

function readRun(run: unknown, driver: LooseObject, limit: TextLimit): readonly Vulnerability[] {
  const rules = listAt(driver, "rules").map(readRule);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return listAt(run, "results").map((result) => {
    const id = textAt(result, "ruleId") ?? textAt(result, "rule", "id");
    const index = textAt(result, "ruleIndex") ?? textAt(result, "rule", "index");
    const rule = byId.get(id ?? "") ?? rules[Number(index ?? Number.NaN)];
    return readResult(result, id, rule, limit);
  });
}

function readRule(rule: unknown): Rule {
  const properties = objectAt(rule, "properties");
  return {
    id: textAt(rule, "id") ?? "",
    title: shortenText(
      textAt(rule, "shortDescription", "text") ?? textAt(rule, "fullDescription", "text") ?? "",
    ),
    url: shortenText(textAt(rule, "helpUri") ?? ""),
    level: shortenText(textAt(rule, "defaultConfiguration", "level") ?? ""),
    score: shortenText(textAt(properties, "security-severity") ?? ""),
    facts: linesOf(textAt(rule, "help", "text")),
    properties: new Map(
      scoutProperties.flatMap(([property, name]) => {
        const text = textAt(properties, property) ?? asText(listAt(properties, property)[0]);
        return text === undefined ? [] : [[name, shortenText(text)]];
      }),
    ),
  };
}

/** Properties of the rules of Docker Scout and Grype, and the names of the lines that say the same. */
const scoutProperties: readonly (readonly [property: string, name: string])[] = [
  ["fixed_version", "fixed version"],
  ["affected_version", "affected range"],
  ["cvssV3_severity", "severity"],
  ["purls", "purl"],
];

function readResult(
  result: unknown,
  ruleId: string | undefined,
  rule: Rule | undefined,
  limit: TextLimit,
): Vulnerability {
  const message = textAt(result, "message", "text");
  const own = linesOf(message);
  const find = (...names: readonly string[]): string => {
    for (const facts of [own, rule?.facts, rule?.properties]) {
      const name = names.find((each) => facts?.has(each));
      if (name !== undefined) {
        return limit(facts?.get(name) ?? "");
      }
    }
    return "";
  };
  const id = vulnerabilityId(ruleId ?? rule?.id ?? "");
  const [place] = listAt(result, "locations");
  const score = rule?.score ?? "";
  return {
    id: find("vulnerability", "cve").split(/\s/, 1)[0] || limit(id, id.slice(0, 40)),
    severity:
      find("severity") ||
      (score === "" ? (textAt(result, "level") ?? limit(rule?.level ?? "")) : ofScore(score)),
    package:
      find("package") ||
      find("purl") ||
      (textAt(place, "physicalLocation", "artifactLocation", "uri") ?? ""),
    version: find("installed version", "version", "affected range"),
    fixedIn: find("fixed version", "fix version"),
    status: "",
    title: rule === undefined || rule.title === "" ? firstLine(message) : limit(rule.title),
    url: linkIn(find("link")) || limit(rule?.url ?? ""),
  };
}

function ofScore(score: string): string {
  return Number.isNaN(Number(score)) ? score : severityOfScore(Number(score));
}

/** Grype's rules are named by vulnerability and package: `CVE-2026-4-openssl`. */
function vulnerabilityId(ruleId: string): string {
  return /^(?:CVE-\d+-\d+|GHSA(?:-\w{4}){3})/i.exec(ruleId)?.[0] ?? shortenText(ruleId);
}

/** The lines `Name: value` of a text. The first of a name counts. */
function linesOf(text = ""): Facts {
  const facts = new Map<string, string>();
  for (const line of text.slice(0, maxLinesLength).split("\n")) {
    const at = line.indexOf(":");
    const name = line.slice(0, Math.max(0, at)).trim().toLowerCase();
    if (name !== "" && name.length <= 40 && !facts.has(name)) {
      facts.set(name, shortenText(line.slice(at + 1).trim()));
    }
  }
  return facts;
}

/** The address in a Markdown link `[name](address)`, or the text itself. */
function linkIn(text: string): string {
  return /\]\((https?:[^)\s]+)\)/.exec(text)?.[1] ?? text;
}

function firstLine(text = ""): string {
  return text.slice(0, maxLinesLength).trim().split("\n", 1)[0] ?? "";
}
