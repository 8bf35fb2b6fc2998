import { expect, it, vi } from "vitest";
import type { EvidenceView, StatementView } from "../../../../shared/evidence.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeInspection } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { evidenceProblem } from "./evidenceProblem.ts";
import { evidenceKey, useEvidenceProblems } from "./evidenceProblems.ts";

const image = digestOf("ab");

function statementAbout(...digests: readonly string[]): StatementView {
  return {
    predicateType: "https://acme.example/v1",
    subjects: [
      { name: "other", digests: [digestOf("01")] },
      { name: "app", digests },
    ],
    predicate: { kind: "other", facts: [], text: "{}" },
  };
}

const unbound: StatementView = {
  ...statementAbout(),
  subjects: [{ name: "app", digests: [] }],
};
const signature = { format: "DSSE", signed: [], facts: [] } as const;

it.each<[string, EvidenceView, string | undefined, string | undefined]>([
  ["names the image", { statement: statementAbout(image) }, image, undefined],
  ["names another one", { statement: statementAbout() }, image, "foreign"],
  ["was opened by itself", { statement: statementAbout() }, undefined, undefined],
  ["names no digest", { statement: unbound }, undefined, "unbound"],
  ["has no subjects", { statement: { ...unbound, subjects: [] } }, image, "unbound"],
  [
    "is a document without a statement",
    { statement: { ...unbound, predicateType: "" } },
    image,
    undefined,
  ],
  ["signs nothing by digest", { signature }, image, "unbound"],
  [
    "signs a statement about the image",
    { signature, statement: statementAbout(image) },
    image,
    undefined,
  ],
])("evidence that %s", (_, evidence, attests, kind) => {
  expect(evidenceProblem(evidence, attests)?.kind).toBe(kind);
});

const repository = "ghcr.io/acme/app";

function crumbOf(byte: string, size: number) {
  const digest = digestOf(byte);
  const blob = { mediaType: "application/vnd.in-toto+json", digest, size };
  return { text: `${repository}@${digest}`, label: "provenance", attests: image, blob };
}

it("reads short statements once, two at a time, and keeps what is wrong with them", async () => {
  const evidence = { statement: statementAbout() };
  const content = { kind: "blob", reason: "", evidence } as const;
  const fake = installApi({ "inspect:open": () => ok(makeInspection({ content })) });
  const short = [crumbOf("01", 65_536), crumbOf("02", 9), crumbOf("03", 9)];
  const { checkStatements } = useEvidenceProblems.getState();
  checkStatements([...short, crumbOf("04", 65_537)]);
  checkStatements(short);
  const keys = short.map(({ text }) => evidenceKey(text, image));
  await vi.waitFor(() =>
    expect(Object.keys(useEvidenceProblems.getState().problems)).toEqual(keys),
  );
  expect(fake.inputsOf("inspect:open").map(({ text }) => text)).toEqual(
    short.map(({ text }) => text),
  );
  useEvidenceProblems.getState().forget(repository);
  expect(useEvidenceProblems.getState().problems).toEqual({});
  checkStatements(short);
  await vi.waitFor(() => expect(fake.inputsOf("inspect:open")).toHaveLength(6));
});
