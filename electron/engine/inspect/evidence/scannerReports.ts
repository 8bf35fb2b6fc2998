import type { VulnerabilitiesView, Vulnerability } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, objectAt, textAt } from "./looseJson.ts";
import { isSarif, readSarif } from "./sarif.ts";
import { sortBySeverity } from "./severity.ts";
import { limitTexts, shortenText } from "./textLimit.ts";

/**
 * Reads the report of a vulnerability scanner, known by its fields: the media types of such artifacts do not say what is
 * in them. Source: Trivy `pkg/types/report.go`, Grype `grype/presenter/models`, OSV-Scanner `pkg/models/results.go`,
 * GitLab security report schemas 15, Harbor pluggable-scanner-spec 1.1, OASIS SARIF 2.1.0.
 *
 * @returns undefined for another document
 */
export function readScannerReport(document: LooseObject): VulnerabilitiesView | undefined {
  if (isSarif(document)) {
    return readSarif(document);
  }
  const read = readers.find(({ is }) => is(document))?.read(document);
  return read && { ...read, vulnerabilities: sortBySeverity(read.vulnerabilities) };
}

const readers: readonly {
  readonly is: (document: LooseObject) => boolean;
  readonly read: (document: LooseObject) => VulnerabilitiesView;
}[] = [
  {
    is: (document) =>
      // A report without findings has no results.
      (textAt(document, "SchemaVersion") !== undefined &&
        textAt(document, "ArtifactName") !== undefined) ||
      listAt(document, "Results").some((result) =>
        Array.isArray(objectAt(result)["Vulnerabilities"]),
      ),
    read: readTrivy,
  },
  {
    is: (document) =>
      Array.isArray(document["matches"]) &&
      (textAt(document, "descriptor", "name") !== undefined ||
        listAt(document, "matches").some((item) => textAt(item, "vulnerability", "id"))),
    read: readGrype,
  },
  {
    is: (document) =>
      Array.isArray(document["results"]) &&
      listAt(document, "results").some((result) => Array.isArray(objectAt(result)["packages"])),
    read: readOsvScanner,
  },
  {
    is: (document) =>
      Array.isArray(document["vulnerabilities"]) &&
      textAt(document, "scan", "scanner", "name") !== undefined,
    read: readGitLab,
  },
  {
    is: (document) =>
      Array.isArray(document["vulnerabilities"]) &&
      textAt(document, "generated_at") !== undefined &&
      textAt(document, "scanner", "name") !== undefined,
    read: readHarbor,
  },
];

function readTrivy(document: LooseObject): VulnerabilitiesView {
  const version = textAt(document, "Trivy", "Version");
  return {
    kind: "vulnerabilities",
    format: "Trivy",
    ...definedFields({
      scanner: version === undefined ? undefined : `Trivy ${version}`,
      scannedOn: textAt(document, "CreatedAt"),
      scanned: textAt(document, "ArtifactName"),
    }),
    vulnerabilities: listAt(document, "Results").flatMap((result) => [
      ...listAt(result, "Vulnerabilities").map((item) => ({
        id: textAt(item, "VulnerabilityID") ?? "",
        severity: textAt(item, "Severity") ?? "",
        package: textAt(item, "PkgName") ?? "",
        version: textAt(item, "InstalledVersion") ?? "",
        fixedIn: textAt(item, "FixedVersion") ?? "",
        status: textAt(item, "Status") ?? "",
        title: textAt(item, "Title") ?? "",
        url: textAt(item, "PrimaryURL") ?? "",
      })),
      ...["Misconfigurations", "Secrets", "Licenses"].flatMap((list) =>
        listAt(result, list).map((item) => readTrivyFinding(item, textAt(result, "Target"))),
      ),
    ]),
  };
}

/** A finding of Trivy that is not a vulnerability of a package: it is about a file. */
function readTrivyFinding(item: unknown, target = ""): Vulnerability {
  const name = textAt(item, "Name");
  return {
    id: textAt(item, "ID") ?? textAt(item, "RuleID") ?? name ?? "",
    severity: textAt(item, "Severity") ?? "",
    package: textAt(item, "PkgName") ?? textAt(item, "FilePath") ?? target.slice(0, 1000),
    version: "",
    fixedIn: "",
    status: textAt(item, "Status") ?? "",
    title: textAt(item, "Title") ?? textAt(item, "Message") ?? "",
    url: textAt(item, "PrimaryURL") ?? textAt(item, "Link") ?? "",
  };
}

