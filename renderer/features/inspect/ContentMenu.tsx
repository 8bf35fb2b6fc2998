import { RowMenu } from "../../ui/RowMenu.tsx";
import { useCopyText } from "../../ui/useCopyText.ts";
import { isInRegistry } from "./allowedActions.ts";
import { deleteManifest } from "./deleteManifest.ts";
import { currentVisit, useInspect } from "./inspectStore.ts";
import { placeOf, type Trail } from "./visit.ts";

/** Content whose menu is open, and the row that it opens at. */
export interface OpenContentMenu {
  /** What it is: `linux/amd64`. */
  readonly label: string;
  readonly trail: Trail;
  readonly digest: string;
  readonly anchor: Element;
}

/** The menu of a row of the tree or of the platforms. */
export function ContentMenu({
  label,
  trail,
  digest,
  anchor,
  onClose,
}: OpenContentMenu & { readonly onClose: () => void }) {
  const { copy } = useCopyText();
  const { openTrail } = useInspect.getState();
  // All content of a tree is in one repository.
  const repository = useInspect((state) => {
    const visit = currentVisit(state);
    return visit?.kind === "open" ? visit.inspection.repository : undefined;
  });
  const actions = [
    { id: "open", label: "Open", run: () => openTrail(trail) },
    { id: "tab", label: "Open in new tab", run: () => openTrail(trail, true) },
    { id: "digest", label: "Copy digest", run: () => copy(digest) },
    { id: "reference", label: "Copy reference", run: () => copy(trail.at(-1)?.text ?? "") },
    ...(repository !== undefined &&
    isInRegistry(repository) &&
    placeOf({ trail }).blob === undefined
      ? [
          {
            id: "delete",
            label: "Delete manifest…",
            run: () => deleteManifest(repository, digest),
          },
        ]
      : []),
  ];
  return (
    <RowMenu
      of={label}
      anchor={anchor}
      placement="bottom start"
      actions={actions}
      onClose={onClose}
    />
  );
}
