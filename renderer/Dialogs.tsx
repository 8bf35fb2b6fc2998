import { type ReactNode, useEffect, useState } from "react";
import { api } from "./api.ts";
import { CommandPalette } from "./commands/CommandPalette.tsx";
// Read at the start: people type right after its keys, and what comes before the dialog would go to another field.
import { TagQuestionDialog } from "./commands/TagQuestionDialog.tsx";
import { usePush } from "./features/push/pushStore.ts";
import { useAccess } from "./features/registries/access/accessStore.ts";
import { useCopyTags } from "./features/tags/copy/copyStore.ts";
import { useDeleteTags } from "./features/tags/delete/deleteStore.ts";
import { useNavigation } from "./navigation.ts";
import { lazyPart } from "./ui/lazyPart.tsx";

const PushDialog = lazyPart(
  async () => (await import("./features/push/PushDialog.tsx")).PushDialog,
);
const CopyTagsDialog = lazyPart(
  async () => (await import("./features/tags/copy/CopyTagsDialog.tsx")).CopyTagsDialog,
);
const DeleteDialog = lazyPart(
  async () => (await import("./features/tags/delete/DeleteDialog.tsx")).DeleteDialog,
);
const AccessDialog = lazyPart(
  async () => (await import("./features/registries/access/AccessDialog.tsx")).AccessDialog,
);
const HelpDialogs = lazyPart(
  async () => (await import("./features/help/HelpDialogs.tsx")).HelpDialogs,
);

interface OpenedOnceProps {
  readonly isOpen: boolean;
  readonly children: ReactNode;
}

/** Renders a dialog from its first opening on, so that it can close in its own way. */
function OpenedOnce({ isOpen, children }: OpenedOnceProps) {
  const [isOpened, setOpened] = useState(isOpen);
  if (isOpen && !isOpened) {
    setOpened(true);
  }
  return isOpened ? children : null;
}

/** The palette and the dialogs that belong to no view. */
export function Dialogs() {
  const isPushOpen = usePush(({ state }) => state.kind !== "closed");
  const isCopyOpen = useCopyTags(({ isOpen }) => isOpen);
  const isDeleteOpen = useDeleteTags(({ step }) => step.kind !== "closed");
  const isAccessOpen = useAccess(({ isOpen }) => isOpen);
  const isTagAsked = useNavigation(({ tagQuestion }) => tagQuestion !== undefined);
  const isHelpOpen = useNavigation(({ helpDialog }) => helpDialog !== undefined);
  useEffect(() => api.on("push:show", ({ jobId }) => usePush.getState().show(jobId)), []);
  return (
    <>
      <OpenedOnce isOpen={isPushOpen}>
        <PushDialog />
      </OpenedOnce>
      <OpenedOnce isOpen={isCopyOpen}>
        <CopyTagsDialog />
      </OpenedOnce>
      <OpenedOnce isOpen={isDeleteOpen}>
        <DeleteDialog />
      </OpenedOnce>
      <OpenedOnce isOpen={isAccessOpen}>
        <AccessDialog />
      </OpenedOnce>
      <CommandPalette />
      <OpenedOnce isOpen={isTagAsked}>
        <TagQuestionDialog />
      </OpenedOnce>
      <OpenedOnce isOpen={isHelpOpen}>
        <HelpDialogs />
      </OpenedOnce>
    </>
  );
}
