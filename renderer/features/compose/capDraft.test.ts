import { expect, it } from "vitest";
import { draftSchema } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { emptyPasteResult } from "../../../shared/paste/pasteResult.ts";
import { installApi } from "../../testing/setUp.ts";
import { capDraft } from "./capDraft.ts";
import { useCompose } from "./composeStore.ts";

function named(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `x.io/app:${at}`);
}

it("keeps a draft within the limits", () => {
  const sources = named(5000).map((text) => ({ id: text, text }));
  const within = { ...emptyDraft, sources };
  expect(capDraft(within)).toEqual({ draft: within, failures: [] });
});

it("says how many pasted references have no room", () => {
  installApi();
  const { addPasted, addSources, addTargets } = useCompose.getState();
  addPasted({ ...emptyPasteResult, sources: named(5002), targets: named(101) });
  const messages = (): readonly string[] =>
    useCompose.getState().fileFailures.map(({ message }) => message);
  const { draft } = useCompose.getState();
  expect(draftSchema.safeParse(draft).success).toBe(true);
  expect(draft.sources).toHaveLength(5000);
  expect(messages()).toEqual([
    "A draft has at most 5,000 sources: 2 more were not added.",
    "A draft has at most 100 targets: 1 more were not added.",
  ]);
  useCompose.getState().dismissFileFailures();
  addSources(["a:1"]);
  addTargets(["x.io/b:1", "x.io/app:7"]);
  expect(draftSchema.safeParse(useCompose.getState().draft).success).toBe(true);
  expect(messages()).toEqual([
    "A draft has at most 5,000 sources: 1 more were not added.",
    "A draft has at most 100 targets: 1 more were not added.",
  ]);
});
