import { type ReactNode, useEffect } from "react";
import { Button } from "../../ui/Button.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { canRetry } from "../registries/failureRemedies.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { type PartKey, partOf } from "./compareParts.ts";
import { useCompare } from "./compareStore.ts";
import type { Loading } from "./loading.ts";
import { ViewMessage } from "../../ui/ViewMessage.tsx";

interface LoadingViewProps<T> {
  readonly state: Loading<T>;
  readonly onCancel: () => void;
  readonly onRetry: () => void;
  /** Another button below a failure. */
  readonly remedy?: ReactNode;
  readonly children: (value: T) => ReactNode;
}

/** Something that is read: its progress with Cancel, its failure with Try again, or its content. */
export function LoadingView<T>(props: LoadingViewProps<T>) {
  const { state, onCancel, onRetry, remedy, children } = props;
  switch (state.kind) {
    case "reading":
      return (
        <ViewMessage isWaiting>
          <ProgressLine label={state.message} done={state.done} total={state.total} />
          <Button onPress={onCancel}>Cancel</Button>
        </ViewMessage>
      );
    case "failed":
      return (
        <ViewMessage>
          <RequestFailure failure={state.failure}>
            {(canRetry(state.failure) || state.failure.code === "comparison_gone") && (
              <Button small onPress={onRetry}>
                Try again
              </Button>
            )}
            {remedy}
          </RequestFailure>
        </ViewMessage>
      );
    case "read":
      return children(state.value);
  }
}

interface PartViewProps<T> {
  readonly partKey: PartKey;
  readonly children: (value: T) => ReactNode;
}

/** A part of the comparison, read when it is shown. */
export function PartView<T>({ partKey, children }: PartViewProps<T>) {
  const state = useCompare((all) => partOf(all, partKey)) as Loading<T> | undefined;
  const { read, cancelPart, compareAgain } = useCompare.getState();
  useEffect(() => {
    if (state === undefined) {
      read(partKey);
    }
  }, [state, partKey, read]);
  return state === undefined ? null : (
    <LoadingView
      state={state}
      onCancel={() => cancelPart(partKey)}
      onRetry={() => {
        const isGone = state.kind === "failed" && state.failure.code === "comparison_gone";
        (isGone ? compareAgain : () => read(partKey, true))();
      }}
    >
      {children}
    </LoadingView>
  );
}