function readGrype(document: LooseObject): VulnerabilitiesView {
  const source = objectAt(document, "source");
  return {
    kind: "vulnerabilities",
    format: "Grype",
    ...definedFields({
      scanner: nameAndVersion(objectAt(document, "descriptor")),
      scannedOn: textAt(document, "descriptor", "timestamp"),
      databaseUpdated:
        textAt(document, "descriptor", "db", "status", "built") ??
        textAt(document, "descriptor", "db", "built"),
      scanned: textAt(source, "target", "userInput") ?? textAt(source, "target"),
    }),
    vulnerabilities: listAt(document, "matches").map((item) => ({
      id: textAt(item, "vulnerability", "id") ?? "",
      severity: textAt(item, "vulnerability", "severity") ?? "",
      package: textAt(item, "artifact", "name") ?? "",
      version: textAt(item, "artifact", "version") ?? "",
      fixedIn: joinTexts(listAt(item, "vulnerability", "fix", "versions")),
      status: textAt(item, "vulnerability", "fix", "state") ?? "",
      title: textAt(item, "vulnerability", "description") ?? "",
      url:
        textAt(item, "vulnerability", "dataSource") ??
        asText(listAt(item, "vulnerability", "urls")[0]) ??
        "",
    })),
  };
}

/** OSV-Scanner lists the vulnerabilities of each package; the severity of a group of aliases is a score. */
function readOsvScanner(document: LooseObject): VulnerabilitiesView {
  const limit = limitTexts();
  return {
    kind: "vulnerabilities",
    format: "OSV-Scanner",
    vulnerabilities: listAt(document, "results").flatMap((result) =>
      listAt(result, "packages").flatMap((item) => {
        const name = shortenText(textAt(item, "package", "name") ?? "");
        const version = shortenText(textAt(item, "package", "version") ?? "");
        const scores = new Map(
          listAt(item, "groups").flatMap((group) =>
            listAt(group, "ids").map((id) => [asText(id), textAt(group, "max_severity")] as const),
          ),
        );
        return listAt(item, "vulnerabilities").map((found) => {
          const id = textAt(found, "id") ?? "";
          return {
            id,
            severity:
              textAt(found, "database_specific", "severity") ?? limit(scores.get(id) ?? "", ""),
            package: limit(name),
            version: limit(version),
            fixedIn: joinTexts(
              listAt(found, "affected").flatMap((affected) =>
                listAt(affected, "ranges").flatMap((range) =>
                  listAt(range, "events").map((event) => textAt(event, "fixed")),
                ),
              ),
            ),
            status: "",
            title: textAt(found, "summary") ?? "",
            url: id === "" ? "" : `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
          };
        });
      }),
    ),
  };
}

function readGitLab(document: LooseObject): VulnerabilitiesView {
  const scan = objectAt(document, "scan");
  return {
    kind: "vulnerabilities",
    format: "GitLab",
    ...definedFields({
      scanner: nameAndVersion(objectAt(scan, "scanner")),
      scannedOn: textAt(scan, "end_time"),
      scanned: textAt(listAt(document, "vulnerabilities")[0], "location", "image"),
    }),
    vulnerabilities: listAt(document, "vulnerabilities").map((item) => {
      const [identifier] = listAt(item, "identifiers");
      const place = objectAt(item, "location");
      return {
        id: textAt(identifier, "name") ?? textAt(item, "name") ?? textAt(item, "id") ?? "",
        severity: textAt(item, "severity") ?? "",
        package: textAt(place, "dependency", "package", "name") ?? textAt(place, "file") ?? "",
        version: textAt(place, "dependency", "version") ?? "",
        fixedIn: textAt(item, "solution") ?? "",
        status: "",
        title: textAt(item, "name") ?? textAt(item, "message") ?? "",
        url: textAt(listAt(item, "links")[0], "url") ?? textAt(identifier, "url") ?? "",
      };
    }),
  };
}

function readHarbor(document: LooseObject): VulnerabilitiesView {
  const { repository, digest } = objectAt(document, "artifact");
  return {
    kind: "vulnerabilities",
    format: "Harbor",
    ...definedFields({
      scanner: nameAndVersion(objectAt(document, "scanner")),
      scannedOn: textAt(document, "generated_at"),
      scanned: [asText(repository), asText(digest)].filter(Boolean).join("@") || undefined,
    }),
    vulnerabilities: listAt(document, "vulnerabilities").map((item) => ({
      id: textAt(item, "id") ?? "",
      severity: textAt(item, "severity") ?? "",
      package: textAt(item, "package") ?? "",
      version: textAt(item, "version") ?? "",
      fixedIn: textAt(item, "fix_version") ?? "",
      status: textAt(item, "status") ?? "",
      title: textAt(item, "description") ?? "",
      url: asText(listAt(item, "links")[0]) ?? "",
    })),
  };
}

function nameAndVersion(tool: LooseObject): string | undefined {
  return [textAt(tool, "name"), textAt(tool, "version")].filter(Boolean).join(" ") || undefined;
}

/** Most texts of a list that are joined. */
const maxJoined = 20;

function joinTexts(list: readonly unknown[]): string {
  return [...new Set(list.flatMap((item) => asText(item) ?? []))].slice(0, maxJoined).join(", ");
}
