import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { ManifestSummary } from "../../../shared/tags.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { TagRowView } from "./TagRowView.tsx";
import { useTags } from "./tagsStore.ts";

const repository = "ghcr.io/acme/app";

async function show(tag: string, change: Partial<ManifestSummary> = {}): Promise<void> {
  installApi({
    "tags:list": () =>
      ok({ repository, kind: "registry", tags: [tag], isComplete: true, isMetered: false }),
    "tags:describe": () =>
      ok({
        digest: digestOf("91"),
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        summary: {
          kind: "image" as const,
          platforms: ["unknown"],
          attestations: 0,
          size: 210,
          ...change,
        },
      }),
  });
  useTags.getState().open(repository);
  render(
    <TagRowView
      repository={repository}
      row={{ id: tag, tag, others: [], search: tag }}
      marks={new Map()}
      onMenu={() => {}}
    />,
  );
  await screen.findByText("210 B");
}

it("says what a tag named after a digest holds, not a platform of its config", async () => {
  await show(`sha256-${"ab".repeat(32)}.sig`);
  expect(screen.getByText("signatures of abab…abab")).toBeDefined();
  expect(screen.queryByText(/unknown/)).toBeNull();
});

it("shows the end of a long tag, whatever is cut", async () => {
  await show(`sha256-${"ab".repeat(32)}.att`);
  expect(screen.getByText("abab.att")).toBeDefined();
});

it("names an artifact by its type", async () => {
  const artifactType = "application/vnd.cncf.helm.config.v1+json";
  await show("1.4", { kind: "artifact", platforms: [], artifactType });
  expect(screen.getByText("Helm chart")).toBeDefined();
});

it("says what the size is", async () => {
  await show("1.4");
  expect(screen.getByTitle("Compressed size: the sum of its layers")).toBeDefined();
});
