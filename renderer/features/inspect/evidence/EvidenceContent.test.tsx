import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { EvidenceView, ProvenanceView } from "../../../../shared/evidence.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeInspection } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { currentVisit, useInspect } from "../inspectStore.ts";
import { EvidenceContent } from "./EvidenceContent.tsx";

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
  metadata: [],
};

function statement(predicate: NonNullable<EvidenceView["statement"]>["predicate"]): EvidenceView {
  return {
    statement: {
      predicateType: "https://slsa.dev/provenance/v1",
      subjects: [{ name: "app", digests: [image] }],
      predicate,
    },
  };
}

function show(evidence: EvidenceView, attests?: string): void {
  render(<EvidenceContent evidence={evidence} repository="ghcr.io/acme/app" attests={attests} />);
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

it("warns of a statement about another image", () => {
  show(statement(provenance), base);
  expect(screen.queryByText(mismatch)).not.toBeNull();
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
  show(statement({ kind: "sbom", format: "SPDX 2.3", tools: [], packages }));
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
  show(statement({ kind: "sbom", format: "SPDX 2.3", tools: [], packages }));
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
