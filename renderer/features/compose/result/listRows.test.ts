import { describe, expect, it } from "vitest";
import { digestOf, makeRow } from "../../../testing/fixtures.ts";
import { listRows } from "./listRows.ts";
import { withAttestations } from "./previewResult.ts";

const rows = [makeRow("linux/amd64", "91"), makeRow("linux/arm64", "22")];

describe("the items of the result's list", () => {
  it("stay the same where an attestation was found for another row", () => {
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

  it("are new where the row became the last that is kept, or moved", () => {
    const [first, second] = rows as [(typeof rows)[0], (typeof rows)[0]];
    const before = listRows(rows);
    const after = listRows([first, { ...second, kept: false }]);
    expect([before[0]?.last, after[0]?.last]).toEqual([false, true]);
    expect(listRows([second, first]).map(({ id }) => id)).toEqual([
      `0 ${digestOf("22")}`,
      `1 ${digestOf("91")}`,
    ]);
  });
});
