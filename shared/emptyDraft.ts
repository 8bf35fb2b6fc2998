import type { Draft } from "./draft.ts";

/** A draft with nothing in it. In a file of its own, so that the window has it without the schemas. */
export const emptyDraft: Draft = {
  sources: [],
  annotations: [],
  platforms: [],
  excluded: [],
  preferIndex: true,
  keepOsVersion: false,
  keepArtifactType: false,
  keepSubject: false,
  copyReferrers: { referrers: "attestations", digestTags: false },
  targets: [],
};
