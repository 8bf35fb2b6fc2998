import { describe, expect, it } from "vitest";
import type { EntryDetails, ReferrerRow } from "../../../../shared/inspection.ts";
import { attestationArtifactType } from "../../../../shared/oci/attestation.ts";
import { cosignPayloadType } from "../../../../shared/oci/cosignPayload.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf, makeFailure, makeInspection, makeRow } from "../../../testing/fixtures.ts";
import { evidenceKey } from "../evidence/evidenceProblems.ts";
import { entryKey, listedEntry } from "../listedEntry.ts";
import type { Trail } from "../visit.ts";
import { firstExpanded, type KnownContents } from "./treeNode.ts";
import { findSelected, listedStatements, listNodes } from "./treeNodes.ts";

const root = { text: "ghcr.io/acme/app:1.4", label: "ghcr.io/acme/app:1.4" };
const repository = "ghcr.io/acme/app";
const attestation = makeRow(undefined, "a1").descriptor;
const amd64 = makeRow("linux/amd64", "91", {
  attestations: [{ descriptor: attestation, found: "inline" }],
});
const nested = makeRow(undefined, "33", { kind: "index" });

function known(change: Partial<KnownContents> = {}): KnownContents {
  const inspection = makeInspection({
    content: { kind: "index", annotations: {}, clients: [], rows: [amd64, nested] },
  });
  return {
    inspections: { [root.text]: { kind: "read", value: inspection } },
    details: {},
    referrers: {},
    evidence: {},
    ...change,
  };
}

function statements(...types: readonly string[]): EntryDetails {
  const list = types.map((predicateType, at) => ({
    descriptor: {
      mediaType: mediaTypes.inToto,
      digest: digestOf(`5${at}`),
      size: 1,
      annotations: { "in-toto.io/predicate-type": predicateType },
    },
    predicateType,
  }));
  return { kind: "read", layers: [], statements: list, problems: [] };
}

/** What is known if one referrer was found. */
function referrersOf(row: ReferrerRow): Pick<KnownContents, "referrers"> {
  const { digest } = makeInspection();
  return {
    referrers: { [`${repository}@${digest}`]: { kind: "read", value: { rows: [row] } } },
  };
}

/** The rows as an indented list; an arrow marks expanded branches. */
function outline(contents: KnownContents, ...more: readonly string[]): readonly string[] {
  const expanded = new Set([...firstExpanded(root.text), ...more]);
  return listNodes(root, contents, expanded).map(
    ({ level, label, isExpanded, problems }) =>
      `${" ".repeat(level - 1)}${isExpanded === true ? "▾ " : ""}${label}${problems.map(({ kind }) => ` !${kind}`).join("")}`,
  );
}

const amd64Id = `${root.text}\n${repository}@${amd64.descriptor.digest}`;
const attestationKey = entryKey(listedEntry(repository, attestation));

