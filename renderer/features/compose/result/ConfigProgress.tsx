import type { ReactNode } from "react";
import { Button } from "../../../ui/Button.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { useCompose } from "../composeStore.ts";
import styles from "./ResultPane.module.css";

/** How many configs were read, with a button that cancels that; while none is read, the children. */
export function ConfigProgress({ children }: { readonly children: ReactNode }) {
  const progress = useCompose((state) => state.configProgress);
  const failure = useCompose((state) => state.configFailure);
  const cancel = useCompose((state) => state.cancelReadConfigs);
  if (progress === undefined) {
    return (
      <>
        {failure !== undefined && <RequestFailure failure={failure} />}
        {children}
      </>
    );
  }
  const { done, total } = progress;
  const count = total === 0 ? "" : ` ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  return (
    <>
      <span role="status" className={classNames(styles["checking"])}>
        <Spinner /> Reading configs{count}
      </span>
      <Button small onPress={cancel}>
        Cancel
      </Button>
    </>
  );
}
