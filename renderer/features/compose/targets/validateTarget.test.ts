import { describe, expect, it } from "vitest";
import { noOverwriteRules } from "../../../../shared/overwriteRules.ts";
import { digestOf, makeContent, makeTarget } from "../../../testing/fixtures.ts";
import { dockerHubHint, validateTarget, withoutDigest } from "./validateTarget.ts";

const content = makeContent([], { digest: digestOf("c8") });
const existing = { kind: "found", state: makeTarget({ digest: digestOf("ab") }) } as const;
const missing = { kind: "found", state: { kind: "missing", name: "x:1" } } as const;

describe("validateTarget", () => {
  it("rejects a pinned digest other than the result's", () => {
    const target = { id: "t1", text: `ghcr.io/acme/app:1@${digestOf("ab")}` };
    expect(
      validateTarget(target, { status: undefined, content: content, rules: noOverwriteRules })
        ?.message,
    ).toBe("This target expects abab…abab, but the result is c8c8…c8c8.");
  });

  it("accepts the digest of the result, and any digest before there is a result", () => {
    const target = { id: "t1", text: `ghcr.io/acme/app@${digestOf("c8")} ` };
    expect(
      validateTarget(target, { status: missing, content: content, rules: noOverwriteRules }),
    ).toBeUndefined();
    expect(
      validateTarget(target, { status: missing, content: undefined, rules: noOverwriteRules }),
    ).toBeUndefined();
  });

  it("rejects an existing tag that must not be overwritten", () => {
    const target = { id: "t1", text: "x:1", noClobber: true };
    expect(
      validateTarget(target, { status: existing, content: content, rules: noOverwriteRules })?.kind,
    ).toBe("clobber");
    expect(
      validateTarget(target, { status: existing, content: undefined, rules: noOverwriteRules })
        ?.kind,
    ).toBe("clobber");
  });

  it("rejects an existing tag under a rule, whatever the target says", () => {
    const target = { id: "t1", text: "ghcr.io/acme/app:1.4", noClobber: false };
    const check = (tags: string[], status = existing) =>
      validateTarget(target, { status, content, rules: { tags, registries: [] } });
    expect(check(["1.*"])?.kind).toBe("rule");
    expect(check(["1.*"])?.message).toContain("1.*");
    expect(check(["v*"])).toBeUndefined();
    const same = { kind: "found", state: makeTarget({ digest: content.digest }) } as const;
    expect(check(["1.*"], same)).toBeUndefined();
  });

  it.each([
    ["may be overwritten", { id: "t1", text: "x:1", noClobber: false }, existing],
    ["does not exist", { id: "t1", text: "x:1", noClobber: true }, missing],
    ["is not checked yet", { id: "t1", text: "x:1", noClobber: true }, undefined],
  ])("accepts a tag that %s", (_, target, status) => {
    expect(
      validateTarget(target, { status: status, content: content, rules: noOverwriteRules }),
    ).toBeUndefined();
  });

  it("accepts a tag that points to the result already", () => {
    const same = { kind: "found", state: makeTarget({ digest: content.digest }) } as const;
    const target = { id: "t1", text: "x:1", noClobber: true };
    expect(
      validateTarget(target, { status: same, content: content, rules: noOverwriteRules }),
    ).toBeUndefined();
  });
});

describe("withoutDigest", () => {
  it.each([
    [`ghcr.io/acme/app:1@${digestOf("ab")}`, "ghcr.io/acme/app:1"],
    [`oci-layout:///home/me@work/x@${digestOf("ab")}`, "oci-layout:///home/me@work/x"],
    ["ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
    ["oci-layout:///home/me@work/x:1", "oci-layout:///home/me@work/x:1"],
  ])("turns %s into %s", (text, rest) => {
    expect(withoutDigest(text)).toBe(rest);
  });
});

describe("dockerHubHint", () => {
  it.each([
    ["1.5", "docker.io/library/1.5", "ghcr.io/acme/app:1.5"],
    [" app:1.5 ", "docker.io/library/app,", "ghcr.io/acme/app:1.5"],
  ])("explains that %j means Docker Hub", (text, meaning, full) => {
    const hint = dockerHubHint(text);
    expect(hint).toContain(meaning);
    expect(hint).toContain(full);
  });

  it.each(["", "acme/app", "localhost:5000/app", "oci-layout:///a", "docker.io/library/app:1"])(
    "gives no hint for %j",
    (text) => {
      expect(dockerHubHint(text)).toBeUndefined();
    },
  );
});
