import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";
import { PendingArchive } from "./pendingArchive.ts";

const { signal } = new AbortController();
const folder = perTest(createTemporaryFolder);

it("removes the partial file if its end cannot be written", async () => {
  const pending = new PendingArchive(folder.join("images.tar"));
  await pending.add("a", { size: 1, bytes: [Uint8Array.of(1)] }, signal);
  const documents = {
    get "index.json"(): Uint8Array {
      throw new Error("no space");
    },
  };
  await expect(pending.commit(documents, signal, () => Promise.resolve())).rejects.toThrow(
    "no space",
  );
  expect(pending.find("a")).toBeUndefined();
  expect(await readdir(folder.path)).toEqual([]);
});
