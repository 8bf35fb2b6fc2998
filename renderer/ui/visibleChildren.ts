import { Children, type ReactNode } from "react";
import { visibleText } from "./escapeInvisible.ts";

/** The children of a control with everything invisible in their words shown: they may name what came from outside. */
export function visibleChildren(children: ReactNode): ReactNode {
  return typeof children === "string"
    ? visibleText(children)
    : Children.map(children, (child) => (typeof child === "string" ? visibleText(child) : child));
}
