import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeInspection } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { InspectView } from "./InspectView.tsx";
import { useInspect } from "./inspectStore.ts";

it("leads from content that is missing to the health of the image that lists it", async () => {
  installApi({
    "inspect:open": ({ text }) =>
      text.includes("@")
        ? { ok: false, error: makeFailure({ code: "not_found" }) }
        : ok(makeInspection({ name: text })),
  });
  render(<InspectView />);
  useInspect.getState().open("ghcr.io/acme/app:1.4");
  const row = await screen.findByRole("row", { name: "linux/amd64" });
  row.focus();
  await userEvent.keyboard("{Enter}");
  const toHealth = await screen.findByRole("button", { name: "Health of app:1.4" });
  expect(screen.getByRole("button", { name: "Tags" })).toBeDefined();
  await userEvent.click(toHealth);
  const health = await screen.findByRole("tab", { name: "Health" });
  expect(health.getAttribute("aria-selected")).toBe("true");
});

it("shows the bytes of content that it does not decode at once", async () => {
  const reason = "This is a blob, not a manifest. Its text is shown unchanged.";
  installApi({
    "inspect:open": ({ text }) =>
      ok(makeInspection({ name: text, text: "hello", content: { kind: "blob", reason } })),
  });
  render(<InspectView />);
  useInspect.getState().open("ghcr.io/acme/app:1.4");
  const raw = await screen.findByRole("tab", { name: "Raw" });
  expect(raw.getAttribute("aria-selected")).toBe("true");
  screen.getByText(reason);
});

it("leads from a missing tag to all tags, and from tags that cannot be listed to latest", async () => {
  const fake = installApi({
    "inspect:open": () => ({ ok: false, error: makeFailure({ code: "not_found" }) }),
    "tags:list": () => ({ ok: false, error: makeFailure({ code: "denied" }) }),
  });
  render(<InspectView />);
  useInspect.getState().openTyped("docker pull ghcr.io/acme/app");
  await userEvent.click(await screen.findByRole("button", { name: "All tags" }));
  await userEvent.click(await screen.findByRole("button", { name: "Open latest" }));
  await screen.findByRole("button", { name: "All tags" });
  expect(fake.inputsOf("tags:list").map(({ text }) => text)).toEqual(["ghcr.io/acme/app"]);
  expect(fake.inputsOf("inspect:open").map(({ text }) => text)).toEqual([
    "ghcr.io/acme/app",
    "ghcr.io/acme/app:latest",
  ]);
});
