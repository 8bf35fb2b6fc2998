import { useEffect } from "react";
import { useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { DialogBody, DialogFoot } from "../../ui/ModalDialog.tsx";
import { useCompose } from "../compose/composeStore.ts";
import { useHistory } from "../history/historyStore.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { OutcomeView } from "./OutcomeView.tsx";
import { type PushStateOf, usePush } from "./pushStore.ts";

/** The push dialog after the push, whether it finished or failed. */
export function DoneView({ state }: { readonly state: PushStateOf<"done"> }) {
  const { makePlan, close } = usePush.getState();
  const { request, outcome, plan } = state;
  const isFinished = outcome.failure === undefined;
  const isRetagged = request.kind === "retag" && isFinished;
  const rootTag = plan.repositories
    .flatMap(({ tags }) => tags)
    .find(({ after }) => after === plan.root.digest);

  useEffect(() => {
    // A failed push may have moved tags and is in the journal as well.
    useCompose.getState().recheckTargets();
    void useHistory.getState().read();
  }, []);

  useEffect(() => {
    if (isRetagged) {
      useInspect.getState().clearRetag();
    }
  }, [isRetagged]);

  function inspect(name: string): void {
    close();
    useNavigation.getState().show("inspect");
    useInspect.getState().open(name);
  }

  return (
    <>
      <DialogBody>
        <OutcomeView plan={plan} outcome={outcome} />
      </DialogBody>
      <DialogFoot>
        {!isFinished && (
          <Button onPress={() => makePlan({ kind: "resume", journalId: outcome.journalId })}>
            Resume…
          </Button>
        )}
        {isFinished && rootTag !== undefined && (
          <Button onPress={() => inspect(rootTag.name)}>Inspect the result</Button>
        )}
        <Button look="primary" autoFocus onPress={close}>
          Close
        </Button>
      </DialogFoot>
    </>
  );
}
