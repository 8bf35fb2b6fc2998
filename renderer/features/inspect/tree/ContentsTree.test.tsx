import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Referrers } from "../../../../shared/inspection.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeInspection, makeRow } from "../../../testing/fixtures.ts";
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

it.each([false, true])(
  "marks entries while content below is shown, unless metered: %s",
  async (isMetered) => {
    const { inputsOf } = installApi({
      "inspect:open": ({ text }) =>
        ok(makeInspection({ name: text, ...(isMetered && { isMetered: true }) })),
      "inspect:entries": () => ok({}),
      "inspect:referrers": ({ digest }) =>
        ok({
          rows:
            digest === digestOf("22")
              ? [
                  {
                    descriptor: { mediaType: "x", digest: digestOf("31"), size: 2 },
                    artifactType: "application/vnd.cyclonedx+json",
                  },
                ]
              : [],
        }),
    });
    const [root, child] = ["ghcr.io/acme/app:1.4", `ghcr.io/acme/app@${digestOf("91")}`];
    useInspect.getState().restore({
      tabs: [
        {
          trails: [
            [
              { text: root, label: root },
              { text: child, label: "linux/amd64" },
            ],
          ],
          at: 0,
        },
      ],
      current: 0,
    });
    useNavigation.getState().show("inspect");
    render(<InspectView />);
    const sibling = await screen.findByRole("treeitem", { name: /^linux\/arm64/ });
    const [entries, label] = isMetered ? [0, /arm64\/v8$/] : [1, /with x$/];
    await expect.poll(() => sibling.getAttribute("aria-label")).toMatch(label);
    expect(inputsOf("inspect:entries")).toHaveLength(entries);
  },
);
