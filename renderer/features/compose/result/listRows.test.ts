import { describe, expect, it } from "vitest";
import { digestOf, makeRow } from "../../../testing/fixtures.ts";
import { listRows } from "./listRows.ts";
import { moveRow } from "./moveRow.ts";
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

  it("returns a new item for a row that becomes the last kept, and the same for one that moves", () => {
    const [first, second] = rows as [(typeof rows)[0], (typeof rows)[0]];
    const before = listRows(rows);
    const after = listRows([first, { ...second, kept: false }]);
    expect([before[0], after[0]]).toMatchObject([{ isLast: false }, { isLast: true }]);
    const original = listRows([first, second]);
    expect(listRows([second, first])).toEqual(original.toReversed());
    expect(listRows([second, first])[0]).toBe(listRows([first, second])[1]);
  });

  it("numbers repeated digests", () => {
    const [first] = rows as [(typeof rows)[0]];
    expect(listRows([first, { ...first }]).map(({ id }) => id)).toEqual([
      digestOf("91"),
      `${digestOf("91")} 2`,
    ]);
  });
});

it("moves all rows of a repeated digest, whichever is moved", () => {
  const [amd64, arm64] = rows as [(typeof rows)[0], (typeof rows)[0]];
  const listed = [amd64, { ...amd64, platform: "linux/amd64/v2" }, arm64];
  const [first, second] = listed;
  const after = { side: "after", of: digestOf("22") } as const;
  expect(moveRow(listed, digestOf("91"), after)).toEqual([arm64, first, second]);
  expect(moveRow(listed, digestOf("22"), { side: "after", of: digestOf("91") })).toBe(listed);
});
