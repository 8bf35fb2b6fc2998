import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { isWhole } from "../../testing/sweepSample.ts";
import { EngineError } from "../errors.ts";
import { formatRecipe } from "./formatRecipe.ts";
import { parseRecipe } from "./parseRecipe.ts";

const digest = `sha256:${"a".repeat(64)}`;

/** Returns a draft with empty ids. */
function withoutIds(draft: Draft): unknown {
  const strip = (item: { readonly id: string }): object => ({ ...item, id: "" });
  return {
    ...draft,
    ...(draft.base === undefined ? {} : { base: "" }),
    sources: draft.sources.map(strip),
    annotations: draft.annotations.map(strip),
    targets: draft.targets.map(strip),
  };
}

function describeResult(text: string): string {
  try {
    parseRecipe(text);
    return "read";
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
    return `${error.code}: ${error.message} (${error.hint})`;
  }
}

describe("formatRecipe", () => {
  it("writes readable YAML", () => {
    const draft: Draft = {
      ...emptyDraft,
      sources: [
        { id: "1", text: "ghcr.io/acme/app:amd64" },
        { id: "2", text: `{"digest": "${digest}"}` },
      ],
      platforms: ["linux/amd64"],
      annotations: [
        {
          id: "1",
          scope: { kind: "index" },
          key: "org.opencontainers.image.version",
          value: "1.4",
        },
        { id: "2", scope: { kind: "index" }, key: "note", value: "two\nlines" },
        { id: "3", scope: { kind: "platform", platform: "linux/arm64" }, key: "k", value: "" },
        { id: "4", scope: { kind: "entries" }, key: "k", value: "yes" },
      ],
      targets: [
        { id: "1", text: "ghcr.io/acme/app:1.4" },
        { id: "2", text: "ghcr.io/acme/app:latest", noClobber: true },
      ],
    };
    expect(formatRecipe(draft)).toBe(`manifestry: 1
sources:
  - ghcr.io/acme/app:amd64
  - '{"digest": "${digest}"}'
platforms:
  - linux/amd64
annotations:
  - to: index
    set:
      org.opencontainers.image.version: "1.4"
      note: |-
        two
        lines
  - platform: linux/arm64
    set:
      k: ""
  - to: entries
    set:
      k: "yes"
options:
  wrap-single-image: true
  keep-os-version: false
  keep-artifact-type: false
  keep-subject: false
travel:
  referrers: attestations
  digest-tags: false
targets:
  - ghcr.io/acme/app:1.4
  - reference: ghcr.io/acme/app:latest
    no-clobber: true
`);
  });

  it("has defaults for missing keys, and reads values as exact text", () => {
    const draft = parseRecipe(`
manifestry: 1 # the version
annotations: [{to: index, set: {version: 1.10, flag: true, none: ~, "__proto__": x, "": ""}}]
sources:
  - {"digest": "${digest}", "size": 12}
`);
    expect(withoutIds(draft)).toEqual({
      ...emptyDraft,
      sources: [{ id: "", text: `{"digest": "${digest}", "size": 12}` }],
      annotations: [
        ["version", "1.10"],
        ["flag", "true"],
        ["none", "~"],
        ["__proto__", "x"],
        ["", ""],
      ].map(([key, value]) => ({ id: "", scope: { kind: "index" }, key, value })),
    });
    const ids = draft.annotations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(
    "",
    " ",
    "\n",
    "a\r\nb\n\n",
    "\ud800",
    "\ufeff",
    "- x",
    "a: b",
    "a #b",
    "<<",
    "*a",
    "&a b",
    "!!str x",
    "~",
    "0x10",
    "1e3",
    "no",
    "---",
    "...",
    "%YAML 1.1",
    "\t",
    "\u0085\u2028\0\u007f",
    "x".repeat(1024),
    `${"long ".repeat(50)}\n\tand more \n`,
  ),
);
const scope = fc.oneof(
  fc.constant({ kind: "index" } as const),
  fc.constant({ kind: "entries" } as const),
  text.map((platform) => ({ kind: "platform", platform: platform.slice(0, 256) }) as const),
);
const plainDrafts: fc.Arbitrary<Draft> = fc.record({
  sources: fc.array(
    fc.record(
      { id: fc.constant("s"), text, replaces: fc.constant(`sha256:${"c".repeat(64)}`) },
      { requiredKeys: ["id", "text"] },
    ),
    { maxLength: 4 },
  ),
  annotations: fc.array(
    fc.record({
      id: fc.constant("a"),
      scope,
      key: fc.oneof(fc.constantFrom("k", "l"), text),
      value: text,
    }),
    { maxLength: 6 },
  ),
  platforms: fc.array(
    text.map((platform) => platform.slice(0, 256)),
    { maxLength: 3 },
  ),
  excluded: fc.uniqueArray(fc.constantFrom(...["a", "b"].map((hex) => `sha256:${hex.repeat(64)}`))),
  edits: fc.uniqueArray(
    fc.record({
      digest: fc.constantFrom(...["a", "b"].map((hex) => `sha256:${hex.repeat(64)}`)),
      platform: fc.record(
        {
          os: fc.constantFrom("linux", "windows"),
          variant: fc.constantFrom("", "v7"),
          "os.version": fc.constantFrom("", "10.0", "1e3"),
          "os.features": fc.array(fc.constantFrom("win32k", "true"), { maxLength: 2 }),
        },
        { requiredKeys: ["os"] },
      ),
      annotations: fc
        .uniqueArray(
          text.filter((key) => key !== "" && key.length <= 1024),
          { minLength: 1, maxLength: 3 },
        )
        .map((keys) => keys.map((key, at) => (at === 0 ? { key, value: "v" } : { key }))),
    }),
    { selector: (edit) => edit.digest },
  ),
  order: fc.uniqueArray(fc.constantFrom(...["a", "b"].map((hex) => `sha256:${hex.repeat(64)}`))),
  preferIndex: fc.boolean(),
  keepOsVersion: fc.boolean(),
  keepArtifactType: fc.boolean(),
  keepSubject: fc.boolean(),
  copyReferrers: fc.record({
    referrers: fc.constantFrom("none", "attestations", "all"),
    digestTags: fc.boolean(),
  }),
  targets: fc.array(
    fc.record(
      { id: fc.constant("t"), text, noClobber: fc.boolean() },
      { requiredKeys: ["id", "text"] },
    ),
    { maxLength: 3 },
  ),
});

const filled = text.filter((value) => value !== "" && value.length <= 1024);
const drafts = fc
  .tuple(
    plainDrafts,
    fc.record(
      { indexFormat: fc.constantFrom("oci", "docker"), artifactType: filled, subject: filled },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  )
  .map(([draft, fields, isEdit]) => ({
    ...draft,
    ...fields,
    ...(isEdit && draft.sources.length > 0 ? { base: "s" } : {}),
  }));

it("parses every formatted draft to the same draft, except for ids", () => {
  fc.assert(
    fc.property(drafts, (draft) => {
      const bytes = new TextEncoder().encode(formatRecipe(draft));
      const read = parseRecipe(new TextDecoder().decode(bytes));
      expect(withoutIds(read)).toEqual(withoutIds(draft));
    }),
    // A draft holds about ten texts, so that each run tries many.
    { numRuns: isWhole ? 1000 : 200 },
  );
});

it("parses any text or fails with a line and a hint", () => {
  const pieces = fc.constantFrom(
    ..."manifestry: 1|\n|  |- |sources:|targets:|annotations:|to: index|set:|a: b|[|]|{|}|*a|&a |!x |\"|'|: |? |---\n".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      expect(describeResult(`manifestry: 1\n${parts.join("")}`)).toMatch(
        /^(?:read|input_invalid: Line \d+ of the recipe: .+ \(.+\))$/s,
      );
    }),
    { numRuns: 2000 },
  );
});

describe("formatRecipe refuses", () => {
  it("long sources that parseRecipe would refuse", () => {
    const sources = Array.from({ length: 20 }, () => ({ id: "s", text: "x".repeat(60_000) }));
    expect(() => formatRecipe({ ...emptyDraft, sources })).toThrow(
      expect.objectContaining({ code: "too_large" }) as Error,
    );
  });

  it("200,000 targets", () => {
    const targets = Array.from({ length: 200_000 }, (_, at) => ({
      id: "",
      text: `acme/app:${at}`,
    }));
    expect(() => formatRecipe({ ...emptyDraft, targets })).toThrow("The recipe would have");
  });
});
