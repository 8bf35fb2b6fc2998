import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeInspection } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { ArtifactContent } from "./ArtifactContent.tsx";
import { evidenceKey, useEvidenceProblems } from "./evidence/evidenceProblems.ts";

const cosign = "dev.sigstore.cosign/certificate";
const signature: Descriptor = {
  mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
  digest: digestOf("01"),
  size: 240,
  annotations: { [cosign]: "PEM", other: "1" },
};

const artifact = `ghcr.io/acme/app@${digestOf("0a")}`;

function show(layers: readonly Descriptor[]) {
  const fake = installApi({
    "inspect:open": () =>
      ok(
        makeInspection({
          content: {
            kind: "blob",
            reason: "This is a document about an image.",
            evidence: {
              signature: {
                format: "cosign",
                signed: [{ name: "", digests: [digestOf("ab")] }],
                facts: [],
              },
            },
          },
        }),
      ),
  });
  render(
    <ArtifactContent
      content={{
        kind: "artifact",
        annotations: {},
        layers: layers.map((descriptor) => ({ descriptor })),
      }}
      repository="ghcr.io/acme/app"
      attests={digestOf("cd")}
      places={[artifact]}
    />,
  );
  return fake;
}

it("decodes the only document of an artifact with it", async () => {
  const fake = show([signature]);
  expect(await screen.findByText("cosign, not verified")).toBeDefined();
  expect(screen.getByText(/It is not about the image/)).toBeDefined();
  expect(fake.inputsOf("inspect:open")[0]).toMatchObject({
    text: `ghcr.io/acme/app@${digestOf("01")}`,
    blob: { ...signature, annotations: { [cosign]: "PEM" } },
  });
  const marked = Object.keys(useEvidenceProblems.getState().problems);
  const document = `ghcr.io/acme/app@${digestOf("01")}`;
  expect(marked).toEqual([document, artifact].map((text) => evidenceKey(text, digestOf("cd"))));
});

const title = "org.opencontainers.image.title";
const tar = "application/vnd.oci.image.layer.v1.tar";

it("decodes a file that was pushed without a media type", async () => {
  const annotations = { [title]: "trivy.json" };
  const fake = show([{ ...signature, mediaType: tar, annotations }]);
  expect(await screen.findByText("cosign, not verified")).toBeDefined();
  expect(fake.inputsOf("inspect:open")[0]?.blob).toMatchObject({ mediaType: tar, annotations });
});

it.each([
  ["several layers", [signature, { ...signature, digest: digestOf("02") }]],
  ["an archive", [{ ...signature, mediaType: "application/vnd.oci.image.layer.v1.tar+gzip" }]],
  ["an archive with a name", [{ ...signature, mediaType: tar, annotations: { [title]: "a.tar" } }]],
  [
    "a folder",
    [
      {
        ...signature,
        mediaType: tar,
        annotations: { [title]: "reports", "io.deis.oras.content.unpack": "true" },
      },
    ],
  ],
])("does not read %s", async (_, layers) => {
  const fake = show(layers);
  // A job is sent after the function that starts it has returned.
  await act(async () => {});
  expect(fake.inputsOf("inspect:open")).toEqual([]);
});

it("reads a large document when asked, and tells what it takes", async () => {
  const fake = show([{ ...signature, size: 29_500_000 }]);
  const read = await screen.findByRole("button", { name: "Read 29.5 MB" });
  expect(fake.inputsOf("inspect:open")).toEqual([]);
  await userEvent.click(read);
  expect(await screen.findByText("cosign, not verified")).toBeDefined();
});

it("says that a document is too large to decode", async () => {
  const fake = show([{ ...signature, size: 97 * 1024 * 1024 }]);
  expect(screen.getByText(/more than the 101 MB that can be decoded/)).toBeDefined();
  await act(async () => {});
  expect(fake.inputsOf("inspect:open")).toEqual([]);
});

it("tells signatures apart by number, signer and what they sign", () => {
  const identity = "kim@acme.example";
  const second = { ...signature, digest: digestOf("02") };
  render(
    <ArtifactContent
      content={{
        kind: "artifact",
        annotations: {},
        layers: [
          { descriptor: signature, signature: { identity, signed: digestOf("cd") } },
          { descriptor: second, signature: {} },
        ],
      }}
      repository="ghcr.io/acme/app"
      attests={digestOf("cd")}
      places={[artifact]}
    />,
  );
  expect(screen.getByText("2 signatures")).toBeDefined();
  const [first, other] = screen.getAllByRole("listitem").map(({ textContent }) => textContent);
  expect(first).toContain("signature 1, by kim@acme.example, signs cdcd…cdcd");
  expect(other).toContain("signature 2, by a key without certificate");
  expect(screen.getByRole("button", { name: "Inspect 0202…0202, signature 2" })).toBeDefined();
});

it("says what an artifact is, by the type of its config", () => {
  const config = { ...signature, mediaType: "application/vnd.cncf.helm.config.v1+json" };
  render(
    <ArtifactContent
      content={{ kind: "artifact", annotations: {}, config, layers: [] }}
      repository="ghcr.io/acme/app"
      attests={undefined}
      places={[artifact]}
    />,
  );
  expect(screen.getByRole("heading", { name: "Helm chart" })).toBeDefined();
});

it("says so if nothing in a manifest is known", () => {
  show([]);
  expect(screen.getByText(/^Nothing in this manifest is known/)).toBeDefined();
});
