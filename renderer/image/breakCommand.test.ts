import { describe, expect, it } from "vitest";
import { breakCommand } from "./breakCommand.ts";

describe("breakCommand", () => {
  it("puts each option with its value and each source on its own line", () => {
    expect(
      breakCommand("docker buildx imagetools create --prefer-index=false -t x:1 -t y:1 a:1 b:2"),
    ).toBe(
      "docker buildx imagetools create \\\n  --prefer-index=false \\\n  -t x:1 \\\n  -t y:1 \\\n  a:1 \\\n  b:2",
    );
  });

  it("keeps quoted words together", () => {
    const annotation = "'index:title=It'\\''s an app, with spaces'";
    expect(breakCommand(`docker buildx imagetools create --annotation ${annotation} a:1`)).toBe(
      `docker buildx imagetools create \\\n  --annotation ${annotation} \\\n  a:1`,
    );
  });

  it("keeps all words", () => {
    const command = "docker buildx imagetools create -f 'a b.json' --append -t x:1 'c d' e";
    expect(breakCommand(command).replaceAll(" \\\n  ", " ")).toBe(command);
  });

  it("does not change a command without options", () => {
    expect(breakCommand("docker buildx ls")).toBe("docker buildx ls");
  });
});
