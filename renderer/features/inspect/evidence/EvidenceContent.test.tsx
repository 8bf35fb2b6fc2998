import { cleanup, render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type {
  EvidenceView,
  PredicateView,
  ProvenanceView,
  StatementView,
} from "../../../../shared/evidence.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeInspection } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { currentVisit, useInspect } from "../inspectStore.ts";
import { EvidenceContent } from "./EvidenceContent.tsx";
import { evidenceKey, useEvidenceProblems } from "./evidenceProblems.ts";
import { VulnerabilityTable } from "./VulnerabilityTable.tsx";

const image = digestOf("ab");
const base = digestOf("cd");
const provenance: ProvenanceView = {
  kind: "provenance",
  version: "1",
  builder: "https://example.org/builder",
  parameters: [{ name: "args.target", value: "release" }],
  materials: [
    { name: "pkg:docker/ghcr.io/acme/base@2?platform=linux%2Famd64", digests: [base] },
    { name: "https://github.com/acme/app", digests: [`gitCommit:${"1".repeat(40)}`] },
  ],
  steps: [],
  builderDependencies: [],
  byproducts: [],
  metadata: [],
};

function view(predicate: PredicateView): StatementView {
  return {
    predicateType: "https://slsa.dev/provenance/v1",
    subjects: [{ name: "app", digests: [image] }],
    predicate,
  };
}

function statement(predicate: PredicateView): EvidenceView {
  return { statement: view(predicate) };
}

function show(evidence: EvidenceView, attests?: string): void {
  render(
    <EvidenceContent
      evidence={evidence}
      repository="ghcr.io/acme/app"
      attests={attests}
      places={["ghcr.io/acme/app@x"]}
    />,
  );
}

/** Gives the table a height, in which it renders rows. */
function layOutTable(): void {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(480);
}

const mismatch = /It is not about the image/;

it("shows provenance as not verified, and opens an image that was used", async () => {
  const fake = installApi({ "inspect:open": ({ text }) => ok(makeInspection({ name: text })) });
  show(statement(provenance), image);
  screen.getByText(/Decoded, not verified/);
  expect(screen.queryByText(mismatch)).toBeNull();
  screen.getByText("https://example.org/builder");
  await userEvent.click(screen.getByRole("button", { name: /^Inspect .*acme\/base/ }));
  expect(fake.inputsOf("inspect:open").at(-1)?.text).toBe(`ghcr.io/acme/base@${base}`);
});

it("lists the steps of a build once they are unfolded", async () => {
  layOutTable();
  const step = { id: "step7", operation: "exec", detail: "make", inputs: [] };
  show(statement({ ...provenance, steps: Array.from({ length: 400 }, () => step) }), image);
  expect(screen.queryByRole("table", { name: "Build steps" })).toBeNull();
  await userEvent.click(screen.getByText("400"));
  await within(await screen.findByRole("table", { name: "Build steps" })).findAllByText("make");
});

it("shows the columns of VEX that a document fills, and who wrote it", async () => {
  layOutTable();
  const rows = [{ vulnerability: "CVE-1", status: "affected", products: [], severity: "high" }];
  const vex = {
    kind: "vex",
    author: "Ada",
    version: "7",
    tools: ["vexctl"],
    statements: rows,
  } as const;
  show(statement(vex), image);
  const heads = screen.getAllByRole("columnheader").map(({ textContent }) => textContent);
  expect(heads).toEqual(["Vulnerability", "Severity", "Status", "Products", "Reason"]);
  screen.getByText("Ada");
  screen.getByText("7");
  screen.getByText("vexctl");
  await screen.findByText("high");
});

it("says why a document is not decoded, and nothing else of it", () => {
  show({ notice: "This is XML." }, image);
  screen.getByText("This is XML.");
  expect(screen.getAllByRole("note")).toHaveLength(1);
});

it("shows timestamps of a signature", () => {
  const timestamps = [{ time: "2026-01-02T03:04:05Z", by: "Acme" }, { time: "2026-01-03" }, {}];
  show({ signature: { format: "cosign", signed: [], facts: [], timestamps } });
  screen.getByText("2026-01-02T03:04:05Z, by Acme (not verified)");
  screen.getByText("2026-01-03 (not verified)");
  const undecoded = "It has a timestamp that cannot be decoded (not verified).";
  expect(screen.queryByText(undecoded)).not.toBeNull();
});

it("warns of a statement about another image", () => {
  show(statement(provenance), base);
  expect(screen.queryByText(mismatch)).not.toBeNull();
});

it("warns of a statement that names no digest", () => {
  show({ statement: { ...view(provenance), subjects: [{ name: "app", digests: [] }] } });
  expect(screen.queryByText(/It is not bound to any image/)).not.toBeNull();
});

it("lists every material, and says how many are not kept", async () => {
  layOutTable();
  const materials = Array.from({ length: 3000 }, (_, at) => ({
    name: `https://files.example/${at}`,
    digests: [`sha1:${at}`],
  }));
  show({ statement: { ...view({ ...provenance, materials }), more: { materials: 1234 } } });
  screen.getByText(/Too many materials to list: 1,234 more/);
  const table = screen.getByRole("table", { name: "materials" });
  expect(table.getAttribute("aria-rowcount")).toBe("3001");
  await userEvent.type(screen.getByRole("textbox", { name: "Filter materials" }), "example/2999");
  await screen.findByText("1 of 3000 materials");
  expect(await within(table).findByRole("button", { name: /^https:.*2999/ })).toBeDefined();
});

it("links the addresses in parameters, and of who signed and issued", async () => {
  const fake = installApi();
  const parameters = [{ name: "args.proxy", value: "a,http://proxy.example:80,b" }];
  show({
    ...statement({ ...provenance, parameters }),
    signature: {
      format: "sigstore bundle",
      signed: [],
      certificate: {
        identities: ["https://git.example/acme/app", "javascript:alert(1)"],
        issuer: "https://issuer.example",
        validFrom: "2026-01-01T00:00:00.000Z",
        validTo: "2026-01-01T00:10:00.000Z",
      },
      facts: [],
    },
  });
  for (const url of [
    "http://proxy.example:80",
    "https://git.example/acme/app",
    "https://issuer.example",
    "https://example.org/builder",
  ]) {
    await userEvent.click(screen.getByRole("button", { name: new RegExp(`^${url}`) }));
    expect(fake.inputsOf("link:open").at(-1)).toEqual({ url });
  }
  expect(screen.queryByRole("button", { name: /javascript/ })).toBeNull();
});

const vulnerability = {
  id: "CVE-2026-1",
  severity: "HIGH",
  package: "musl",
  version: "1.2",
  fixedIn: "1.3",
  status: "",
  title: "",
  url: "https://nvd.example/CVE-2026-1",
};

it("shows the packages of a bill of materials with their vulnerabilities", async () => {
  layOutTable();
  const fake = installApi();
  const packages = [{ name: "musl", version: "1.2", license: "MIT", purl: "" }];
  const vulnerabilities = [vulnerability, { ...vulnerability, id: "CVE-2026-2", severity: "high" }];
  show(statement({ kind: "sbom", format: "CycloneDX 1.6", tools: [], packages, vulnerabilities }));
  screen.getByText("1 package");
  screen.getByText("2 high");
  const table = screen.getByRole("table", { name: "Vulnerabilities" });
  const heads = within(table)
    .getAllByRole("columnheader")
    .map(({ textContent }) => textContent);
  expect(heads).toEqual(["Vulnerability", "Severity", "Package", "Installed", "Fixed in", "Link"]);
  const links = await within(table).findAllByRole("button", { name: /nvd.example/ });
  await userEvent.click(links[0] ?? table);
  expect(fake.inputsOf("link:open")).toEqual([{ url: vulnerability.url }]);
});

it("says what was scanned, and that nothing was found", () => {
  show(
    statement({
      kind: "vulnerabilities",
      format: "Trivy",
      scanned: "ghcr.io/acme/app:1.4",
      vulnerabilities: [],
    }),
  );
  for (const text of ["ghcr.io/acme/app:1.4", "0 vulnerabilities"]) {
    expect(screen.queryByText(text)).not.toBeNull();
  }
});

it("shows the facts of a predicate above its JSON", () => {
  show(
    statement({
      kind: "other",
      facts: [{ name: "result", value: "FAILED" }],
      text: '{"result":"FAILED"}',
    }),
  );
  expect(screen.queryByText("Main facts")).not.toBeNull();
  expect(screen.queryByText("FAILED")).not.toBeNull();
});

it("shows who is said to have signed", () => {
  show({
    signature: {
      format: "cosign",
      signed: [{ name: "", digests: [image] }],
      certificate: {
        identities: ["release@example.org"],
        issuer: "https://accounts.example.org",
        validFrom: "2026-01-01T00:00:00.000Z",
        validTo: "2026-01-01T00:10:00.000Z",
      },
      logIndex: "77",
      facts: [],
    },
  });
  for (const text of ["cosign, not verified", "release@example.org", "77"]) {
    expect(screen.queryByText(text)).not.toBeNull();
  }
});

it("filters the packages of a bill of materials by words in any column", async () => {
  layOutTable();
  const packages = Array.from({ length: 20_000 }, (_, at) => ({
    name: `package-${at}`,
    version: `1.${at % 7}`,
    license: at % 2 === 0 ? "MIT" : "ISC",
    purl: `pkg:npm/package-${at}`,
  }));
  show(statement({ kind: "sbom", format: "SPDX 2.3", tools: [], packages, vulnerabilities: [] }));
  screen.getByText("20000 packages");
  const table = screen.getByRole("table", { name: "Packages" });
  expect(within(table).getAllByRole("row").length).toBeLessThan(100);
  expect(within(table).getAllByRole("row").length).toBeGreaterThan(20);
  await userEvent.type(screen.getByRole("textbox", { name: "Filter packages" }), "isc package-777");
  await screen.findByText("6 of 20000 packages");
});

it("shows what is invisible in a package, in its tooltip, too", async () => {
  layOutTable();
  const packages = [{ name: "a\u202eb", version: "1", license: "MIT", purl: "" }];
  show(statement({ kind: "sbom", format: "SPDX 2.3", tools: [], packages, vulnerabilities: [] }));
  const cell = await screen.findByRole("cell", { name: "a[U+202E]b" });
  expect(cell.title).toBe("a[U+202E]b");
});

it("opens evidence with the image it was opened from", () => {
  installApi({ "inspect:open": ({ text }) => ok(makeInspection({ name: text })) });
  const text = "ghcr.io/acme/app@x";
  useInspect.getState().follow([{ text, label: "attestation", attests: image }]);
  expect(currentVisit(useInspect.getState())?.trail).toEqual([
    { text, label: text, attests: image },
  ]);
});

it("shows a table with its filter again", async () => {
  layOutTable();
  const packages = ["openssl", "musl"].map((name) => ({
    name,
    version: "",
    license: "",
    purl: "",
  }));
  const sbom = { kind: "sbom", format: "", name: "", created: "", tools: [], packages } as const;
  const evidence = statement({ ...sbom, vulnerabilities: [] });
  show(evidence);
  await userEvent.type(screen.getByRole("textbox", { name: "Filter packages" }), "ssl");
  cleanup();
  show(evidence);
  expect(screen.getByRole("textbox", { name: "Filter packages" })).toHaveProperty("value", "ssl");
  expect(await screen.findByText("1 of 2 packages")).toBeDefined();
});

it("counts the dependencies of a builder in plain English", () => {
  layOutTable();
  const dependency = { name: "pkg:npm/acme", digests: [] };
  show(
    statement({ ...provenance, builderDependencies: Array.from({ length: 30 }, () => dependency) }),
    image,
  );
  expect(screen.getByRole("table", { name: "dependencies" })).toBeDefined();
  expect(screen.getByText("30 dependencies")).toBeDefined();
});

it("marks evidence in a layout whose path has spaces", () => {
  const place = "oci-layout:/home/kim/my images@sha256:1";
  render(
    <EvidenceContent
      evidence={statement(provenance)}
      repository="oci-layout:/home/kim/my images"
      attests={digestOf("ee")}
      places={[place]}
    />,
  );
  const { problems } = useEvidenceProblems.getState();
  expect(Object.keys(problems)).toEqual([evidenceKey(place, digestOf("ee"))]);
});

it("says how many severities are left out", () => {
  const vulnerabilities = Array.from({ length: 9 }, (_, at) => ({
    id: `CVE-${at}`,
    severity: `level ${at}`,
    package: "p",
    version: "1",
    fixedIn: "",
    status: "",
    title: "",
    url: "",
  }));
  render(<VulnerabilityTable vulnerabilities={vulnerabilities} />);
  expect(screen.getByText(/1 other severity$/)).toBeDefined();
});
