import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { ManifestView, ResultRow } from "../../../../shared/preview.ts";
import { addSources } from "../../../testing/composeScreen.ts";
import { ok } from "../../../testing/fakeApi.ts";
import {
  digestOf,
  makeFailure,
  makePreview,
  makeResolved,
  makeRow,
} from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";

const arm: Platform = { os: "linux", architecture: "arm" };
const digest = digestOf("22");

const oci: ManifestView = {
  mediaType: mediaTypes.ociManifest,
  manifest: { before: '{"schemaVersion":2}' },
  config: { before: '{"os":"linux"}' },
  annotations: { kept: "1", gone: "x" },
  platform: arm,
  refusals: {},
};

/** Answers with linux/amd64 and linux/arm; an edited manifest gets another digest. */
async function openCompose(view: ManifestView | undefined): Promise<void> {
  installApi({
    "preview:manifest": () =>
      view ? ok(view) : { ok: false, error: makeFailure({ message: "The registry is away." }) },
    "draft:preview": ({ draft }) => {
      const source = draft.sources[0]?.id ?? "";
      const isEdited = draft.edits.some((edit) => edit.digest === digest && edit.manifest);
      const base = makeRow("linux/arm", "22", { sources: [source] });
      const row: ResultRow = {
        ...base,
        attestations: [
          {
            descriptor: { ...base.descriptor, digest: digestOf("33") },
            found: "inline",
            ...(isEdited ? { unbound: "dropped" as const } : {}),
          },
        ],
        ...(isEdited ? { becomes: { ...base.descriptor, digest: digestOf("44") } } : {}),
      };
      const sources = { [source]: { kind: "resolved" as const, source: makeResolved() } };
      return ok(makePreview([makeRow("linux/amd64", "91"), row], { sources }));
    },
  });
  render(<ComposeView />);
  await addSources("ghcr.io/acme/app:1");
  await screen.findByRole("row", { name: /^linux\/arm/ });
}

async function openDialog(item: string, title: string): Promise<HTMLElement> {
  await userEvent.click(screen.getByRole("button", { name: "Actions for linux/arm" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
  return await screen.findByRole("dialog", { name: title });
}

function manifestEdits(): unknown {
  return useCompose.getState().draft.edits;
}

it("edits the platform of a config, shows the digests old and new, and resets it", async () => {
  await openCompose(oci);
  const dialog = await openDialog("Config platform…", "Config platform of linux/arm");
  expect(dialog.textContent).toContain("1 attestation and signatures of its present digest");
  await userEvent.type(await within(dialog).findByRole("textbox", { name: "Variant" }), "v7");
  expect(within(dialog).getByText("edited, was empty")).toBeDefined();
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  const edits = [{ digest, manifest: { platform: { variant: "v7" } } }];
  expect(manifestEdits()).toEqual(edits);
  const about = await screen.findByText("not included: describes the image before its edit");
  const row = about.closest('[role="row"]')?.textContent;
  expect(row).toMatch(/becomes [0-9a-f]{4}…[0-9a-f]{4}: config: variant v7/);
  expect(row).toContain("4444");
  useCompose.getState().undo();
  expect(manifestEdits()).toEqual([]);
  useCompose.getState().redo();
  // The edit of the entry's own platform leaves the one of the config alone.
  useCompose.getState().editPlatform(digest, { variant: "v8" }, "linux/arm");
  expect(manifestEdits()).toEqual([{ ...edits[0], platform: { variant: "v8" } }]);
  await userEvent.click(
    await screen.findByRole("button", { name: "Reset the image of linux/arm" }),
  );
  expect(manifestEdits()).toEqual([{ digest, platform: { variant: "v8" } }]);
});

it("annotates an image; a Docker image is converted for that, or it is not saved", async () => {
  await openCompose({ ...oci, mediaType: mediaTypes.dockerManifest, annotations: {} });
  const dialog = await openDialog("Image annotations…", "Image annotations of linux/arm");
  await userEvent.click(await within(dialog).findByRole("button", { name: "Add annotation" }));
  const key = within(dialog).getByRole("combobox", { name: "Key of the new annotation" });
  await userEvent.type(key, "a{Tab}");
  await userEvent.type(within(dialog).getByRole("textbox", { name: "Value of a" }), "1");
  const converts = within(dialog).getByRole("checkbox", { name: "Convert to OCI" });
  await userEvent.click(converts);
  const save = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Save" });
  expect(save.disabled).toBe(true);
  await userEvent.click(converts);
  await userEvent.click(save);
  const annotations = [{ key: "a", value: "1" }];
  expect(manifestEdits()).toEqual([{ digest, manifest: { convertTo: "oci", annotations } }]);
});

it("shows the annotations of the image, and removes one", async () => {
  await openCompose(oci);
  const dialog = await openDialog("Image annotations…", "Image annotations of linux/arm");
  await userEvent.click(await within(dialog).findByRole("button", { name: "Remove gone" }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(manifestEdits()).toEqual([{ digest, manifest: { annotations: [{ key: "gone" }] } }]);
});

it("converts one image or all, and says why one cannot be converted", async () => {
  await openCompose({ ...oci, refusals: { docker: "The layer is compressed with zstd." } });
  const dialog = await openDialog("Convert to OCI / Docker…", "Convert linux/arm");
  const docker = await within(dialog).findByRole<HTMLInputElement>("radio", { name: /Docker/ });
  expect(docker.disabled).toBe(true);
  expect(within(dialog).getByText("The layer is compressed with zstd.")).toBeDefined();
  await userEvent.click(within(dialog).getByRole("radio", { name: "Convert to OCI" }));
  await userEvent.click(
    within(dialog).getByRole("checkbox", { name: "All 2 images of the result" }),
  );
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  const manifest = { convertTo: "oci" };
  expect(manifestEdits()).toEqual([
    { digest: digestOf("91"), manifest },
    { digest, manifest },
  ]);
  expect(useCompose.getState().undoOffer?.label).toBe("Edited the format of 2 images");
  useCompose.getState().acceptUndoOffer();
  expect(manifestEdits()).toEqual([]);
});

it("says why a manifest cannot be read, and tries again", async () => {
  await openCompose(undefined);
  const dialog = await openDialog("Convert to OCI / Docker…", "Convert linux/arm");
  expect((await within(dialog).findByRole("alert")).textContent).toContain("The registry is away.");
  expect(within(dialog).getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(
    true,
  );
  await userEvent.click(within(dialog).getByRole("button", { name: "Try again" }));
  expect(await within(dialog).findByRole("alert")).toBeDefined();
  await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(manifestEdits()).toEqual([]);
});

it("shows the JSON before and after the edit", async () => {
  await openCompose({
    ...oci,
    manifest: { before: '{"n":1}', after: '{"n":2}' },
    config: { before: '{"c":1}', after: '{"c":2}' },
  });
  const dialog = await openDialog("Manifest JSON…", "JSON of linux/arm");
  const parts = await within(dialog).findAllByRole("radio");
  expect(parts).toHaveLength(4);
  await waitFor(() => expect(dialog.textContent).toMatch(/"n":\s*2/));
  await userEvent.click(within(dialog).getByRole("radio", { name: "Config before the edit" }));
  expect(dialog.textContent).toMatch(/"c":\s*1/);
});
