import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "./setup/command.ts";
import { top } from "./top.ts";

const forbidden = [
  ["shared/plan.ts", "node:fs"],
  ["shared/plan.ts", "../electron/engine/errors.ts"],
  ["electron/engine/engine.ts", "electron"],
  ["electron/engine/engine.ts", "../app/window.ts"],
  ["electron/engine/engine.ts", "../testing/sample.ts"],
  ["electron/engine/async/lock.ts", "../disk/openFile.ts"],
  ["electron/engine/disk/openFile.ts", "../oci/digest.ts"],
  ["electron/engine/oci/digest.ts", "../stores/store.ts"],
  ["electron/engine/stores/store.ts", "../compose/create.ts"],
  ["electron/engine/stores/registry/http/session.ts", "../../../push/execute.ts"],
  ["electron/engine/stores/layout/layoutStore.ts", "../registry/pages.ts"],
  ["electron/engine/stores/archive/archiveStore.ts", "../registry/http/request.ts"],
  ["electron/engine/compose/create.ts", "../plan/gather.ts"],
  ["electron/engine/compose/findings/missing.ts", "../../push/execute.ts"],
  ["electron/engine/inspect/inspect.ts", "../plan/gather.ts"],
  ["electron/engine/plan/gather.ts", "../push/execute.ts"],
  ["electron/engine/push/execute.ts", "../journal/journal.ts"],
  ["electron/engine/push/execute.ts", "../engine.ts"],
  ["electron/engine/push/execute.ts", "../tags/delete.ts"],
  ["electron/engine/tags/delete.ts", "../journal/journal.ts"],
  ["electron/engine/push/execute.ts", "../compare/comparisons.ts"],
  ["electron/engine/compare/comparisons.ts", "../journal/journal.ts"],
  ["electron/app/window.ts", "../testing/sample.ts"],
  ["renderer/App.tsx", "../electron/engine/errors.ts"],
  ["renderer/App.tsx", "node:path"],
  ["renderer/App.tsx", "./testing/fakeApi.ts"],
  ["renderer/App.tsx", "../shared/plan.ts"],
] as const;

const allowed = [
  ["electron/engine/tags/delete.ts", "../push/execute.ts"],
  ["electron/engine/push/execute.ts", "../plan/gather.ts"],
  ["electron/engine/plan/gather.ts", "../compose/create.ts"],
  ["electron/engine/stores/registry/manifests.ts", "./http/request.ts"],
  ["electron/engine/oci/digest.ts", "../../../shared/oci/descriptor.ts"],
  ["electron/engine/compose/create.test.ts", "../../testing/sample.ts"],
  ["electron/testing/sweep/sweep.ts", "../../engine/push/execute.ts"],
  ["renderer/App.test.tsx", "./testing/fakeApi.ts"],
  ["renderer/App.tsx", "../shared/progress.ts"],
] as const;

/** The modules that each file was not allowed to import, by the file's path. */
const refused = new Set<string>();

/** Where the import of one case stands: several cases are about one file. */
function caseFile(file: string, specifier: string): string {
  const { dir, base } = path.parse(file);
  return path.posix.join(dir, `${specifier.replaceAll(/\W/g, "_")}_${base}`);
}

beforeAll(async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "manifestry-borders-"));
  try {
    // Without types: the imported files do not exist.
    const { options: _, ...config } = JSON.parse(
      await readFile(path.join(top, ".oxlintrc.json"), "utf8"),
    ) as Record<string, unknown>;
    await writeFile(path.join(folder, ".oxlintrc.json"), JSON.stringify(config));
    for (const [file, specifier] of [...forbidden, ...allowed]) {
      const place = path.join(folder, caseFile(file, specifier));
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, `import { x } from "${specifier}";\nexport const y: unknown = x;\n`);
    }
    const linter = path.join(top, "node_modules/oxlint/bin/oxlint");
    const rule = ["--allow=all", "--deny=no-restricted-imports"];
    const args = [linter, ...rule, "--disable-nested-config", "--format=json"];
    const { output } = await runCommand(process.execPath, args, { cwd: folder });
    const { diagnostics } = JSON.parse(output) as { diagnostics: { filename: string }[] };
    for (const { filename } of diagnostics) {
      refused.add(filename.replaceAll("\\", "/"));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe("the order of imports", () => {
  it.each(forbidden)("%s may not import %s", (file, specifier) => {
    expect(refused).toContain(caseFile(file, specifier));
  });

  it.each(allowed)("%s may import %s", (file, specifier) => {
    expect(refused).not.toContain(caseFile(file, specifier));
  });
});
