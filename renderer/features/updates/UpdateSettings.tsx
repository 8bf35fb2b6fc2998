import { Button } from "../../ui/Button.tsx";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { useSettings } from "../settings/settingsStore.ts";
import { describeUpdate } from "./describeUpdate.ts";
import { useUpdates } from "./updateStore.ts";

/** What is known about newer versions, and whether the app looks for them. */
export function UpdateSettings() {
  const state = useUpdates((updates) => updates.state);
  const failure = useUpdates((updates) => updates.failure);
  const isWanted = useSettings((settings) => settings.checkForUpdates);
  const { setCheckForUpdates } = useSettings.getState();
  const { check, install } = useUpdates.getState();
  return (
    <>
      <div role="status">
        {escapeInvisible(describeUpdate(state))}{" "}
        {state.kind === "ready" && (
          <Button small onPress={() => void install()}>
            Restart now
          </Button>
        )}
      </div>
      {failure !== undefined && <FailureNote failure={failure} />}
      {state.kind !== "off" && (
        <div>
          <Switch isSelected={isWanted} onChange={(wanted) => void setCheckForUpdates(wanted)}>
            Check for updates once a day
          </Switch>{" "}
          <Button
            small
            isPending={!["idle", "current", "failed"].includes(state.kind)}
            onPress={check}
          >
            Check now
          </Button>
        </div>
      )}
    </>
  );
}
