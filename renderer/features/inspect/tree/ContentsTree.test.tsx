import { render, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { ok } from "../../../testing/fakeApi.ts";
import { makeInspection, makeRow } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
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
