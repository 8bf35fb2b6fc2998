import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { ResultContent } from "../../../../shared/preview.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { makeContent, makePreview } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { useCompose } from "../composeStore.ts";
import { MediaTypeButton } from "../result/MediaTypeButton.tsx";
import { describeCosts, formatReason } from "./describeFormat.ts";
import { IndexOptions } from "./IndexOptions.tsx";

const state = useCompose.getState;
const costs = { annotations: ["a", "b"], annotatedEntries: 1, foreignEntries: 2 };

async function show(more: Partial<ResultContent> = {}): Promise<void> {
  const content = { ...makeContent([]), dockerListCosts: costs, ...more };
  installApi({
    "draft:preview": () => ok({ ...makePreview([]), result: { kind: "ready", content } }),
  });
  render(<IndexOptions />);
  state().addSources(["a:1"]);
  await waitFor(() => expect(state().previewStatus).toBe("fresh"));
}

describe("the options of the index", () => {
  it("set the media type, and say what a Docker manifest list drops", async () => {
    await show();
    expect(
      screen.getByText(/would drop 2 index annotations, annotations of 1 entry\./),
    ).toBeDefined();
    await userEvent.click(screen.getByRole("radio", { name: "Docker manifest list" }));
    expect(state().draft.indexFormat).toBe("docker");
    state().undo();
    expect(state().draft).not.toHaveProperty("indexFormat");
    state().redo();
    await userEvent.click(screen.getByRole("radio", { name: "automatic" }));
    expect(state().draft).not.toHaveProperty("indexFormat");
  });

  it("set the artifact type with Enter, and say that it is not a media type", async () => {
    await show();
    const field = screen.getByRole("textbox", { name: "Artifact type" });
    await userEvent.type(field, "text");
    expect(state().draft).not.toHaveProperty("artifactType");
    await userEvent.keyboard("{Enter}");
    expect(state().draft.artifactType).toBe("text");
    expect(screen.getByText(/Write a type and a subtype/)).toBeDefined();
    await userEvent.clear(field);
    await userEvent.tab();
    expect(state().draft).not.toHaveProperty("artifactType");
    state().undo();
    expect(state().draft.artifactType).toBe("text");
  });

  it("show what the edited index has, and remove it", async () => {
    const subject = { mediaType: mediaTypes.ociManifest, digest: "sha256:5b", size: 1 };
    await show({ subject });
    state().setKept({ kind: "keepSubject" }, true);
    const field = await screen.findByRole("textbox", { name: "Subject" });
    expect((field as HTMLInputElement).value).toBe("sha256:5b");
    await userEvent.clear(field);
    await userEvent.keyboard("{Escape}");
    expect((field as HTMLInputElement).value).toBe("sha256:5b");
    await userEvent.clear(field);
    await userEvent.keyboard("{Enter}");
    expect(state().draft).toMatchObject({ keepSubject: false });
    expect(state().draft).not.toHaveProperty("subject");
  });
});

describe("the media type of the result", () => {
  let content: ResultContent;
  beforeEach(() => {
    content = { ...makeContent([]), mediaTypeFrom: "entries", artifactType: "a/b" };
  });

  it("says why it is that, and what the index has", async () => {
    render(<MediaTypeButton content={content}>OCI index</MediaTypeButton>);
    await userEvent.click(screen.getByRole("button"));
    const { textContent } = await screen.findByRole("dialog", { name: "Media type" });
    expect(textContent).toContain("not all entries are in Docker's format");
    expect(textContent).toContain("Artifact type a/b");
  });

  it.each([
    ["draft", "Chosen in the options."],
    ["source", "As in the source."],
  ] as const)("is explained: %s", (mediaTypeFrom, reason) => {
    expect(formatReason({ ...content, mediaTypeFrom })).toBe(reason);
  });

  it("costs nothing, or says what is gone", () => {
    const none = { annotations: [], annotatedEntries: 0, foreignEntries: 0 };
    expect(describeCosts(none, false)).toBe("A Docker manifest list would drop nothing.");
    const all = { ...none, artifactType: "a/b", subject: "sha256:5b", foreignEntries: 1 };
    expect(describeCosts(all, true)).toBe(
      "A Docker manifest list drops the artifact type, the subject. 1 entry is not in Docker's format, and old clients cannot pull it from a list.",
    );
  });
});
