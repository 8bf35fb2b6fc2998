import { type ReactNode, type RefObject, useState } from "react";
import { Group, type GroupImperativeHandle, Separator, useGroupRef } from "react-resizable-panels";
import { classNames } from "./classNames.ts";
import styles from "./SplitPanes.module.css";

/** Sizes in percent of the group, by the id of the pane. */
export type PaneSizes = Readonly<Record<string, number>>;

interface SplitPanesProps {
  /** `row`: side by side. `column`: one below the other. */
  readonly direction: "row" | "column";
  /** The remembered sizes; undefined for the default. */
  readonly sizes: PaneSizes | undefined;
  /** Called when the user has moved or reset a splitter. */
  readonly onChange: (sizes: PaneSizes) => void;
  readonly className?: string | undefined;
  /** `Panel`s with ids, and a `Splitter` between each two. */
  readonly children: ReactNode;
}

/** Panes with splitters between them. */
export function SplitPanes({ direction, sizes, onChange, className, children }: SplitPanesProps) {
  // The library reads the sizes once; the later ones are its own.
  const [initialSizes] = useState(sizes);
  const group: RefObject<GroupImperativeHandle | null> = useGroupRef();
  return (
    <Group
      groupRef={group}
      orientation={direction === "row" ? "horizontal" : "vertical"}
      defaultLayout={initialSizes}
      onLayoutChanged={(changed, { isUserInteraction, requestedLayout }) => {
        if (isUserInteraction) {
          // The requested sizes return when the window is large enough for them again.
          onChange(requestedLayout ?? changed);
        }
      }}
      // The library has reset the panes when it cancels the event, and does not call that an interaction.
      onDoubleClickCapture={(event) => {
        if (event.defaultPrevented && group.current !== null) {
          onChange(group.current.getLayout());
        }
      }}
      className={className}
    >
      {children}
    </Group>
  );
}

interface SplitterProps {
  /** What it resizes: `Resize Sources` */
  readonly label: string;
  readonly isDisabled?: boolean;
}

/** The line between two panes. The mouse and the arrow keys move it, a double click resets it. */
export function Splitter({ label, isDisabled = false }: SplitterProps) {
  return (
    <Separator
      aria-label={label}
      disabled={isDisabled}
      className={classNames(styles["splitter"])}
    />
  );
}
