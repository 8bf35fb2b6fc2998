import { Braces } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel } from "react-aria-components";
import type { PlanRoot } from "../../../shared/plan.ts";
import { Digest } from "../../image/Digest.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { JsonViewer } from "../../ui/json/JsonViewer.tsx";
import { PlanLine } from "./PlanLine.tsx";
import type { PieceProgress } from "./planProgress.ts";
import styles from "./PlanView.module.css";

/** Returns the content that a push creates, by digest: its root, and edited manifests and configs. */
export function createdContent(
  root: PlanRoot,
  created: readonly PlanRoot[] = [],
): ReadonlyMap<string, PlanRoot> {
  return new Map([root, ...created].map((content) => [content.digest, content]));
}

interface CreatedLineProps {
  readonly content: PlanRoot;
  /** What it is. */
  readonly name: string;
  readonly progress: PieceProgress;
  readonly words: ReactNode;
  /** The digest and the size, at the end of the line. */
  readonly children: ReactNode;
}

/** A line of a plan about content that the push creates, with a button that shows its exact bytes below. */
export function CreatedLine({ content, name, progress, words, children }: CreatedLineProps) {
  return (
    <Disclosure>
      {({ isExpanded }) => (
        <>
          <PlanLine state={progress.state} share={progress.share}>
            {words}
            <AriaButton
              slot="trigger"
              aria-label={`JSON of ${escapeInvisible(name)}`}
              className={classNames(styles["json"])}
            >
              <Braces size={12} aria-hidden /> JSON
            </AriaButton>
            {children}
          </PlanLine>
          <DisclosurePanel>
            {isExpanded && <CreatedText content={content} name={name} />}
          </DisclosurePanel>
        </>
      )}
    </Disclosure>
  );
}

function CreatedText({ content, name }: Pick<CreatedLineProps, "content" | "name">) {
  const text = useMemo(() => {
    const bytes = Uint8Array.from(atob(content.data), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  }, [content.data]);
  return (
    <div className={classNames(styles["text"])}>
      <JsonViewer label={`JSON of ${name}`} text={text}>
        <Digest digest={content.digest} of={name} />
      </JsonViewer>
    </div>
  );
}
