import { describe, expect, it } from "vitest";
import { EngineError } from "../errors.ts";
import { parseRecipe } from "./parseRecipe.ts";

const digest = `sha256:${"a".repeat(64)}`;

function refusal(text: string): EngineError {
  try {
    parseRecipe(text);
  } catch (error) {
    if (error instanceof EngineError) {
      return error;
    }
    throw error;
  }
  throw new Error("it was parsed");
}

describe("parseRecipe refuses", () => {
  it.each<[string, number, string, string]>([
    ["an unknown key", 2, "sorces: []", 'unknown key "sorces"'],
    [
      "the first of several errors",
      2,
      "sorces: []\nplatforms: x\nsources: x",
      'unknown key "sorces"',
    ],
    [
      "the first of several values",
      2,
      "targets: x\nplatforms: x\nsources: x",
      "targets is not a list",
    ],
    [
      "the first of several long texts",
      2,
      `targets: [${"x".repeat(65 * 1024)}]\nsources: [${"x".repeat(65 * 1024)}]`,
      "Too big",
    ],
    ["an unknown option", 3, "options:\n  keep-everything: true", 'unknown key "keep-everything"'],
    ["a duplicate key", 3, "sources: []\nsources: []", 'duplicate key "sources"'],
    ["a text in place of a list", 2, "sources: x", "is not a list"],
    ["a source that is a list", 3, "sources:\n  - [x]", "is not text"],
    ["a missing source", 4, "sources:\n  - x\n  -", "is not text"],
    ["a descriptor that is not JSON", 2, "sources: [{digest: x}]", "not JSON"],
    ["a mapping in place of text", 2, "platforms: [{a: b}]", "is not text"],
    ["an excluded entry that is not a digest", 3, "exclude:\n  - sha256:12", "not a digest"],
    [
      "a replacement by a missing source",
      4,
      `replace:\n  - digest: ${digest}\n    with: 2`,
      "source 2 cannot replace an entry",
    ],
    ["a number in place of a flag", 3, "options:\n  keep-subject: 1", "neither true nor false"],
    ["an unknown word", 3, "travel:\n  referrers: some", "not one of none, attestations, all"],
    ["a missing value", 4, "annotations:\n  - to: index\n    set: {a: }", "is not text"],
    ["annotations without a place", 3, "annotations:\n  - set: {}", "where they go"],
    [
      "annotations with two places",
      3,
      "annotations:\n  - to: index\n    platform: linux/amd64\n    set: {}",
      "where they go",
    ],
    ["annotations of nothing", 2, "annotations: [{to: index}]", "nothing to set"],
    ["a target without a reference", 2, "targets: [{no-clobber: true}]", "has no reference"],
    ["a key __proto__", 2, "__proto__: x", 'unknown key "__proto__"'],
    ["a descriptor with an alias", 2, "sources: [{a: *b}]", "not JSON"],
    ["an alias", 2, "platforms: &a [x]\ntargets: *a", "& and *"],
    ["a merge key", 2, "<<: {sources: []}", 'unknown key "<<"'],
    ["a tag", 2, "platforms: !!set {x}", "tags (!)"],
    ["an unknown tag", 2, "platforms: [!x y]", "tag"],
    ["two documents", 2, "---\nmanifestry: 1", "documents"],
    ["broken YAML", 2, "sources: [", "Flow sequence"],
    ["very deep nesting", 2, `sources: ${"[".repeat(100_000)}`, "nested too deeply"],
    ["nothing but syntax errors", 2, "}: ]\n".repeat(200_000), "Unexpected"],
    ["text that is too long", 4, `sources:\n  - a\n  - ${"x".repeat(65 * 1024)}`, "Too big"],
    ["too many targets", 2, `targets: [${"x,".repeat(101)}]`, "Too big"],
  ])("%s", (_what, line, yaml, why) => {
    const error = refusal(`manifestry: 1\n${yaml}`);
    expect(error.code).toBe("input_invalid");
    expect(error.message).toContain(why);
    expect(error.message).toContain(`Line ${line} of`);
    expect(error.hint).toBeTruthy();
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["a text", "hello"],
    ["another kind of YAML", "services:\n  web: {}"],
    ["JSON that is something else", '{"schemaVersion": 2}'],
  ])("%s", (_what, yaml) => {
    expect(refusal(yaml).message).toMatch(/^Line 1 of the recipe: /);
  });

  it("another version, before it reports other errors", () => {
    const error = refusal("later: things\nmanifestry: 3\n");
    expect(error.message).toContain('Line 2 of the recipe: version "3"');
  });

  it("aliases without expanding them", () => {
    const levels = Array.from(
      { length: 30 },
      (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`,
    );
    expect(refusal(`manifestry: 1\na0: &a0 [x]\n${levels.join("\n")}`).code).toBe("input_invalid");
  });

  it("nesting that would exhaust the stack", () => {
    expect(refusal(`manifestry: 1\nsources: ${"[".repeat(20_000)}`).code).toBe("input_invalid");
  });
});
