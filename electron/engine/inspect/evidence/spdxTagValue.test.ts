import { expect, it } from "vitest";
import { spdxTagValue } from "../../../testing/scanReports.ts";
import { readEvidence } from "./readEvidence.ts";

it("reads SPDX in its tag-value form", () => {
  expect(readEvidence(spdxTagValue)?.statement).toEqual({
    predicateType: "",
    subjects: [],
    predicate: {
      kind: "sbom",
      format: "SPDX 2.3",
      name: "app",
      created: "2026-01-02T03:04:05Z",
      tools: ["Tool: syft-1.38.0"],
      packages: [
        {
          name: "musl",
          version: "1.2.5-r0",
          license: "MIT",
          purl: "pkg:apk/alpine/musl@1.2.5-r0",
        },
        { name: "zlib", version: "", license: "Zlib", purl: "" },
      ],
      vulnerabilities: [],
    },
  });
});

it.each(["PackageName: musl", "# SPDXVersion: SPDX-2.3", "SPDX", `${"\n".repeat(100_000)}x`])(
  "finds no document in other text: %j",
  (text) => {
    expect(readEvidence(text)).toBeUndefined();
  },
);
