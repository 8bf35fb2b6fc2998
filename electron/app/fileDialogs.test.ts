import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { openDialogFolders } from "../storage/dialogFolders.ts";
import { perTest } from "../testing/perTest.ts";
import { createTemporaryFolder } from "../testing/temporaryFolder.ts";
import { choosePathsToOpen, choosePathToSave, rememberFolders } from "./fileDialogs.ts";

const shown = vi.hoisted(() => ({
  paths: [] as (string | undefined)[],
  chosen: "",
}));
vi.mock("./window.ts", () => ({ currentWindow: () => undefined }));
vi.mock("./appLog.ts", () => ({ appLog: () => ({ warn: () => undefined }) }));
vi.mock("electron", () => ({
  dialog: {
    showOpenDialog: ({ defaultPath }: { defaultPath?: string }) => {
      shown.paths.push(defaultPath);
      return { canceled: shown.chosen === "", filePaths: [shown.chosen] };
    },
    showSaveDialog: ({ defaultPath }: { defaultPath?: string }) => {
      shown.paths.push(defaultPath);
      return { canceled: shown.chosen === "", filePath: shown.chosen };
    },
  },
}));

const temporary = perTest(createTemporaryFolder);
let folder: string;
beforeEach(async () => {
  folder = temporary.path;
  shown.paths = [];
  rememberFolders(await openDialogFolders(path.join(folder, "folders.json")));
});

test("a dialog opens in the last folder of its kind, also after a restart", async () => {
  const recipes = path.join(folder, "recipes");
  await mkdir(recipes);
  shown.chosen = path.join(recipes, "a.yaml");
  await writeFile(shown.chosen, "");
  await choosePathsToOpen({ kind: "recipes" });
  rememberFolders(await openDialogFolders(path.join(folder, "folders.json")));
  await choosePathToSave({ kind: "recipes", defaultPath: "index.yaml" });
  await choosePathToSave({ kind: "plans", defaultPath: "plan.json" });
  expect(shown.paths).toEqual([undefined, path.join(recipes, "index.yaml"), "plan.json"]);
});

test("a cancelled dialog and a removed folder change nothing", async () => {
  const gone = path.join(folder, "gone");
  await mkdir(gone);
  shown.chosen = path.join(gone, "a.json");
  await choosePathToSave({ kind: "plans", defaultPath: "plan.json" });
  shown.chosen = "";
  await choosePathToSave({ kind: "plans", defaultPath: "plan.json" });
  await rm(gone, { recursive: true });
  await choosePathToSave({ kind: "plans", defaultPath: "plan.json" });
  expect(shown.paths).toEqual(["plan.json", path.join(gone, "plan.json"), "plan.json"]);
});
