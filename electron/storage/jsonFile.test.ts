import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import type * as fs from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { draftSchema } from "../../shared/draft.ts";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import { JsonFile, schemaFormat } from "./jsonFile.ts";

/** The errors of the next renames; null lets one succeed. */
const renameErrors = vi.hoisted((): (Error | null)[] => []);
vi.mock("node:fs/promises", async (load) => {
  const real: typeof fs = await load();
  return {
    ...real,
    rename: async (from: string, to: string): Promise<void> => {
      const error = renameErrors.shift();
      if (error) {
        throw error;
      }
      await real.rename(from, to);
    },
  };
});

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-kept-"));
  file = path.join(folder, "settings.json");
});
afterEach(async () => {
  renameErrors.length = 0;
  await rm(folder, { recursive: true });
});

const settingsSchema = z.strictObject({ theme: z.enum(["system", "light", "dark"]) });
const defaultSettings: z.infer<typeof settingsSchema> = { theme: "system" };
const form = schemaFormat("The settings", settingsSchema, defaultSettings);
const dark = { theme: "dark" } as const;
const written = async (): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));
// Root may read and write everything.
const mayAll = process.platform === "win32" || process.getuid?.() === 0;

it("has the default value without a file, and writes none", async () => {
  const kept = await JsonFile.open(file, form);
  expect([kept.value, kept.problems]).toEqual([defaultSettings, []]);
  expect(await readdir(folder)).toEqual([]);
});

it("reads what was saved after a restart", async () => {
  const kept = await JsonFile.open(file, form);
  expect(await kept.update(() => dark)).toEqual(dark);
  expect(kept.value).toEqual(dark);
  expect((await JsonFile.open(file, form)).value).toEqual(dark);
  expect(await readdir(folder)).toEqual(["settings.json"]);
});

describe("an invalid file", () => {
  it.each([
    ["", "it is not JSON"],
    ['{"theme":', "it is not JSON"],
    ["null", "this version does not know its format"],
    ['{"theme":"sepia"}', "this version does not know its format"],
    ["[]", "this version does not know its format"],
  ])("such as %j is reported, and becomes a backup at the next save", async (text, why) => {
    await writeFile(file, text);
    const kept = await JsonFile.open(file, form);
    expect(kept.value).toEqual(defaultSettings);
    expect(kept.problems).toMatchObject([
      {
        code: "disk",
        message: `The settings in ${file} cannot be used: ${why}.`,
        hint: expect.stringContaining("The next save renames it to settings.json.bak") as string,
      },
    ]);
    expect(await readFile(file, "utf8")).toBe(text);

    await kept.update(() => dark);
    expect(await readFile(`${file}.bak`, "utf8")).toBe(text);
    expect(await written()).toEqual(dark);
    expect(kept.value).toEqual(dark);
    expect(kept.problems).toMatchObject([
      { hint: "The file is now settings.json.bak; settings.json contains what was saved since." },
    ]);
    expect((await JsonFile.open(file, form)).problems).toEqual([]);
  });

  it("does not replace an earlier backup", async () => {
    for (const text of ["one", "two", "three"]) {
      await writeFile(file, text);
      await (await JsonFile.open(file, form)).update(() => dark);
    }
    const backups = ["settings.json.bak", "settings.json.bak.1", "settings.json.bak.2"];
    expect((await readdir(folder)).toSorted()).toEqual(["settings.json", ...backups]);
    const texts = backups.map((name) => readFile(path.join(folder, name), "utf8"));
    expect(await Promise.all(texts)).toEqual(["one", "two", "three"]);
  });

  it("may be a folder", async () => {
    await mkdir(file);
    await writeFile(path.join(file, "note"), "mine");
    const kept = await JsonFile.open(file, form);
    expect(kept.problems[0]?.message).toContain("it is a folder");
    await kept.update(() => dark);
    expect(await readFile(path.join(`${file}.bak`, "note"), "utf8")).toBe("mine");
    expect(await written()).toEqual(dark);
  });

  it.skipIf(mayAll)("may be unreadable for this account", async () => {
    await writeFile(file, '{"theme":"light"}');
    await chmod(file, 0);
    const kept = await JsonFile.open(file, form);
    expect(kept.problems[0]?.message).toContain("this account has no permission to read it");
    await kept.update(() => dark);
    await chmod(`${file}.bak`, 0o600);
    expect(await readFile(`${file}.bak`, "utf8")).toBe('{"theme":"light"}');
    expect(await written()).toEqual(dark);
  });

  describe("stays in place when the save fails", () => {
    const full = (): Error => Object.assign(new Error("no space left"), { code: "ENOSPC" });

    it.each<[string, string, string, (Error | null)[]]>([
      // A name that leaves no space for that of an unfinished file.
      ["its new content cannot be written", "s".repeat(230), "disk", []],
      ["it cannot be given the name of a backup", "settings.json", "disk_full", [full()]],
      ["the new content cannot be given its name", "settings.json", "disk_full", [null, full()]],
    ])("as %s", async (_, name, code, errors) => {
      file = path.join(folder, name);
      await writeFile(file, "{");
      const kept = await JsonFile.open(file, form);
      const { problems } = kept;
      renameErrors.push(...errors);
      await expect(kept.update(() => dark)).rejects.toMatchObject({ code });
      expect([kept.value, kept.problems]).toEqual([defaultSettings, problems]);
      expect(await readdir(folder)).toEqual([name]);
      expect(await readFile(file, "utf8")).toBe("{");
      expect((await JsonFile.open(file, form)).problems).toEqual(problems);
    });

    it("and becomes a backup at the next save", async () => {
      await writeFile(file, "{");
      const kept = await JsonFile.open(file, form);
      renameErrors.push(null, full());
      await expect(kept.update(() => dark)).rejects.toMatchObject({ code: "disk_full" });
      await kept.update(() => dark);
      expect(await readFile(`${file}.bak`, "utf8")).toBe("{");
      expect(await written()).toEqual(dark);
    });

    it("or the hint names the backup", async () => {
      await writeFile(file, "{");
      const kept = await JsonFile.open(file, form);
      renameErrors.push(null, full(), full());
      await expect(kept.update(() => dark)).rejects.toMatchObject({
        code: "disk_full",
        hint: expect.stringContaining("settings.json.bak") as string,
      });
      expect(await readdir(folder)).toEqual(["settings.json.bak"]);
    });
  });

  it("that becomes invalid while the app runs leaves the value unchanged", async () => {
    await writeFile(file, JSON.stringify(dark));
    const kept = await JsonFile.open(file, form);
    await writeFile(file, "{");
    expect(await kept.read()).toEqual(dark);
    const seen: unknown[] = [];
    await kept.update((value) => {
      seen.push(value);
      return { theme: "light" };
    });
    expect(seen).toEqual([dark]);
    expect(await readFile(`${file}.bak`, "utf8")).toBe("{");
  });
});

