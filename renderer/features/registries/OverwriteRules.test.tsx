import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { installApi } from "../../testing/setUp.ts";
import { useSettings } from "../settings/settingsStore.ts";
import { OverwriteRules } from "./OverwriteRules.tsx";

it("adds and removes rules, and says why a text is none", async () => {
  const fake = installApi();
  render(<OverwriteRules />);
  const tags = screen.getByRole<HTMLInputElement>("textbox", { name: "Tags" });
  await userEvent.type(tags, "acme/app:v1{Enter}");
  expect(screen.getByText(/“\*” stands for any/)).toBeDefined();
  expect(fake.inputsOf("settings:write")).toEqual([]);
  await userEvent.clear(tags);
  expect(screen.queryByText(/“\*” stands for any/)).toBeNull();
  await userEvent.type(tags, "v*{Enter}");
  await userEvent.type(
    screen.getByRole("textbox", { name: "Registries and repositories" }),
    "https://GHCR.io/acme/{Enter}",
  );
  const rules = { tags: ["v*"], registries: ["ghcr.io/acme"] };
  expect(fake.inputsOf("settings:write").at(-1)).toEqual({ neverOverwrite: rules });
  const list = screen.getByRole("list", { name: "Never overwritten: Tags" });
  await userEvent.click(within(list).getByRole("button", { name: "Remove v*" }));
  expect(useSettings.getState().neverOverwrite.tags).toEqual([]);
  // Enter adds the removed rule again.
  expect(tags.value).toBe("v*");
  await userEvent.type(tags, "{Enter}");
  expect(useSettings.getState().neverOverwrite).toEqual(rules);
});
