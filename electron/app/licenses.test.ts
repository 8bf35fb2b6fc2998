import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Licenses } from "./licenses.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function open(): Licenses {
  const parts = path.join(folder, "licenses.json");
  return new Licenses({ parts, chromiumFolders: [path.join(folder, "missing"), folder] });
}

async function writeParts(): Promise<void> {
  const zod = { name: "zod", version: "4.0.0", license: "MIT", text: "MIT License" };
  await writeFile(path.join(folder, "licenses.json"), JSON.stringify([zod]));
}

it("lists packages, then the projects of Chromium's page, and reads the text of each", async () => {
  await writeParts();
  await writeFile(
    path.join(folder, "LICENSES.chromium.html"),
    `<p>é</p><span class="title">glog&#x27;s é</span>\n<div><pre>\n© &lt;me&gt; &amp;amp;\n</pre></div>
    <span class="title">ruy</span><div><pre>ruy</pre></div>`,
  );
  const licenses = open();
  expect(await licenses.list()).toEqual([
    { id: "part-0", name: "zod", version: "4.0.0", license: "MIT" },
    { id: "chromium-0", name: "glog's é", version: "", license: "" },
    { id: "chromium-1", name: "ruy", version: "", license: "" },
  ]);
  expect(await licenses.read("part-0")).toBe("MIT License");
  expect(await licenses.read("chromium-0")).toBe("© <me> &amp;");
  expect(await licenses.read("chromium-1")).toBe("ruy");
  for (const id of ["part-1", "chromium-2", "part--1", "../x"]) {
    await expect(licenses.read(id)).rejects.toMatchObject({ code: "not_found" });
  }
});

it("lists the packages without Chromium's page, and says how to get a missing list", async () => {
  await expect(open().list()).rejects.toMatchObject({
    code: "not_found",
    hint: expect.any(String),
  });
  await writeParts();
  expect(await open().list()).toHaveLength(1);
});
