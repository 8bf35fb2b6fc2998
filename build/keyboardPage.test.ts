import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keyboardTable } from "./keyboardPage.ts";
import { top } from "./top.ts";

test("the page about the keyboard lists the keys of all commands", () => {
  const page = readFileSync(join(top, ".github/keyboard.md"), "utf8");
  expect(page).toContain(`\n${keyboardTable()}\n`);
});
