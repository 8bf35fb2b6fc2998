import { describe, expect, it } from "vitest";
import { digestOf, makeContent, makeTarget } from "../../../testing/fixtures.ts";
import { withoutDigest } from "./targetDigest.ts";
import { validateTarget } from "./validateTarget.ts";

const content = makeContent([], { digest: digestOf("c8") });
const held = { kind: "found", state: makeTarget({ digest: digestOf("ab") }) } as const;
const missing = { kind: "found", state: { kind: "missing", name: "x:1" } } as const;

describe("targetMistake", () => {
  it("tells of a digest that the result does not have", () => {
    const target = { id: "t1", text: `ghcr.io/acme/app:1@${digestOf("ab")}` };
    expect(validateTarget(target, undefined, content)?.message).toBe(
      "This target asks for abab…abab, but the result is c8c8…c8c8.",
    );
  });

  it("is quiet where the digest is the result's, or there is no result yet", () => {
    const target = { id: "t1", text: `ghcr.io/acme/app@${digestOf("c8")} ` };
    expect(validateTarget(target, missing, content)).toBeNull();
    expect(validateTarget(target, missing, null)).toBeNull();
  });

  it("tells of a guarded tag that names something else", () => {
    const target = { id: "t1", text: "x:1", noClobber: true };
    expect(validateTarget(target, held, content)?.kind).toBe("clobber");
    expect(validateTarget(target, held, null)?.kind).toBe("clobber");
  });

  it.each([
    ["is not guarded", { id: "t1", text: "x:1", noClobber: false }, held],
    ["is free", { id: "t1", text: "x:1", noClobber: true }, missing],
    ["is not known yet", { id: "t1", text: "x:1", noClobber: true }, undefined],
  ])("is quiet where the tag %s", (_, target, status) => {
    expect(validateTarget(target, status, content)).toBeNull();
  });

  it("is quiet where a guarded tag names the result already", () => {
    const same = { kind: "found", state: makeTarget({ digest: content.digest }) } as const;
    expect(validateTarget({ id: "t1", text: "x:1", noClobber: true }, same, content)).toBeNull();
  });
});

describe("withoutDigest", () => {
  it.each([
    [`ghcr.io/acme/app:1@${digestOf("ab")}`, "ghcr.io/acme/app:1"],
    [`oci-layout:///home/me@work/x@${digestOf("ab")}`, "oci-layout:///home/me@work/x"],
    ["ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
    ["oci-layout:///home/me@work/x:1", "oci-layout:///home/me@work/x:1"],
  ])("of %s is %s", (text, rest) => {
    expect(withoutDigest(text)).toBe(rest);
  });
});
