import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { formatRecipe } from "./formatRecipe.ts";
import { readRecipeFile } from "./readRecipeFile.ts";
import { maxRecipeBytes } from "./recipeSchema.ts";

const { signal } = new AbortController();

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-recipe-"));
  file = path.join(folder, "index.manifestry.yaml");
});
afterEach(() => rm(folder, { recursive: true }));

it("reads a recipe, with or without a byte order mark", async () => {
  for (const mark of ["", "\ufeff"]) {
    await writeFile(file, mark + formatRecipe(emptyDraft));
    expect(await readRecipeFile(file, signal)).toEqual(emptyDraft);
  }
});

it("reads a file of the largest size, and refuses one byte more", async () => {
  const recipe = formatRecipe(emptyDraft);
  const comment = `#${"x".repeat(maxRecipeBytes - recipe.length - 2)}\n`;
  await writeFile(file, comment + recipe);
  expect(await readRecipeFile(file, signal)).toEqual(emptyDraft);
  await writeFile(file, `${comment}\n${recipe}`);
  await expect(readRecipeFile(file, signal)).rejects.toMatchObject({ code: "too_large" });
});

it("refuses bytes that are not text, and reports a missing file", async () => {
  await writeFile(file, Buffer.from([0x61, 0xff, 0xfe]));
  await expect(readRecipeFile(file, signal)).rejects.toMatchObject({ code: "input_invalid" });
  await expect(readRecipeFile(path.join(folder, "nope"), signal)).rejects.toMatchObject({
    code: "disk",
  });
});
