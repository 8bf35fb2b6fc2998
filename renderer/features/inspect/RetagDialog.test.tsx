import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeInspection, makeRow } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { usePush } from "../push/pushStore.ts";
import { PushDialog } from "../push/PushDialog.tsx";
import { InspectView } from "./InspectView.tsx";
import { useInspect } from "./inspectStore.ts";

async function openRetag(): Promise<HTMLTextAreaElement> {
  useInspect.getState().open("ghcr.io/acme/app:1.4");
  await screen.findByRole("button", { name: "Retag…" });
  useInspect.getState().openRetag();
  return await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Targets" });
}

it("explains a target without a slash", async () => {
  render(<InspectView />);
  const field = await openRetag();
  await userEvent.clear(field);
  await userEvent.type(field, "latest");
  expect(
    await screen.findByText(/docker\.io\/library\/latest/, {}, { timeout: 5000 }),
  ).toBeDefined();
});

it("starts with the repository and the cursor after it", async () => {
  render(<InspectView />);
  const field = await openRetag();
  expect(field.value).toBe("ghcr.io/acme/app:");
  expect(field.selectionStart).toBe(field.value.length);
  const review = screen.getByRole("button", { name: "Review retag…" });
  expect(review.hasAttribute("disabled")).toBe(true);
  await userEvent.type(field, "1.5");
  expect(field.value).toBe("ghcr.io/acme/app:1.5");
  expect(review.hasAttribute("disabled")).toBe(false);
});

it("returns to the field with its text after an error", async () => {
  installApi({ "plan:make": () => ({ ok: false, error: makeFailure() }) });
  render(
    <>
      <InspectView />
      <PushDialog />
    </>,
  );
  await userEvent.type(await openRetag(), "1.5, ghcr.io/other:1{Enter}");
  await userEvent.click(await screen.findByRole("button", { name: "Edit targets" }));
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", {
    name: "Targets",
  });
  expect(field.value).toBe("ghcr.io/acme/app:1.5, ghcr.io/other:1");
});

it("plans by digest for several targets", async () => {
  const fake = installApi();
  render(<InspectView />);
  await userEvent.type(await openRetag(), "1, ghcr.io/acme/app:latest{Enter}");
  await waitFor(() => expect(usePush.getState().state.kind).toBe("review"));
  expect(fake.inputsOf("plan:make")[0]?.request).toEqual({
    kind: "retag",
    source: `ghcr.io/acme/app@${digestOf("c8")}`,
    targets: ["ghcr.io/acme/app:1", "ghcr.io/acme/app:latest"],
    copyReferrers: { referrers: "attestations", digestTags: false },
    readFrom: "ghcr.io/acme/app:1.4",
    noClobber: false,
  });
});

it("requests never to overwrite a tag", async () => {
  const fake = installApi();
  render(<InspectView />);
  const field = await openRetag();
  await userEvent.click(screen.getByRole("switch", { name: /^Never overwrite/ }));
  await userEvent.type(field, "1{Enter}");
  await waitFor(() => expect(usePush.getState().state.kind).toBe("review"));
  expect(fake.inputsOf("plan:make")[0]?.request).toMatchObject({ noClobber: true });
});

it("notes that attestations listed in the index are always copied", async () => {
  installApi({
    "inspect:open": ({ text }) =>
      ok(
        makeInspection({
          name: text,
          content: {
            kind: "index",
            annotations: {},
            clients: [],
            rows: [
              makeRow("linux/amd64", "91", {
                attestations: [
                  { descriptor: makeRow(undefined, "a1").descriptor, found: "inline" },
                ],
              }),
            ],
          },
        }),
      ),
  });
  render(<InspectView />);
  await openRetag();
  expect(screen.queryByText(/^The index itself lists/)).toBeNull();
  await userEvent.click(screen.getByRole("radio", { name: "nothing" }));
  expect(screen.getByText(/^The index itself lists 1 attestation\. A retag/)).toBeDefined();
});

it("sends the choice of referrers and digest tags", async () => {
  const fake = installApi();
  render(<InspectView />);
  const field = await openRetag();
  await userEvent.click(screen.getByRole("radio", { name: "nothing" }));
  await userEvent.click(screen.getByRole("switch", { name: /^Digest tags/ }));
  await userEvent.type(field, "1{Enter}");
  await waitFor(() => expect(fake.inputsOf("plan:make")).toHaveLength(1));
  expect(fake.inputsOf("plan:make")[0]?.request).toMatchObject({
    copyReferrers: { referrers: "none", digestTags: true },
  });
});
