import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { InspectedContent } from "../../../shared/inspection.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { ok } from "../../testing/fakeApi.ts";
import {
  digestOf,
  makeConfig,
  makeFailure,
  makeInspection,
  makeRow,
} from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { usePush } from "../push/pushStore.ts";
import { PushDialog } from "../push/PushDialog.tsx";
import { disabledReason } from "../../commands/commandActions.ts";
import { InspectView } from "./InspectView.tsx";
import { useContents } from "./contentsStore.ts";
import { useInspect } from "./inspectStore.ts";

const config = { mediaType: mediaTypes.ociConfig, digest: digestOf("cf"), size: 100 };

function show(content: InspectedContent): void {
  installApi({ "inspect:open": ({ text }) => ok(makeInspection({ name: text, content })) });
  render(<InspectView />);
  useInspect.getState().open("ghcr.io/acme/app:1.4");
}

describe("InspectView", () => {
  it("offers choices for an ambiguous reference", async () => {
    const text = "oci-layout:///x:1.0";
    const choices = [{ text, title: "1.0" }];
    const fake = installApi({
      "inspect:open": ({ text: asked }) =>
        asked === text
          ? ok(makeInspection({ name: text }))
          : { ok: false, error: makeFailure({ code: "input_invalid", choices }) },
    });
    render(<InspectView />);
    useInspect.getState().open("oci-layout:///x");
    await userEvent.click(await screen.findByRole("button", { name: "Use 1.0" }));
    await waitFor(() => expect(fake.inputsOf("inspect:open").at(-1)?.text).toBe(text));
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("shows the config and layers of an image", async () => {
    show({
      kind: "image",
      config,
      annotations: {},
      layers: [
        {
          descriptor: { mediaType: "x", digest: digestOf("01"), size: 10 },
          createdBy: "COPY . /srv",
        },
        { descriptor: { mediaType: "x", digest: digestOf("01"), size: 10 }, createdBy: "RUN make" },
      ],
      configView: makeConfig({
        entrypoint: ["/bin/app", "two words"],
        env: ["A=1"],
        exposedPorts: ["80/tcp"],
        labels: { vendor: "Acme" },
      }),
    });
    expect(await screen.findByText('/bin/app "two words"')).toBeDefined();
    expect(screen.getByText("A=1")).toBeDefined();
    expect(screen.getByText("80/tcp")).toBeDefined();
    await userEvent.click(screen.getByRole("tab", { name: "Layers" }));
    expect(screen.getByText("2 layers, 20 B")).toBeDefined();
    expect(screen.getByText("RUN make")).toBeDefined();
    expect(screen.queryByText("Volumes")).toBeNull();
  });

  it("reads the platforms on screen, but where that costs pulls only on request", async () => {
    const answer = (isMetered: boolean) =>
      installApi({
        "inspect:open": ({ text }) =>
          ok(makeInspection({ name: text, ...(isMetered && { isMetered: true }) })),
      });
    const free = answer(false);
    const { unmount } = render(<InspectView />);
    useInspect.getState().open("ghcr.io/acme/app:1.4");
    await waitFor(() => expect(free.inputsOf("inspect:entries")[0]?.entries).toHaveLength(2));
    unmount();
    useContents.setState(useContents.getInitialState());
    const metered = answer(true);
    render(<InspectView />);
    useInspect.getState().reload();
    await screen.findByText("0 of 2 read; each counts as a pull");
    expect(metered.inputsOf("inspect:entries")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Read all" }));
    await waitFor(() => expect(metered.inputsOf("inspect:entries")).toHaveLength(1));
  });

  it("tells the exact time of creation of a platform without a pointer", async () => {
    installApi({
      "inspect:open": ({ text }) => ok(makeInspection({ name: text })),
      "inspect:entries": ({ entries }) =>
        ok(
          Object.fromEntries(
            entries.map((_, at) => [
              at,
              {
                kind: "read" as const,
                layers: [{ digest: digestOf("01"), size: 10 }],
                created: "2026-07-03T12:01:02.5+02:00",
                statements: [],
                problems: [],
              },
            ]),
          ),
        ),
    });
    render(<InspectView />);
    useInspect.getState().open("ghcr.io/acme/app:1.4");
    const name =
      "linux/amd64, 10 B, 10 B of it shared with other platforms, created 2026-07-03T12:01:02.5+02:00";
    const row = await screen.findByRole("row", { name });
    expect(row.querySelector("time")?.textContent).toContain("2026-07-03 10:01:02 UTC");
  });

  it("moves the focus to the details if what had it is gone", async () => {
    installApi({ "inspect:open": ({ text }) => ok(makeInspection({ name: text })) });
    render(<InspectView />);
    useInspect.getState().open("ghcr.io/acme/app:1.4");
    const row = await screen.findByRole("row", { name: "linux/amd64" });
    row.focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(row.isConnected).toBe(false));
    const details = screen.getByRole("region", { name: "Details" });
    await waitFor(() => expect(document.activeElement).toBe(details));
  });

  it("shows the type of an artifact and links to its subject", async () => {
    show({
      kind: "artifact",
      artifactType: "application/spdx+json",
      subject: { mediaType: mediaTypes.ociManifest, digest: digestOf("91"), size: 1 },
      config,
      layers: [],
      annotations: {},
    });
    expect(await screen.findByText("application/spdx+json")).toBeDefined();
    expect(screen.getByRole("button", { name: "Inspect 9191…9191, the subject" })).toBeDefined();
  });

  it("shows the layers and the error if the config cannot be read", async () => {
    const fake = installApi({
      "inspect:open": ({ text }) =>
        ok(
          makeInspection({
            name: text,
            content: {
              kind: "image",
              config,
              annotations: { vendor: "Acme" },
              configView: undefined,
              configFailure: makeFailure({ message: "There is no such config." }),
              layers: [{ descriptor: { mediaType: "x", digest: digestOf("01"), size: 10 } }],
            },
          }),
        ),
    });
    render(<InspectView />);
    useInspect.getState().open("ghcr.io/acme/app:1.4");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("There is no such config.");
    expect(screen.getByText("Acme")).toBeDefined();
    await userEvent.click(screen.getByRole("tab", { name: "Layers" }));
    expect(screen.getByText("1 layer, 10 B")).toBeDefined();
    await userEvent.click(screen.getByRole("tab", { name: "Config" }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(fake.inputsOf("inspect:open")).toHaveLength(2);
  });

  it("opens and reloads configs and layers as blobs", async () => {
    const layer = { mediaType: "x", digest: digestOf("01"), size: 10 };
    const subject = { mediaType: mediaTypes.ociManifest, digest: digestOf("91"), size: 1 };
    const content: InspectedContent = {
      kind: "artifact",
      config,
      subject,
      layers: [{ descriptor: { ...layer, annotations: { a: "b" } } }],
      annotations: {},
    };
    const fake = installApi({
      "inspect:open": ({ text, blob }) =>
        ok(
          makeInspection({
            name: text,
            content: blob ? { kind: "blob", reason: "This is a blob." } : content,
          }),
        ),
    });
    const blobsOf = () => fake.inputsOf("inspect:open").map(({ blob }) => blob);
    render(<InspectView />);
    useInspect.getState().open("ghcr.io/acme/app:1.4");
    await userEvent.click(await screen.findByRole("button", { name: /the layer$/ }));
    await screen.findByText("This is a blob.");
    // A tag cannot point to a blob.
    expect(screen.queryByRole("button", { name: "Retag…" })).toBeNull();
    expect(disabledReason("inspect.retag")).toBe("This cannot be tagged.");
    await userEvent.click(screen.getByRole("button", { name: "Reload" }));
    expect(blobsOf()).toEqual([undefined, layer, layer]);
    useInspect.getState().step(-1);
    await userEvent.click(await screen.findByRole("button", { name: /the config$/ }));
    useInspect.getState().step(-1);
    await userEvent.click(await screen.findByRole("button", { name: /the subject$/ }));
    expect(blobsOf().slice(3)).toEqual([config, undefined]);
  });

  it("escapes invisible and bidi characters", async () => {
    show({
      kind: "image",
      config,
      annotations: { "org.\u202Eevil": "a\u200Bb" },
      layers: [
        {
          descriptor: { mediaType: "x/\u2066y", digest: digestOf("01"), size: 10 },
          createdBy: "RUN \u001B[31mrm",
        },
      ],
      configView: makeConfig({
        platform: "linux\u202E/amd64",
        entrypoint: ["/bin/\u2067app"],
        env: ["A=\u200F1"],
        labels: { "ven\u202Ador": "Ac\u202Bme" },
      }),
    });
    await screen.findByText("org.[U+202E]evil");
    const shown = screen.getByRole("region", { name: "Inspect" });
    const expectEscaped = (...codes: readonly string[]): void => {
      for (const code of codes) {
        expect(shown.textContent).toContain(`[U+${code}]`);
      }
      expect(shown.innerHTML).not.toMatch(/[\u200B\u200F\u202A-\u202E\u2066-\u2069\u001B]/);
    };
    expectEscaped("200B", "202E", "2067", "200F", "202A", "202B");
    await userEvent.click(screen.getByRole("tab", { name: "Layers" }));
    expectEscaped("2066", "001B");
  });

  it("shows why content is not a manifest", async () => {
    show({ kind: "opaque", reason: "This is a schema 1 manifest." });
    expect(await screen.findByText("This is a schema 1 manifest.")).toBeDefined();
  });

  it("shows the error and keeps the typed reference", async () => {
    installApi({ "inspect:open": () => ({ ok: false, error: makeFailure() }) });
    render(<InspectView />);
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Reference to inspect" });
    await userEvent.type(field, "ghcr.io/acme/app:nope{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain(
      "There is no ghcr.io/acme/app:nope.",
    );
    expect(field.value).toBe("ghcr.io/acme/app:nope");
  });
});

async function openRetag(): Promise<HTMLTextAreaElement> {
  useInspect.getState().open("ghcr.io/acme/app:1.4");
  await screen.findByRole("button", { name: "Retag…" });
  useInspect.getState().openRetag();
  return await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Targets" });
}

describe("RetagDialog", () => {
  it("explains a target without a slash", async () => {
    render(<InspectView />);
    const field = await openRetag();
    await userEvent.clear(field);
    await userEvent.type(field, "latest");
    expect(
      await screen.findByText(/docker\.io\/library\/latest/, {}, { timeout: 5000 }),
    ).toBeDefined();
  });

  it("starts with the repository and the cursor after it", async () => {
    render(<InspectView />);
    const field = await openRetag();
    expect(field.value).toBe("ghcr.io/acme/app:");
    expect(field.selectionStart).toBe(field.value.length);
    const review = screen.getByRole("button", { name: "Review retag…" });
    expect(review.hasAttribute("disabled")).toBe(true);
    await userEvent.type(field, "1.5");
    expect(field.value).toBe("ghcr.io/acme/app:1.5");
    expect(review.hasAttribute("disabled")).toBe(false);
  });

  it("returns to the field with its text after an error", async () => {
    installApi({ "plan:make": () => ({ ok: false, error: makeFailure() }) });
    render(
      <>
        <InspectView />
        <PushDialog />
      </>,
    );
    await userEvent.type(await openRetag(), "1.5, ghcr.io/other:1{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Edit targets" }));
    const field = await screen.findByRole<HTMLTextAreaElement>("textbox", {
      name: "Targets",
    });
    expect(field.value).toBe("ghcr.io/acme/app:1.5, ghcr.io/other:1");
  });

  it("plans by digest for several targets", async () => {
    const fake = installApi();
    render(<InspectView />);
    await userEvent.type(await openRetag(), "1, ghcr.io/acme/app:latest{Enter}");
    await waitFor(() => expect(usePush.getState().state.kind).toBe("review"));
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual({
      kind: "retag",
      source: `ghcr.io/acme/app@${digestOf("c8")}`,
      targets: ["ghcr.io/acme/app:1", "ghcr.io/acme/app:latest"],
      copyReferrers: { referrers: "attestations", digestTags: false },
      readFrom: "ghcr.io/acme/app:1.4",
      noClobber: false,
    });
  });

  it("requests never to overwrite a tag", async () => {
    const fake = installApi();
    render(<InspectView />);
    const field = await openRetag();
    await userEvent.click(screen.getByRole("switch", { name: /^Never overwrite/ }));
    await userEvent.type(field, "1{Enter}");
    await waitFor(() => expect(usePush.getState().state.kind).toBe("review"));
    expect(fake.inputsOf("plan:make")[0]?.request).toMatchObject({ noClobber: true });
  });

  it("notes that attestations listed in the index are always copied", async () => {
    installApi({
      "inspect:open": ({ text }) =>
        ok(
          makeInspection({
            name: text,
            content: {
              kind: "index",
              annotations: {},
              clients: [],
              rows: [
                makeRow("linux/amd64", "91", {
                  attestations: [
                    { descriptor: makeRow(undefined, "a1").descriptor, found: "inline" },
                  ],
                }),
              ],
            },
          }),
        ),
    });
    render(<InspectView />);
    await openRetag();
    expect(screen.queryByText(/^The index itself lists/)).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "nothing" }));
    expect(screen.getByText(/^The index itself lists 1 attestation\. A retag/)).toBeDefined();
  });

  it("sends the choice of referrers and digest tags", async () => {
    const fake = installApi();
    render(<InspectView />);
    const field = await openRetag();
    await userEvent.click(screen.getByRole("radio", { name: "nothing" }));
    await userEvent.click(screen.getByRole("switch", { name: /^Digest tags/ }));
    await userEvent.type(field, "1{Enter}");
    await waitFor(() => expect(fake.inputsOf("plan:make")).toHaveLength(1));
    expect(fake.inputsOf("plan:make")[0]?.request).toMatchObject({
      copyReferrers: { referrers: "none", digestTags: true },
    });
  });
});

