import { screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useCompose } from "../features/compose/composeStore.ts";
import { type Answers, ok } from "./fakeApi.ts";
import { makePreview, makeRow } from "./fixtures.ts";

/** Answers with a preview of two platforms, one with an attestation. It honours the filter and exclusions. */
export const previewOfTwo: Partial<Answers> = {
  "draft:preview": ({ draft }) => {
    const makeEntry = (platform: string, byte: string) => {
      const row = makeRow(platform, byte);
      const isExcluded = draft.excluded.includes(row.descriptor.digest);
      const isFiltered = draft.platforms.length > 0 && !draft.platforms.includes(platform);
      return {
        ...row,
        kept: !isExcluded && !isFiltered,
        ...(isExcluded ? { excluded: true as const } : {}),
      };
    };
    const attestation = makeRow(undefined, "a1").descriptor;
    return ok(
      makePreview([
        {
          ...makeEntry("linux/amd64", "91"),
          attestations: [{ descriptor: attestation, found: "referrer" }],
        },
        makeEntry("linux/arm64/v8", "22"),
      ]),
    );
  },
};

/** The texts of the draft's sources. */
export function sourceTexts(): string[] {
  return useCompose.getState().draft.sources.map(({ text }) => text);
}

/** Pastes text into the field for sources and presses Enter. */
export async function addSources(text: string): Promise<void> {
  const field = screen.getByRole("textbox", { name: "Add source" });
  await userEvent.click(field);
  await userEvent.paste(text);
  await userEvent.keyboard("{Enter}");
}

/** The row of a source in the list. */
export function sourceRow(text: string): HTMLElement {
  return within(screen.getByRole("grid", { name: "Sources" })).getByRole("row", {
    name: (accessible) => accessible.startsWith(text),
  });
}
