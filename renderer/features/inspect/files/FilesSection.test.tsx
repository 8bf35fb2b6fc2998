import { act, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { FileRow, ImageFilesState, LayerFilesState } from "../../../../shared/layerFiles.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeFailure } from "../../../testing/fixtures.ts";
import { defer, installApi } from "../../../testing/setUp.ts";
import { FilesSection } from "./FilesSection.tsx";

const mediaType = "application/vnd.oci.image.layer.v1.tar+gzip";
const toc = { "containerd.io/snapshot/stargz/toc.digest": digestOf("0c") };
const layers = [
  { descriptor: { mediaType, digest: digestOf("01"), size: 2_000_000 }, createdBy: "ADD base" },
  { descriptor: { mediaType, digest: digestOf("02"), size: 3_000_000 } },
  { descriptor: { mediaType, digest: digestOf("03"), size: 9_000_000, annotations: toc } },
];
let images = 0;

/** Each test has an image of its own, since pages outlive a test. */
function show(): void {
  images += 1;
  render(<FilesSection repository={`ghcr.io/acme/app${images}`} layers={layers} />);
}

function stateOf(...states: readonly LayerFilesState[]): ImageFilesState {
  return { id: "files", layers: states, merged: 0, hiddenBytes: 0 };
}

const unread = { kind: "unread" } as const;
const read = { kind: "read", via: "stream", isVerified: true, entries: 2, size: 30 } as const;

function rowOf(node: number, name: string, more: Partial<FileRow> = {}): FileRow {
  return { node, name, kind: "file", size: 10, files: 1, isExpandable: false, ...more };
}

it("tells what reading costs before it reads", async () => {
  const fake = installApi();
  show();
  // The third layer has a table of contents.
  const all = "Read 3 layers (5.0 MB and tables of contents)";
  expect(await screen.findByRole("button", { name: all })).toBeDefined();
  await userEvent.click(screen.getByRole("option", { name: /^Layer 3/ }));
  expect(screen.getByText(/only that part of 9\.0 MB is read/)).toBeDefined();
  await userEvent.click(screen.getByRole("option", { name: /^Layer 2/ }));
  expect(fake.inputsOf("files:read")).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Read files (3.0 MB)" }));
  await waitFor(() => expect(fake.inputsOf("files:read")).toMatchObject([{ layers: [1] }]));
});

it("lists files while a layer is read, and keeps them when it is stopped", async () => {
  const done = defer<ReturnType<typeof ok<ImageFilesState>>>();
  const fake = installApi({
    "files:read": () => done.promise,
    "files:list": ({ folders }) =>
      ok(
        folders.map(({ node }) =>
          node === 0
            ? { node, total: 1, rows: [rowOf(1, "etc", { kind: "folder", isExpandable: true })] }
            : { node, total: 900, rows: [rowOf(2, "\u202Egnp.sh")] },
        ),
      ),
  });
  show();
  await userEvent.click(await screen.findByRole("option", { name: /^Layer 1/ }));
  await userEvent.click(screen.getByRole("button", { name: /^Read files/ }));
  await waitFor(() => expect(fake.inputsOf("files:read")).toHaveLength(1));
  const reading = { kind: "reading", received: 1_000_000, entries: 2, size: 20 } as const;
  const [input] = fake.inputsOf("files:read");
  act(() =>
    fake.emit("job:progress", {
      jobId: input?.jobId ?? "",
      progress: { kind: "files", files: stateOf(reading, unread, unread) },
    }),
  );
  const folder = await screen.findByRole("treeitem", { name: "etc, 10 B, folder, 1 file" });
  act(() => folder.focus());
  await userEvent.keyboard("{ArrowRight}");
  expect(await screen.findByRole("treeitem", { name: /^\[U\+202E\]gnp\.sh/ })).toBeDefined();
  await userEvent.click(screen.getByRole("treeitem", { name: /^Show more: 1 of 900/ }));
  await waitFor(() =>
    expect(fake.inputsOf("files:list").at(-1)?.folders).toContainEqual({ node: 1, limit: 1500 }),
  );
  await userEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(fake.inputsOf("job:cancel")).toEqual([{ jobId: input?.jobId }]);
  const partial = { kind: "partial", reason: "cancelled", entries: 2, size: 20 } as const;
  await act(async () => done.resolve(ok(stateOf(partial, unread, unread))));
  expect(screen.getByText(/Reading was stopped after 2 entries/)).toBeDefined();
  expect(screen.getByRole("treeitem", { name: /gnp\.sh/ })).toBeDefined();
});

it("offers the layers below of a layer that is read, and the whole of one whose list is refused", async () => {
  const failure = makeFailure({ code: "digest_mismatch", message: "It hashes to another digest." });
  const state = stateOf(unread, read, { kind: "failed", failure });
  const fake = installApi({ "files:open": () => ok(state), "files:read": () => ok(state) });
  show();
  await userEvent.click(await screen.findByRole("option", { name: /^Layer 2/ }));
  await userEvent.click(await screen.findByRole("button", { name: "Read 1 layer below (2.0 MB)" }));
  await userEvent.click(screen.getByRole("option", { name: /^Layer 3/ }));
  expect(screen.getByRole("alert").textContent).toContain("another digest");
  await userEvent.click(screen.getByRole("button", { name: "Read the whole layer (9.0 MB)" }));
  expect(fake.inputsOf("files:read")).toMatchObject([
    { layers: [0], whole: false },
    { layers: [2], whole: true },
  ]);
});

it("says what a layer is that has no archive, and does not offer to read it", async () => {
  const encrypted = {
    descriptor: { mediaType: `${mediaType}+encrypted`, digest: digestOf("0e"), size: 900 },
  };
  const state = { ...stateOf(read, unread), merged: 1 };
  installApi({ "files:open": () => ok(state) });
  render(
    <FilesSection repository="ghcr.io/acme/locked" layers={[...layers.slice(0, 1), encrypted]} />,
  );
  await screen.findByText(/lowest 1 of 2 layers: layer 2 is encrypted/);
  expect(screen.queryByRole("button", { name: /^Read/ })).toBeNull();
  await userEvent.click(screen.getByRole("option", { name: /^Layer 2/ }));
  await screen.findByText("Layer 2 is encrypted.");
  expect(screen.queryByRole("button", { name: /^Read/ })).toBeNull();
});

it("says that a layer has no files", async () => {
  installApi({
    "files:open": () => ok(stateOf({ ...read, entries: 0, size: 0 }, unread, unread)),
    "files:list": ({ folders }) => ok(folders.map(({ node }) => ({ node, total: 0, rows: [] }))),
  });
  show();
  await userEvent.click(await screen.findByRole("option", { name: /^Layer 1/ }));
  expect(await screen.findByText("This layer has no files.")).toBeDefined();
});