describe("unknown keys", () => {
  it("are ignored and kept", async () => {
    await writeFile(file, '{"theme":"light","density":"compact","pane":{"width":300}}');
    const kept = await JsonFile.open(file, form);
    expect([kept.value, kept.problems]).toEqual([{ theme: "light" }, []]);
    await kept.update(() => dark);
    expect(await written()).toEqual({ theme: "dark", density: "compact", pane: { width: 300 } });
  });

  it("of a draft are kept in the objects that still exist", async () => {
    const source = { id: "s1", text: "ghcr.io/acme/app:1" };
    const target = { id: "t1", text: "ghcr.io/acme/app:2", noClobber: true };
    const draft = { ...emptyDraft, sources: [source], targets: [target] };
    await writeFile(
      file,
      JSON.stringify({
        ...draft,
        title: "Release",
        sources: [
          { id: "s0", text: "gone", note: "goes" },
          { ...source, pinned: true },
        ],
        targets: [{ ...target, sign: { key: "k" } }],
        copyReferrers: { ...emptyDraft.copyReferrers, sboms: "all" },
      }),
    );
    const kept = await JsonFile.open(file, schemaFormat("The draft", draftSchema.nullable(), null));
    expect(kept.value).toEqual({ ...draft, sources: [{ id: "s0", text: "gone" }, source] });
    const { noClobber: _, ...open } = target;
    await kept.update(() => ({ ...draft, targets: [open] }));
    expect(await written()).toEqual({
      ...draft,
      title: "Release",
      sources: [{ ...source, pinned: true }],
      targets: [{ ...open, sign: { key: "k" } }],
      copyReferrers: { ...emptyDraft.copyReferrers, sboms: "all" },
    });
  });

  it("do not hide other errors", async () => {
    await writeFile(file, '{"theme":1,"density":"compact"}');
    const kept = await JsonFile.open(file, form);
    expect(kept.problems).toHaveLength(1);
  });
});

it("applies concurrent changes one after the other, and to what another program wrote", async () => {
  const numbers = schemaFormat("The numbers", z.array(z.number()), []);
  const kept = await JsonFile.open(file, numbers);
  await writeFile(file, "[0]");
  await Promise.all([1, 2, 3].map((next) => kept.update((before) => [...before, next])));
  expect(await written()).toEqual([0, 1, 2, 3]);
});

it.skipIf(process.platform === "win32")(
  "the file is for this account alone, also one that an earlier version wrote",
  async () => {
    const mode = async (): Promise<number> => (await stat(file)).mode & 0o777;
    await writeFile(file, JSON.stringify(dark), { mode: 0o644 });
    const kept = await JsonFile.open(file, form);
    expect(await mode()).toBe(0o600);
    await kept.update(() => ({ theme: "light" }));
    expect(await mode()).toBe(0o600);
  },
);

it("reports a missing folder with a hint", async () => {
  const kept = await JsonFile.open(path.join(folder, "data", "settings.json"), form);
  await writeFile(path.join(folder, "data"), "");
  await expect(kept.update(() => dark)).rejects.toMatchObject({
    code: "disk",
    message: expect.stringContaining("part of its path is a file") as string,
    hint: "Check the file, its folder and their permissions.",
  });
});

it.skipIf(mayAll)("reports what cannot be written, and does not apply it", async () => {
  const kept = await JsonFile.open(file, form);
  await chmod(folder, 0o500);
  await expect(kept.update(() => dark)).rejects.toMatchObject({ code: "disk" });
  await chmod(folder, 0o700);
  expect(kept.value).toEqual(defaultSettings);
});
