import type { SbomPackage, SbomView } from "../../../../shared/evidence.ts";
import { definedFields } from "./looseJson.ts";

/** Whether text is SPDX 2 in its tag-value form: its first tag is the version, after comments. */
export function isSpdxTagValue(text: string): boolean {
  return /^(?:[ \t\r]*(?:#[^\n]*)?\n){0,50}[ \t]*SPDXVersion:/.test(text);
}

/** What is read of a package until it ends. */
type Fields = Record<"name" | "version" | "concluded" | "declared" | "purl", string>;

const noFields: Fields = { name: "", version: "", concluded: "", declared: "", purl: "" };

/** The tags of a package that are shown. */
const packageTags: ReadonlyMap<string, keyof Fields> = new Map([
  ["PackageVersion", "version"],
  ["PackageLicenseConcluded", "concluded"],
  ["PackageLicenseDeclared", "declared"],
]);

/** Tags that end a package: what follows is about something else. */
const otherSections: ReadonlySet<string> = new Set(["FileName", "SnippetSPDXID", "LicenseID"]);

/** Reads the packages of an SPDX 2 document in its tag-value form. Source: SPDX 2.3, clause 6 to 9. */
export function readSpdxTagValue(text: string): SbomView {
  const packages: Fields[] = [];
  const tools: string[] = [];
  const about: { version: string; name?: string; created?: string } = { version: "SPDX" };
  let current: Fields | undefined;
  for (const [tag, value] of tagsOf(text)) {
    const field = packageTags.get(tag);
    if (tag === "PackageName") {
      current = { ...noFields, name: value };
      packages.push(current);
    } else if (otherSections.has(tag)) {
      current = undefined;
    } else if (current !== undefined && field !== undefined) {
      current[field] = value;
    } else if (current !== undefined && tag === "ExternalRef") {
      current.purl ||= /^PACKAGE[-_]MANAGER\s+purl\s+(\S+)$/.exec(value)?.[1] ?? "";
    } else if (tag === "SPDXVersion") {
      about.version = value.replace("-", " ");
    } else if (tag === "DocumentName") {
      about.name = value;
    } else if (tag === "Created") {
      about.created = value;
    } else if (tag === "Creator") {
      tools.push(value);
    }
  }
  return {
    kind: "sbom",
    format: about.version,
    ...definedFields({ name: about.name, created: about.created }),
    tools,
    packages: packages.map(toPackage),
    vulnerabilities: [],
  };
}

function toPackage({ name, version, concluded, declared, purl }: Fields): SbomPackage {
  const isKnown = (license: string): boolean =>
    license !== "" && license !== "NOASSERTION" && license !== "NONE";
  return { name, version, license: [concluded, declared].find(isKnown) ?? "", purl };
}

/** The lines `Tag: value`, without the lines of texts that take several: they may contain what looks like a tag. */
function* tagsOf(text: string): Generator<readonly [tag: string, value: string]> {
  let isInText = false;
  for (let at = 0; at < text.length;) {
    const next = text.indexOf("\n", at);
    const end = next < 0 ? text.length : next;
    const line = text.slice(at, end).trim();
    at = end + 1;
    if (isInText) {
      isInText = !line.includes("</text>");
      continue;
    }
    const colon = line.indexOf(":");
    const value = line.slice(colon + 1).trim();
    isInText = value.startsWith("<text>") && !value.includes("</text>");
    if (colon > 0 && !line.startsWith("#")) {
      yield [line.slice(0, colon), value.replace(/^<text>|<\/text>$/g, "")];
    }
  }
}
