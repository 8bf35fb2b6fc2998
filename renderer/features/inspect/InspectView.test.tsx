import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { InspectedContent } from "../../../shared/inspection.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeConfig, makeFailure, makeInspection } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
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
      "linux/amd64, 10 B, shares 1 of 1 layer, 10 B, with linux/arm64/v8, created 2026-07-03T12:01:02.5+02:00";
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
