import { describe, expect, it } from "vitest";
import type { Script } from "../../../shared/script.ts";
import { cannotDo } from "./cannotDo.ts";

function scriptOf(sameBytes: boolean, ...lines: readonly string[]): Script {
  return { tool: "buildx", text: `#!/bin/sh\n${lines.join("\n")}\n`, sameBytes, differences: [] };
}

describe("cannotDo", () => {
  it("is true of a script that only exits", () => {
    expect(cannotDo(scriptOf(false, "# buildx cannot reach a.tar.", "exit 1"))).toBe(true);
  });

  it.each([
    ["pushes other bytes", scriptOf(false, "docker buildx imagetools create -t x:1 a:1")],
    ["exits in a check", scriptOf(false, "[ a = b ] || { echo no >&2; exit 1; }")],
    ["exits in a case", scriptOf(false, "  *) echo taken >&2; exit 1 ;;")],
    ["pushes the same bytes", scriptOf(true, "exit 1")],
  ])("is false of one that %s", (_, script) => {
    expect(cannotDo(script)).toBe(false);
  });
});
