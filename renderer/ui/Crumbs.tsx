import { ChevronRight } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./Crumbs.module.css";
import { UntrustedText } from "./UntrustedText.tsx";

/** A step on the way to what is shown. */
interface CrumbStep {
  readonly id: string;
  readonly label: string;
  /** Goes back to it. */
  readonly onPress: () => void;
}

interface CrumbsProps {
  readonly label: string;
  /** The last one is what is shown. */
  readonly steps: readonly CrumbStep[];
  /** Whether the way begins with what stands before it. */
  readonly isContinued?: boolean;
}

/** The steps to what is shown. Each but the last leads back. */
export function Crumbs({ label, steps, isContinued = false }: CrumbsProps) {
  return (
    <nav aria-label={label} className={classNames(styles["crumbs"])}>
      <ol>
        {steps.map(({ id, label: text, onPress }, at) => (
          <li key={id}>
            {(at > 0 || isContinued) && <ChevronRight size={12} aria-hidden />}
            {at === steps.length - 1 ? (
              <span aria-current="page" className={classNames(styles["crumb"])}>
                <UntrustedText text={text} />
              </span>
            ) : (
              <AriaButton className={classNames(styles["crumb"], styles["link"])} onPress={onPress}>
                <UntrustedText text={text} />
              </AriaButton>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
