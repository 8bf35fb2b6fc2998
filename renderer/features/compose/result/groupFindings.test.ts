import { describe, expect, it } from "vitest";
import type { Finding, FindingFix } from "../../../../shared/preview.ts";
import { groupFindings } from "./groupFindings.ts";

/** A finding about an entry. */
function about(digest: string, code: Finding["code"], fixes: readonly FindingFix[]): Finding {
  const subject = { kind: "entry", digest } as const;
  return { code, severity: "warning", message: `${code} ${digest}`, subject, fixes };
}

function useVariant(digest: string, variant: string): FindingFix {
  const entries = [{ digest, platform: { variant } }];
  return { kind: "editEntries", entries, label: `Use ${variant}` };
}

const many = Array.from({ length: 500 }, (_, at) => `d${at}`);

describe("groupFindings", () => {
  it("makes one line of 500 findings, with each fix that all of them have", () => {
    const findings = many.map((digest) =>
      about(digest, "missing_variant", [useVariant(digest, "v7"), useVariant(digest, "v6")]),
    );
    const [group, ...others] = groupFindings(findings);
    expect(others).toEqual([]);
    expect(group?.message).toMatch(/^500 entries for arm have no variant/);
    expect(group?.fixes.map(({ label }) => label)).toEqual(["Use v7, for all", "Use v6, for all"]);
    expect(group?.fixes[1]?.fix).toEqual({
      kind: "editEntries",
      entries: many.map((digest) => ({ digest, platform: { variant: "v6" } })),
      label: "Use v6",
    });
  });

  it("merges the first fixes if they differ, and counts them", () => {
    const findings = many.map((digest, at) =>
      about(digest, "missing_variant", at === 9 ? [] : [useVariant(digest, `v${at % 2}`)]),
    );
    const [group] = groupFindings(findings);
    expect(group?.fixes).toMatchObject([{ label: "Fix 499" }]);
  });

  it("excludes each digest once", () => {
    const findings = ["a", "b", "c"].map((digest) =>
      about(digest, "duplicate_platform", [{ kind: "exclude", digests: ["x", digest] }]),
    );
    expect(groupFindings(findings)[0]?.fixes).toEqual([
      { label: "Exclude these 4", fix: { kind: "exclude", digests: ["x", "a", "b", "c"] } },
    ]);
  });

  it("leaves two findings, those of the draft, and unlike fixes apart", () => {
    const two = ["a", "b"].map((digest) => about(digest, "wrong_size", []));
    expect(groupFindings(two)).toHaveLength(2);
    const unlike = many.map((digest, at) =>
      about(digest, "missing_os_version", [
        at === 0 ? { kind: "keepOsVersion" } : useVariant(digest, "v7"),
      ]),
    );
    expect(groupFindings(unlike)).toMatchObject([{ fixes: [] }]);
  });

  it("pins two sources together", () => {
    const findings = ["s1", "s2"].map((id): Finding => {
      const fix = { kind: "pin", sources: [{ id, text: `${id}@sha256:a` }] } as const;
      const subject = { kind: "source", id } as const;
      return { code: "mutable_source", severity: "hint", message: "", subject, fixes: [fix] };
    });
    const [group] = groupFindings(findings);
    expect(group?.fixes[0]?.label).toBe("Pin all 2");
    expect(group?.fixes[0]?.fix).toMatchObject({ sources: [{ id: "s1" }, { id: "s2" }] });
  });
});
