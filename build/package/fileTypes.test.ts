import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readFile } from "../../electron/app/opened/readArguments.ts";
import { top } from "../top.ts";

interface FileType {
  readonly ext: string;
  readonly name: string;
  readonly mimeType?: string;
  readonly rank?: string;
}

const config = parse(readFileSync(join(top, "build/electron-builder.yml"), "utf8")) as {
  readonly fileAssociations?: readonly FileType[];
  readonly linux: { readonly fileAssociations: readonly FileType[] };
  readonly mac: { readonly fileAssociations: readonly FileType[] };
  readonly win: { readonly fileAssociations?: readonly FileType[] };
  readonly nsis: { readonly include: string };
  readonly protocols: readonly { readonly schemes: readonly string[] }[];
};
const names = ["Manifestry Recipe", "Manifestry Plan"];

test("Linux opens recipes and plans, each a type of its own, and the app knows their names", () => {
  const types = config.linux.fileAssociations;
  expect(types.map(({ name }) => name)).toEqual(names);
  const kinds = types.map(({ ext }) => readFile(`/home/me/app.${ext}`, "/")?.kind);
  expect(kinds).toEqual(["recipe", "plan"]);
  for (const { mimeType } of types) {
    expect(mimeType).toMatch(/^application\/vnd\.manifestry\./);
  }
});

test("macOS offers the app for recipes and plans, and keeps the programs of other YAML and JSON files", () => {
  const types = config.mac.fileAssociations;
  expect(types.map(({ name }) => name)).toEqual(names);
  expect(types.map(({ ext }) => ext)).toEqual(["yaml", "json"]);
  expect(types.map(({ rank }) => rank)).toEqual(["Alternate", "Alternate"]);
});

test("the Windows installer offers the app likewise, and the uninstaller removes all of it", () => {
  // Both would become the app's alone.
  expect(config.fileAssociations ?? config.win.fileAssociations).toBeUndefined();
  const script = join(top, config.nsis.include);
  expect(existsSync(script)).toBe(true);
  const text = readFileSync(script, "utf8");
  const types = (macro: string): readonly (readonly string[])[] =>
    [...text.matchAll(new RegExp(`insertmacro ${macro} "(\\S+)" "(\\S+)"`, "g"))].map(
      ([, ext = "", type = ""]) => [ext, type],
    );
  expect(types("addFileType")).toEqual([
    [".yaml", "Manifestry.Recipe"],
    [".json", "Manifestry.Plan"],
  ]);
  expect(types("removeFileType")).toEqual(types("addFileType"));
  expect(names.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
  const { schemes = [] } = config.protocols[0] ?? {};
  const links = ["addLinks", "removeLinks"].map((macro) =>
    [...text.matchAll(new RegExp(`insertmacro ${macro} "(\\S+)"`, "g"))].map(([, name]) => name),
  );
  expect(links).toEqual([schemes, schemes]);
  // The program of an extension is the value without a name.
  expect(text).not.toMatch(/WriteRegStr .*Classes\\(?:\$\{EXT\}|\.\w+)"/);
});
