import { useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Note } from "../../ui/Note.tsx";
import { useSettings } from "../settings/settingsStore.ts";
import { UpdateSettings } from "../updates/UpdateSettings.tsx";
import styles from "./HelpDialogs.module.css";

/** Says that the app runs on another version of Electron than it is made for. */
function otherElectron(expected: string, actual: string): string {
  const isOlder = actual.localeCompare(expected, "en", { numeric: true }) < 0;
  const consequence = isOlder
    ? "Old versions lack security fixes: use it for tests only."
    : "The app is not tested on it.";
  return `The app is made for Electron ${expected} and runs on ${actual}. ${consequence}`;
}

/** What the app is, and the versions of it and what it runs on. */
export function AboutTab() {
  const info = useSettings((state) => state.info);
  const versions = Object.entries(info?.versions ?? {});
  const text = versions.map(([name, version]) => `${name}: ${version}`).join("\n");
  return (
    <div className={classNames(styles["page"])}>
      <p>Assembles, inspects and retags multi-platform container images.</p>
      <dl className={classNames(styles["versions"])} data-selectable>
        {versions.map(([name, version]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{version}</dd>
          </div>
        ))}
      </dl>
      {info?.isTestPackage === true && (
        <Note
          look="warning"
          message="This is a package for tests, with the Electron that was at hand when it was built. Do not use it for your work: install a released package."
        />
      )}
      {info?.expectedElectron !== undefined && (
        <Note
          look="warning"
          message={otherElectron(info.expectedElectron, info.versions["Electron"] ?? "")}
        />
      )}
      {info?.missingSandbox !== undefined && <Note look="warning" message={info.missingSandbox} />}
      <CopyButton text={text} label="Copy versions" />
      <UpdateSettings />
      <div className={classNames(styles["license"])}>
        Apache License 2.0, with components by others.{" "}
        <Button small onPress={() => useNavigation.getState().setHelpDialog("licenses")}>
          Licenses…
        </Button>
      </div>
    </div>
  );
}
