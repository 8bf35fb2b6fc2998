import { expect, it } from "vitest";
import type { EvidenceView, PredicateView } from "../../../shared/evidence.ts";
import { comparisonBench, sbom } from "../../testing/comparisonBench.ts";
import { evidenceKinds } from "../../testing/evidenceKinds.ts";
import { amd64, signal } from "../../testing/workbench.ts";
import { statementValues } from "./statementValues.ts";

const { bench, seed, compare } = comparisonBench();

function artifactOf(kind: string) {
  const found = evidenceKinds(amd64).find((each) => each.kind === kind);
  if (found === undefined) {
    throw new Error(`no ${kind}`);
  }
  return found.artifact;
}

/** The values of the statements that differ between two tags: `name: before > after`. */
async function differences(before: string, after: string): Promise<readonly string[]> {
  const opened = await compare(before, after);
  const lines: string[] = [];
  for (const { id } of opened.pairs) {
    const request = { comparisonId: opened.id, pairId: id };
    const { changes } = await bench.engine.comparisons.images(request, signal);
    const found = changes.values.filter(
      ({ section, kind }) => section === "statement" && kind !== "same",
    );
    found.forEach((each) => lines.push(`${each.name}: ${each.before ?? ""} > ${each.after ?? ""}`));
  }
  return lines;
}

it("compares what two statements say", async () => {
  seed("old", artifactOf("provenance 0.2"));
  seed("new", artifactOf("provenance 1"));
  const found = await differences("old", "new");
  expect(found).toContain(
    "predicate type: https://slsa.dev/provenance/v0.2 > https://slsa.dev/provenance/v1",
  );
  expect(found).toContain("parameter args.build-arg:VERSION: 1.4 > ");
  expect(found).toContain("entry point: Dockerfile > .github/workflows/release.yml");
  expect(await differences("old", "old")).toEqual([]);
});

it("compares a signature with a statement", async () => {
  seed("sig", artifactOf("cosign signature"));
  seed("att", artifactOf("DSSE envelope"));
  const found = await differences("sig", "att");
  expect(found).toContain("signature: cosign > DSSE");
  expect(found).toContain("predicate type:  > https://spdx.dev/Document");
});

it("compares the packages of two bills of materials", async () => {
  seed("1", sbom(amd64, ["pkg:deb/debian/openssl@3.0.11"], "referrer"));
  seed("2", sbom(amd64, ["pkg:deb/debian/openssl@3.0.12"], "referrer"));
  const opened = await compare("1", "2");
  const [pair] = opened.pairs;
  const request = { comparisonId: opened.id, pairId: pair?.id ?? "" };
  const { packages } = await bench.engine.comparisons.packages(request, signal);
  expect(packages).toMatchObject([{ kind: "upgraded", before: ["3.0.11"], after: ["3.0.12"] }]);
});

const vulnerability = {
  id: "CVE-1",
  severity: "high",
  package: "zlib",
  version: "1",
  fixedIn: "2",
  status: "",
  title: "",
  url: "",
};

it.each<[PredicateView, readonly string[]]>([
  [
    {
      kind: "vex",
      statements: [{ vulnerability: "CVE-1", status: "fixed", products: ["a", "b"] }],
    },
    ["CVE-1 in a, b: fixed"],
  ],
  [
    { kind: "vulnerabilities", scanner: "scan 1", vulnerabilities: [vulnerability] },
    ["scanner: scan 1", "CVE-1 in zlib: high, 1, fixed in 2"],
  ],
  [{ kind: "other", facts: [], text: '{"a":{"b":1}}' }, ["field a.b: 1"]],
  [{ kind: "other", facts: [], text: '"text"' }, ['field value: "text"']],
])("has the values of %j", (predicate, lines) => {
  const evidence: EvidenceView = { statement: { predicateType: "", subjects: [], predicate } };
  expect([...statementValues(evidence)].map((each) => each.join(": "))).toEqual(lines);
});

it("joins values of one name, and ends after many", () => {
  const materials = Array.from({ length: 6000 }, (_, at) => ({ name: `m${at}`, digests: [] }));
  const twice = [{ name: "m0", digests: ["sha256:1"] }, ...materials];
  const values = statementValues({
    statement: {
      predicateType: "x",
      subjects: twice,
      predicate: { kind: "other", facts: [], text: "{}" },
    },
  });
  expect(values.get("subject m0")).toBe("sha256:1\nwithout digest");
  expect(values.size).toBe(5000);
});
