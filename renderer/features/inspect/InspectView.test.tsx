import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { InspectedContent } from "../../../shared/inspection.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeInspection } from "../../testing/fixtures.ts";
import { installApi, startEmpty } from "../../testing/setUp.ts";
import { usePush } from "../push/store.ts";
import { PushDialog } from "../push/PushDialog.tsx";
import { InspectView } from "./InspectView.tsx";
import { useInspect } from "./store.ts";

startEmpty();

const config = { mediaType: mediaTypes.ociConfig, digest: digestOf("cf"), size: 100 };

function show(content: InspectedContent): void {
  installApi({ "inspect:open": ({ text }) => ok(makeInspection({ name: text, content })) });
  render(<InspectView />);
  useInspect.getState().open("ghcr.io/acme/app:1.4");
}

describe("what is inspected", () => {
  it("as an image says how it runs and what it is made of", async () => {
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
      configView: {
        platform: "linux/amd64",
        entrypoint: ["/bin/app", "two words"],
        cmd: [],
        env: ["A=1"],
        exposedPorts: ["80/tcp"],
        volumes: [],
        labels: { vendor: "Acme" },
        text: "{}",
      },
    });
    expect(await screen.findByText('/bin/app "two words"')).toBeDefined();
    expect(screen.getByText("A=1")).toBeDefined();
    expect(screen.getByText("80/tcp")).toBeDefined();
    expect(screen.getByText("2 layers, 20 B")).toBeDefined();
    expect(screen.getByText("RUN make")).toBeDefined();
    expect(screen.queryByText("Volumes")).toBeNull();
  });

  it("as an artifact names its type and its subject, which can be followed", async () => {
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

  it("as bytes that are no manifest says so", async () => {
    show({ kind: "opaque", reason: "This is a schema 1 manifest." });
    expect(await screen.findByText("This is a schema 1 manifest.")).toBeDefined();
  });

  it("and could not be read says why in its place, and what was typed stays", async () => {
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

async function startRetag(): Promise<HTMLTextAreaElement> {
  useInspect.getState().open("ghcr.io/acme/app:1.4");
  await screen.findByRole("button", { name: "Retag…" });
  useInspect.getState().startRetag();
  return await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Target references" });
}

describe("retag", () => {
  it("tells what a target without a slash means", async () => {
    render(<InspectView />);
    const field = await startRetag();
    await userEvent.clear(field);
    await userEvent.type(field, "latest");
    expect(screen.getByText(/docker\.io\/library\/latest/)).toBeDefined();
  });

  it("begins with the repository, the cursor where the tag goes", async () => {
    render(<InspectView />);
    const field = await startRetag();
    expect(field.value).toBe("ghcr.io/acme/app:");
    expect(field.selectionStart).toBe(field.value.length);
    const review = screen.getByRole("button", { name: "Review push…" });
    expect(review.hasAttribute("disabled")).toBe(true);
    await userEvent.type(field, "1.5");
    expect(field.value).toBe("ghcr.io/acme/app:1.5");
    expect(review.hasAttribute("disabled")).toBe(false);
  });

  it("that is refused leads back to the field, with what was typed", async () => {
    installApi({ "plan:make": () => ({ ok: false, error: makeFailure() }) });
    render(
      <>
        <InspectView />
        <PushDialog />
      </>,
    );
    await userEvent.type(await startRetag(), "1.5, ghcr.io/other:1{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Edit targets" }));
    const field = await screen.findByRole<HTMLTextAreaElement>("textbox", {
      name: "Target references",
    });
    expect(field.value).toBe("ghcr.io/acme/app:1.5, ghcr.io/other:1");
  });

  it("plans by digest, for one target or more", async () => {
    const fake = installApi();
    render(<InspectView />);
    await userEvent.type(await startRetag(), "1, ghcr.io/acme/app:latest{Enter}");
    await waitFor(() => expect(usePush.getState().state.kind).toBe("review"));
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual({
      kind: "retag",
      source: `ghcr.io/acme/app@${digestOf("c8")}`,
      targets: ["ghcr.io/acme/app:1", "ghcr.io/acme/app:latest"],
      travel: { referrers: "attestations", digestTags: false },
    });
  });

  it("brings along what is chosen", async () => {
    const fake = installApi();
    render(<InspectView />);
    const field = await startRetag();
    await userEvent.click(screen.getByRole("radio", { name: "nothing" }));
    await userEvent.click(screen.getByRole("switch", { name: /^Legacy signature tags/ }));
    await userEvent.type(field, "1{Enter}");
    await waitFor(() => expect(fake.inputsOf("plan:make")).toHaveLength(1));
    expect(fake.inputsOf("plan:make")[0]?.request).toMatchObject({
      travel: { referrers: "none", digestTags: true },
    });
  });
});

describe("composing from what is inspected", () => {
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
    configView: {
      platform: "unknown/unknown",
      entrypoint: [],
      cmd: [],
      env: [],
      exposedPorts: [],
      volumes: [],
      labels: {},
      text: "{}",
    },
  } as const;
  const artifact = { kind: "artifact", layers: [], annotations: {} } as const;

  it.each<[string, InspectedContent]>([
    ["an attestation", { ...image, layers: [statement] }],
    [
      "an attestation as an artifact",
      { ...artifact, artifactType: "application/vnd.docker.attestation.manifest.v1+json" },
    ],
    ["a blob", { kind: "opaque", reason: "This is a blob." }],
  ])("is not offered for %s", async (_, content) => {
    show(content);
    expect(await screen.findByRole("button", { name: "Retag…" })).toBeDefined();
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