describe("the tree", () => {
  it("lists entries and what refers to the index", () => {
    const { digest } = makeInspection();
    const referrer = { mediaType: "x", digest: digestOf("44"), size: 1 };
    const rows = [
      {
        descriptor: { ...referrer, artifactType: "application/vnd.dev.sigstore.bundle.v0.3+json" },
      },
      { descriptor: referrer, tag: "sha256-c8.sig" },
    ];
    const referrers = { [`${repository}@${digest}`]: { kind: "read", value: { rows } } } as const;
    expect(outline(known({ referrers }))).toEqual([
      "▾ app:1.4",
      " linux/amd64",
      " index without platform",
      " ▾ refers to this",
      "  sigstore bundle",
      "  signature (cosign tag)",
    ]);
  });

  it("names attestations by their predicates", () => {
    const one = { [attestationKey]: statements("https://spdx.dev/Document") };
    expect(outline(known({ details: one }), amd64Id).slice(1, 4)).toEqual([
      " ▾ linux/amd64",
      "  SBOM (SPDX)",
      "  refers to this",
    ]);
    const two = {
      [attestationKey]: statements("https://slsa.dev/provenance/v1", "https://spdx.dev/Document"),
    };
    const attestationId = `${amd64Id}\n${repository}@${attestation.digest}`;
    expect(outline(known({ details: two }), amd64Id, attestationId).slice(2, 5)).toEqual([
      "  ▾ provenance, SBOM (SPDX)",
      "   provenance",
      "   SBOM (SPDX)",
    ]);
  });

  it("shows an attestation, its statements and a referrer once, however often they are listed", () => {
    const twice = makeRow("linux/amd64", "91", {
      attestations: [...amd64.attestations, ...amd64.attestations],
    });
    const content = { kind: "index", annotations: {}, clients: [], rows: [twice] } as const;
    const value = makeInspection({ content });
    const statement = { descriptor: makeRow(undefined, "50").descriptor, predicateType: "x" };
    const referrer = { descriptor: { mediaType: "x", digest: digestOf("44"), size: 1 } };
    const contents = known({
      inspections: { [root.text]: { kind: "read", value } },
      details: {
        [attestationKey]: {
          kind: "read",
          layers: [],
          statements: [statement, statement],
          problems: [],
        },
      },
      referrers: {
        [`${repository}@${value.digest}`]: { kind: "read", value: { rows: [referrer, referrer] } },
      },
    });
    const attestationId = `${amd64Id}\n${repository}@${attestation.digest}`;
    const expanded = new Set([...firstExpanded(root.text), amd64Id, attestationId]);
    const ids = listNodes(root, contents, expanded).map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toContain(attestationId);
  });

  it("names an attestation that only its subject links to its image like one of the index", () => {
    const { digest } = makeInspection();
    const descriptor = {
      mediaType: mediaTypes.ociManifest,
      digest: digestOf("55"),
      size: 1,
      artifactType: attestationArtifactType,
    };
    const referrers = {
      [`${repository}@${digest}`]: { kind: "read", value: { rows: [{ descriptor }] } },
    } as const;
    expect(outline(known({ referrers })).at(-1)).toBe("  attestation (BuildKit)");
    const details = statements("https://slsa.dev/provenance/v1", "https://spdx.dev/Document");
    const read = referrersOf({ descriptor, details });
    const [branch] = listNodes(root, known(read), firstExpanded(root.text)).slice(-1);
    expect(branch?.label).toBe("provenance, SBOM (SPDX)");
    expect(outline(known(read), branch?.id ?? "").slice(-2)).toEqual([
      "   provenance",
      "   SBOM (SPDX)",
    ]);
  });

  it("numbers the signatures under a tag, and says who made them", () => {
    const signatures = ["kim@acme.example", undefined].map((identity, at) => ({
      descriptor: { mediaType: cosignPayloadType, digest: digestOf(`7${at}`), size: 9 },
      predicateType: "",
      signer: identity === undefined ? {} : { identity },
    }));
    const read = referrersOf({
      descriptor: { mediaType: mediaTypes.ociManifest, digest: digestOf("55"), size: 0 },
      tag: `sha256-${"c8".repeat(32)}.sig`,
      details: { kind: "read", layers: [], statements: signatures, problems: [] },
    });
    const [branch] = listNodes(root, known(read), firstExpanded(root.text)).slice(-1);
    expect(outline(known(read), branch?.id ?? "").slice(-3)).toEqual([
      "  ▾ 2 signatures (cosign tag)",
      "   signature 1, by kim@acme.example",
      "   signature 2, by a key without certificate",
    ]);
  });

  it("shows each signature, though cosign signs the same payload each time", () => {
    const signatures = ["kim@acme.example", "lee@acme.example"].map((identity) => ({
      descriptor: {
        mediaType: cosignPayloadType,
        digest: digestOf("70"),
        size: 9,
        annotations: { "dev.sigstore.cosign/certificate": identity },
      },
      predicateType: "",
      signer: { identity },
    }));
    const read = referrersOf({
      descriptor: { mediaType: mediaTypes.ociManifest, digest: digestOf("55"), size: 0 },
      tag: `sha256-${"c8".repeat(32)}.sig`,
      details: { kind: "read", layers: [], statements: signatures, problems: [] },
    });
    const [branch] = listNodes(root, known(read), firstExpanded(root.text)).slice(-1);
    expect(outline(known(read), branch?.id ?? "").slice(-3)).toEqual([
      "  ▾ 2 signatures (cosign tag)",
      "   signature 1, by kim@acme.example",
      "   signature 2, by lee@acme.example",
    ]);
    const expanded = new Set([...firstExpanded(root.text), branch?.id ?? ""]);
    const nodes = listNodes(root, known(read), expanded);
    for (const { trail, label } of nodes.slice(-2)) {
      expect(findSelected(nodes, trail ?? [root])?.label).toBe(label);
    }
  });

  it("names a nested index by its platforms, and what is no image by its type", () => {
    const chart = makeRow(undefined, "44");
    const value = makeInspection({
      content: { kind: "index", annotations: {}, clients: [], rows: [nested, chart] },
    });
    const keyOf = ({ descriptor }: typeof chart) => entryKey(listedEntry(repository, descriptor));
    const read = { kind: "read", layers: [], statements: [], problems: [] } as const;
    const details = {
      [keyOf(nested)]: { ...read, entries: 2, platforms: ["linux/amd64", "linux/arm64"] },
      [keyOf(chart)]: { ...read, artifactType: "application/vnd.cncf.helm.config.v1+json" },
    };
    const inspections = { [root.text]: { kind: "read", value } } as const;
    expect(outline(known({ inspections, details })).slice(1, 3)).toEqual([
      " index of linux/amd64, linux/arm64",
      " Helm chart",
    ]);
  });

  it("marks entries that cannot be read, and shows why a list is incomplete", () => {
    const details: Record<string, EntryDetails> = {
      [entryKey(listedEntry(repository, amd64.descriptor))]: {
        kind: "failed",
        error: makeFailure(),
      },
    };
    const referrers = {
      [`${repository}@${makeInspection().digest}`]: {
        kind: "read",
        value: { rows: [], failure: makeFailure({ message: "Denied." }) },
      },
    } as const;
    expect(outline(known({ details, referrers }))).toEqual([
      "▾ app:1.4",
      " linux/amd64 !missing",
      " index without platform",
      " ▾ refers to this",
      "  Denied.",
    ]);
    const note = listNodes(root, known({ referrers }), firstExpanded(root.text)).at(-1);
    expect(note?.failure?.message).toBe("Denied.");
  });

  it("marks evidence that was read and is about other content", () => {
    const { digest } = makeInspection();
    const image = amd64.descriptor.digest;
    const descriptor = { mediaType: "x", digest: digestOf("44"), size: 1 };
    const referrers = {
      [`${repository}@${digest}`]: { kind: "read", value: { rows: [{ descriptor }] } },
    } as const;
    const details = { [attestationKey]: statements("https://slsa.dev/provenance/v1") };
    const evidence = {
      [evidenceKey(`${repository}@${digestOf("44")}`, digest)]: { kind: "unbound", message: "" },
      [evidenceKey(`${repository}@${digestOf("50")}`, image)]: { kind: "foreign", message: "" },
      // Of another image, the same document may be right.
      [evidenceKey(`${repository}@${digestOf("50")}`, digest)]: { kind: "unbound", message: "" },
    } as const;
    const contents = known({ referrers, details, evidence });
    const marked = outline(contents, amd64Id).filter((line) => line.includes("!"));
    expect(marked).toEqual(["  provenance !foreign", "  x !unbound"]);
    const nodes = listNodes(root, contents, new Set([root.text, amd64Id]));
    expect(listedStatements(nodes)).toMatchObject([
      { text: `${repository}@${digestOf("50")}`, attests: image, blob: { size: 1 } },
    ]);
  });

  it("selects what a trail leads to, or the last step of it that is listed", () => {
    const image = { text: `${repository}@${amd64.descriptor.digest}`, label: "linux/amd64" };
    const config = { text: `${repository}@${digestOf("cf")}`, label: "config" };
    const nodes = listNodes(root, known(), firstExpanded(root.text));
    const select = (...trail: Trail) => findSelected(nodes, trail)?.label;
    expect(select(root)).toBe("app:1.4");
    expect(select(root, image)).toBe("linux/amd64");
    expect(select(root, image, config)).toBe("linux/amd64");
  });
});
