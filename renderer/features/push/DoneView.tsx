import { useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { DialogBody, DialogFoot } from "../../ui/ModalDialog.tsx";
import { useInspect } from "../inspect/inspectStore.ts";
import { OutcomeView } from "./OutcomeView.tsx";
import type { ConfirmedPushOf } from "./pushQueueStore.ts";
import { usePush } from "./pushStore.ts";

/** The push dialog after the push, whether it finished or failed. */
export function DoneView({ push }: { readonly push: ConfirmedPushOf<"done"> }) {
  const { makePlan, close } = usePush.getState();
  const { outcome, plan } = push;
  const isFinished = outcome.failure === undefined;
  const rootTag = plan.repositories
    .flatMap(({ tags }) => tags)
    .find(({ after }) => after === plan.root.digest);

  function inspect(name: string): void {
    close();
    useNavigation.getState().show("inspect");
    useInspect.getState().open(name);
  }

  return (
    <>
      <DialogBody>
        <OutcomeView push={push} />
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
