import { describe, expect, it } from "vitest";
import { digestOf, makeContent, makeTarget } from "../../../testing/fixtures.ts";
import { dockerHubHint, validateTarget, withoutDigest } from "./validateTarget.ts";

const content = makeContent([], { digest: digestOf("c8") });
const existing = { kind: "found", state: makeTarget({ digest: digestOf("ab") }) } as const;
const missing = { kind: "found", state: { kind: "missing", name: "x:1" } } as const;

describe("validateTarget", () => {
  it("rejects a pinned digest other than the result's", () => {
    const target = { id: "t1", text: `ghcr.io/acme/app:1@${digestOf("ab")}` };
    expect(validateTarget(target, undefined, content)?.message).toBe(
      "This target expects abab…abab, but the result is c8c8…c8c8.",
    );
  });

  it("accepts the digest of the result, and any digest before there is a result", () => {
    const target = { id: "t1", text: `ghcr.io/acme/app@${digestOf("c8")} ` };
    expect(validateTarget(target, missing, content)).toBeUndefined();
    expect(validateTarget(target, missing, undefined)).toBeUndefined();
  });

  it("rejects an existing tag that must not be overwritten", () => {
    const target = { id: "t1", text: "x:1", noClobber: true };
    expect(validateTarget(target, existing, content)?.kind).toBe("clobber");
    expect(validateTarget(target, existing, undefined)?.kind).toBe("clobber");
  });

  it.each([
    ["may be overwritten", { id: "t1", text: "x:1", noClobber: false }, existing],
    ["does not exist", { id: "t1", text: "x:1", noClobber: true }, missing],
    ["is not checked yet", { id: "t1", text: "x:1", noClobber: true }, undefined],
  ])("accepts a tag that %s", (_, target, status) => {
    expect(validateTarget(target, status, content)).toBeUndefined();
  });

  it("accepts a tag that points to the result already", () => {
    const same = { kind: "found", state: makeTarget({ digest: content.digest }) } as const;
    const target = { id: "t1", text: "x:1", noClobber: true };
    expect(validateTarget(target, same, content)).toBeUndefined();
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
