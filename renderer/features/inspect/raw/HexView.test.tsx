import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { bytePartSize, type Inspection } from "../../../../shared/inspection.ts";
import { type Answers, ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeInspection } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { parseOffset } from "./parseOffset.ts";
import { RawBytes } from "./RawBytes.tsx";

const digest = digestOf("0b");
const mediaType = "application/octet-stream";

/** Each byte of the blob is the number of its part. */
const readPart: Answers["inspect:part"] = ({ blob, offset }) => {
  const length = Math.min(bytePartSize, blob.size - offset);
  return ok(btoa(String.fromCharCode(offset / bytePartSize).repeat(length)));
};

function show(size: number, bytes: NonNullable<Inspection["bytes"]> = "binary"): void {
  const inspection = makeInspection({
    repository: "ghcr.io/acme/app",
    mediaType,
    digest,
    size,
    text: "",
    bytes,
    content: { kind: "blob", reason: "" },
  });
  const place = { text: `ghcr.io/acme/app@${digest}`, blob: { mediaType, digest, size } };
  render(<RawBytes inspection={inspection} place={place} />);
}

it("reads the part of a blob that is in view", async () => {
  const fake = installApi({ "inspect:part": readPart });
  show(3 * bytePartSize + 5);
  const table = screen.getByRole("table", { name: "Bytes" });
  expect(table.getAttribute("aria-rowcount")).toBe(`${(3 * bytePartSize) / 16 + 1}`);
  await within(table).findByText(/^00 00/);
  expect(fake.inputsOf("inspect:part")).toMatchObject([{ offset: 0, blob: { digest } }]);
  fireEvent.keyDown(within(table).getByRole("rowgroup"), { key: "End" });
  await within(table).findByText(/^03 03 03 03 03\s*$/);
  screen.getByText("00030000");
  expect(fake.inputsOf("inspect:part")).toHaveLength(2);
  screen.getByText("parts are not checked; Save as… checks the digest");
});

it("goes to a byte by its offset", async () => {
  installApi({ "inspect:part": readPart });
  show(3 * 1024 ** 3);
  await userEvent.type(screen.getByRole("textbox", { name: "Go to byte" }), "0x20010{Enter}");
  expect(await screen.findByText("00020010")).toBeDefined();
  expect(await screen.findByText(/^02 02/)).toBeDefined();
});

it("says why text is shown in hexadecimal", async () => {
  installApi({ "inspect:part": readPart });
  show(17 * 1024 * 1024, "long");
  expect(await screen.findByText("too long to be shown as text")).toBeDefined();
});

it("asks for the bytes of a layer only when they are wanted", async () => {
  const fake = installApi({ "inspect:part": readPart });
  show(100, "unread");
  screen.getByRole("button", { name: "Save as…" });
  await userEvent.click(screen.getByRole("button", { name: "Show bytes" }));
  await screen.findAllByText(/^00 00/);
  expect(fake.inputsOf("inspect:part")).toHaveLength(1);
  // The whole blob was read, and so checked.
  screen.getByText("digest matches");
});

it("shows why bytes could not be read, and tries again", async () => {
  let isBroken = true;
  installApi({
    "inspect:part": (input) =>
      isBroken
        ? { ok: false, error: makeFailure({ message: "The registry is down." }) }
        : readPart(input),
  });
  show(100);
  await screen.findByText("The registry is down.");
  isBroken = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findAllByText(/^00 00/);
  await waitFor(() => expect(screen.queryByText("The registry is down.")).toBeNull());
});

it("saves a blob whose digest was typed", async () => {
  const fake = installApi();
  const inspection = makeInspection({
    repository: "ghcr.io/acme/app",
    mediaType: "",
    digest,
    size: 7,
    content: { kind: "blob", reason: "" },
  });
  render(<RawBytes inspection={inspection} place={{ text: `ghcr.io/acme/app@${digest}` }} />);
  await userEvent.click(await screen.findByRole("button", { name: "Save as…" }));
  expect(fake.inputsOf("inspect:save")).toMatchObject([
    { text: `ghcr.io/acme/app@${digest}`, blob: { mediaType: "", digest, size: 7 } },
  ]);
});

it("reads offsets as people write them", () => {
  expect(["0", " 4,096 ", "0x1000", "0XFF"].map((text) => parseOffset(text, 5000))).toEqual([
    0, 4096, 4096, 255,
  ]);
  for (const text of ["", "-1", "5000", "1.5", "0x", "abc", "9".repeat(30)]) {
    expect(parseOffset(text, 5000)).toBeUndefined();
  }
});
