import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { testsWithMocks } from "./testsWithMocks.ts";
import { top } from "./top.ts";

it("names every test that replaces a module", async () => {
  const unnamed: string[] = [];
  for await (const file of glob("{shared,electron,renderer,e2e}/**/*.test.{ts,tsx}", {
    cwd: top,
  })) {
    const text = await readFile(path.join(top, file), "utf8");
    const isNamed = testsWithMocks.some((pattern) => path.matchesGlob(file, pattern));
    if (/\bvi\.(?:mock|doMock)\(/.test(text) && !isNamed) {
      unnamed.push(file);
    }
  }
  expect(unnamed).toEqual([]);
});
