import type { Draft } from "./draft.ts";

/** A draft without content. In a file of its own, so that the renderer's bundle does not include zod. */
export const emptyDraft: Draft = {
  sources: [],
  annotations: [],
  platforms: [],
  excluded: [],
  edits: [],
  order: [],
  preferIndex: true,
  keepOsVersion: false,
  keepArtifactType: false,
  keepSubject: false,
  copyReferrers: { referrers: "attestations", digestTags: false },
  targets: [],
};