describe("Compose from this", () => {
  const statement = {
    descriptor: { mediaType: "application/vnd.in-toto+json", digest: digestOf("01"), size: 10 },
  };
  const layer = {
    descriptor: {
      mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
      digest: digestOf("02"),
      size: 10,
    },
  };
  const image = {
    kind: "image",
    config,
    annotations: {},
    configView: makeConfig({ platform: "unknown/unknown" }),
  } as const;
  const artifact = { kind: "artifact", layers: [], annotations: {} } as const;

  it.each<[string, InspectedContent]>([
    ["an attestation", { ...image, layers: [statement] }],
    [
      "an attestation as an artifact",
      { ...artifact, artifactType: "application/vnd.docker.attestation.manifest.v1+json" },
    ],
    ["a manifest that cannot be read", { kind: "opaque", reason: "This is no JSON." }],
    ["a blob", { kind: "blob", reason: "This is a blob." }],
  ])("is not offered for %s", async (_, content) => {
    show(content);
    await screen.findByRole("tab", { name: "Raw" });
    const isManifest = content.kind === "image" || content.kind === "artifact";
    expect(screen.queryAllByRole("button", { name: "Retag…" })).toHaveLength(isManifest ? 1 : 0);
    expect(screen.queryByRole("button", { name: "Compose from this" })).toBeNull();
  });

  it.each<[string, InspectedContent]>([
    ["an image", { ...image, layers: [layer] }],
    ["an artifact", { ...artifact, artifactType: "application/vnd.acme.chart" }],
  ])("is offered for %s", async (_, content) => {
    show(content);
    expect(await screen.findByRole("button", { name: "Compose from this" })).toBeDefined();
  });
});
