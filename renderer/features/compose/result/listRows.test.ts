import { describe, expect, it } from "vitest";
import { digestOf, makeRow } from "../../../testing/fixtures.ts";
import { listRows } from "./listRows.ts";
import { withAttestations } from "./previewResult.ts";

const rows = [makeRow("linux/amd64", "91"), makeRow("linux/arm64", "22")];

describe("listRows", () => {
  it("keeps the item of a row if an attestation of another row is found", () => {
    const before = listRows(rows);
    const attestation = {
      ...makeRow(undefined, "a1").descriptor,
      annotations: {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": digestOf("22"),
      },
    };
    const result = withAttestations({ kind: "checking", rows }, [attestation], []);
    const after = listRows("rows" in result ? result.rows : []);
    expect(after[0]).toBe(before[0]);
    expect(after[1]?.row.attestations).toHaveLength(1);
  });

  it("returns a new item for a row that becomes the last kept or moves", () => {
    const [first, second] = rows as [(typeof rows)[0], (typeof rows)[0]];
    const before = listRows(rows);
    const after = listRows([first, { ...second, kept: false }]);
    expect([before[0]?.isLast, after[0]?.isLast]).toEqual([false, true]);
    expect(listRows([second, first]).map(({ id }) => id)).toEqual([
      `0 ${digestOf("22")}`,
      `1 ${digestOf("91")}`,
    ]);
  });
});
