import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Referrers } from "../../../../shared/inspection.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { makeInspection, makeRow } from "../../../testing/fixtures.ts";
import { defer, installApi } from "../../../testing/setUp.ts";
import { useNavigation } from "../../../navigation.ts";
import { InspectView } from "../InspectView.tsx";
import { useInspect } from "../inspectStore.ts";

it("shows the whole label of a row on hover, for a narrow tree", async () => {
  const label = "windows(10.0.20348.2340)/amd64";
  const rows = [makeRow(label, "91")];
  installApi({
    "inspect:open": ({ text }) =>
      ok(
        makeInspection({
          name: text,
          content: { kind: "index", annotations: {}, rows, clients: [] },
        }),
      ),
  });
  render(<InspectView />);
  useInspect.getState().open("ghcr.io/acme/app:1.4");
  const item = await screen.findByRole("treeitem", { name: label });
  expect(within(item).getByTitle(label).textContent).toBe(label);
});

it("tells the place of each row, and what a branch has once it is read", async () => {
  const referrers = defer<Referrers>();
  installApi({
    "inspect:open": ({ text }) => ok(makeInspection({ name: text })),
    "inspect:referrers": async () => ok(await referrers.promise),
  });
  render(<InspectView />);
  useInspect.getState().open("ghcr.io/acme/app:1.4");
  const image = await screen.findByRole("treeitem", { name: /^linux\/arm64/ });
  const announced = (): string => useNavigation.getState().announcement.text;
  expect(announced()).toBe("Opened ghcr.io/acme/app:1.4: OCI index");
  const places = ["level", "posinset", "setsize", "expanded"].map((name) =>
    image.getAttribute(`aria-${name}`),
  );
  expect(places).toEqual(["2", "2", "3", "false"]);
  image.focus();
  await userEvent.keyboard("linux/amd");
  expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^linux\/amd64/);

  const group = screen.getByRole("treeitem", { name: /^refers to this/ });
  group.focus();
  await userEvent.keyboard("{ArrowLeft}{ArrowRight}");
  expect(group.getAttribute("aria-expanded")).toBe("true");
  expect(announced()).toBe("Opened ghcr.io/acme/app:1.4: OCI index");
  referrers.resolve({ rows: [] });
  await expect.poll(announced).toBe("refers to this: nothing");
});
