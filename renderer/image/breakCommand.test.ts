import { describe, expect, it } from "vitest";
import { breakCommand } from "./breakCommand.ts";

describe("breakCommand", () => {
  it("puts each option with its value and each source on a line of its own", () => {
    expect(
      breakCommand("docker buildx imagetools create --prefer-index=false -t x:1 -t y:1 a:1 b:2"),
    ).toBe(
      "docker buildx imagetools create \\\n  --prefer-index=false \\\n  -t x:1 \\\n  -t y:1 \\\n  a:1 \\\n  b:2",
    );
  });

  it("keeps what stands in quotes together", () => {
    const annotation = "'index:title=It'\\''s an app, with spaces'";
    expect(breakCommand(`docker buildx imagetools create --annotation ${annotation} a:1`)).toBe(
      `docker buildx imagetools create \\\n  --annotation ${annotation} \\\n  a:1`,
    );
  });

  it("loses no word", () => {
    const command = "docker buildx imagetools create -f 'a b.json' --append -t x:1 'c d' e";
    expect(breakCommand(command).replaceAll(" \\\n  ", " ")).toBe(command);
  });

  it("leaves a command without options as it is", () => {
    expect(breakCommand("docker buildx ls")).toBe("docker buildx ls");
  });
});
