import { act, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { type ReactNode, useState } from "react";
import { expect, it } from "vitest";
import { HealthSection } from "../features/inspect/HealthSection.tsx";
import { FilesSection } from "../features/inspect/files/FilesSection.tsx";
import { AccessDialog } from "../features/registries/access/AccessDialog.tsx";
import { useAccess } from "../features/registries/access/accessStore.ts";
import type { Progress } from "../../shared/progress.ts";
import type { Answers } from "../testing/fakeApi.ts";
import { ok } from "../testing/fakeApi.ts";
import { digestOf, makeFailure } from "../testing/fixtures.ts";
import { defer, installApi } from "../testing/setUp.ts";
import { Button } from "./Button.tsx";
import { useKeptFocus } from "./useKeptFocus.ts";

function Window({ children }: { readonly children: ReactNode }) {
  useKeptFocus();
  return (
    <main>
      <button>Before</button>
      <div>{children}</div>
      <button>After</button>
    </main>
  );
}

const unread = { id: "files", layers: [{ kind: "unread" }], merged: 0, hiddenBytes: 0 } as const;
const reading = { kind: "reading", received: 1, entries: 0, size: 0 } as const;
const layer = {
  mediaType: "application/vnd.oci.image.layer.v1.tar",
  digest: digestOf("01"),
  size: 9,
};
const failure = { ok: false, error: makeFailure() } as const;

interface JobButton {
  readonly label: string;
  readonly content: ReactNode;
  readonly button: string;
  /** Answers once `end` is called. */
  readonly answers: (
    end: Promise<void>,
    report: (jobId: string, progress: Progress) => void,
  ) => Partial<Answers>;
  /** What has the focus while the job runs, and after it. */
  readonly during: string;
  readonly after: string;
}

/** Every button that starts a job and is replaced, or does nothing, while it runs. */
const jobButtons: readonly JobButton[] = [
  {
    label: "Health",
    content: <HealthSection repository="r.example/a" digest={digestOf("aa")} />,
    button: "Check",
    answers: (end) => ({ "inspect:health": () => end.then(() => failure) }),
    during: "Cancel",
    after: "Check again",
  },
  {
    label: "Files",
    content: <FilesSection repository="r.example/kept" layers={[{ descriptor: layer }]} />,
    button: "Read 1 layer (9 B)",
    answers: (end, report) => ({
      "files:open": () => ok(unread),
      "files:read": ({ jobId }) => {
        report(jobId, { kind: "files", files: { ...unread, layers: [reading] } });
        return end.then(() => ok(unread));
      },
    }),
    during: "Stop",
    after: "Read 1 layer (9 B)",
  },
  {
    label: "Test access",
    content: <AccessDialog />,
    button: "Test",
    answers: (end) => ({ "access:test": () => end.then(() => failure) }),
    during: "Test",
    after: "Test again",
  },
];

it.each(jobButtons)(
  "$label: a button that starts a job does not drop the focus",
  async ({ content, button, answers, during, after }) => {
    const end = defer<void>();
    const fake = installApi(
      answers(end.promise, (jobId, progress) =>
        queueMicrotask(() => act(() => fake.emit("job:progress", { jobId, progress }))),
      ),
    );
    useAccess.getState().open("r.example/");
    useAccess.getState().setText("r.example/a");
    render(<Window>{content}</Window>);
    const start = await screen.findByRole("button", { name: button });
    start.focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement?.textContent).toBe(during));
    end.resolve();
    await waitFor(() => expect(document.activeElement?.textContent).toBe(after));
  },
);

function Removable({ rest }: { readonly rest?: ReactNode }) {
  const [isShown, setShown] = useState(true);
  return isShown ? (
    <p>
      <Button onPress={() => setShown(false)}>Remove</Button>
    </p>
  ) : (
    rest
  );
}

it.each([
  ["what takes its place", <Removable key="a" rest={<button>New</button>} />, "New"],
  ["what follows it", <Removable key="b" />, "After"],
  [
    "the last before it around it",
    <section key="c">
      <button>Near</button>
      <Removable />
    </section>,
    "Near",
  ],
])("gives the focus of a removed button to %s", async (_, content, name) => {
  render(<Window>{content}</Window>);
  await userEvent.click(screen.getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(document.activeElement?.textContent).toBe(name));
});

it("leaves the focus nowhere after a click beside all controls", async () => {
  const { rerender } = render(
    <Window>
      <Button>Held</Button>
    </Window>,
  );
  screen.getByRole("button", { name: "Held" }).focus();
  await userEvent.click(document.body);
  rerender(<Window>{null}</Window>);
  for (let frame = 0; frame < 10; frame += 1) {
    await new Promise(requestAnimationFrame);
  }
  expect(document.activeElement).toBe(document.body);
});
