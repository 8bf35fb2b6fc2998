import { render, screen } from "@testing-library/react";
import { PushDialog } from "../features/push/PushDialog.tsx";
import { usePush } from "../features/push/pushStore.ts";

/** The label of the button that pushes `makePlan()`. */
export const retagLabel = "Move tag 1.4 to c8c8c8c8c8c8";

/** Renders the push dialog and opens the review of a retag. @param label of the button that pushes */
export async function openReview(label = retagLabel): Promise<void> {
  render(<PushDialog />);
  usePush.getState().makePlan({
    kind: "retag",
    source: "a@sha256:1",
    targets: ["b:1"],
    copyReferrers: { referrers: "none", digestTags: false },
  });
  await screen.findByRole("button", { name: label });
}
