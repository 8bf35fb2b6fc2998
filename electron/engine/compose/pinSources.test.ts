import { describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { EngineError } from "../errors.ts";
import { pinSources, sourcesToPin } from "./pinSources.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("pinSources", () => {
  const draft: Draft = {
    ...emptyDraft,
    sources: [
      { id: "hub", text: " alpine " },
      { id: "tag", text: "ghcr.io/acme/app:1.4" },
      { id: "pinned", text: `ghcr.io/acme/app:1@${digest}` },
      { id: "digest", text: digest },
      { id: "descriptor", text: `{"digest": "${digest}"}` },
      { id: "layout", text: "oci-layout:///images:1" },
    ],
  };

  it("adds digests to tags and changes nothing else", () => {
    const toPin = sourcesToPin(draft);
    expect(toPin.map(({ id }) => id)).toEqual(["hub", "tag", "layout"]);
    const digests = new Map(toPin.map(({ id }) => [id, digest]));
    expect(pinSources(draft, digests).sources.map(({ text: pinned }) => pinned)).toEqual([
      `alpine:latest@${digest}`,
      `ghcr.io/acme/app:1.4@${digest}`,
      `ghcr.io/acme/app:1@${digest}`,
      digest,
      `{"digest": "${digest}"}`,
      `oci-layout:///images:1@${digest}`,
    ]);
  });

  it("fails without a digest, and for a malformed source", () => {
    expect(() => pinSources(draft, new Map())).toThrow("alpine");
    const broken = { ...draft, sources: [{ id: "x", text: "Acme:x" }] };
    expect(() => sourcesToPin(broken)).toThrow(EngineError);
  });
});
