import { ReferenceText } from "../../image/ReferenceText.tsx";
import { runCommand } from "../../commands/commandActions.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { useViewState } from "../../viewState.ts";
import { useSettings } from "../settings/settingsStore.ts";
import { useInspect } from "./inspectStore.ts";
import styles from "./InspectView.module.css";

const noReferences: readonly string[] = [];

/** References that were inspected before. */
function RecentInspections() {
  const recent = useViewState((state) => state.remembered.recentInspections ?? noReferences);
  const remember = useViewState((state) => state.remember);
  const { open } = useInspect.getState();
  return recent.length === 0 ? null : (
    <section aria-label="Recently inspected" className={classNames(styles["recent"])}>
      <div className={classNames(styles["recentHead"])}>
        <h3>Recently inspected</h3>
        <Button look="quiet" small onPress={() => remember({ recentInspections: [] })}>
          Clear
        </Button>
      </div>
      <ul>
        {recent.map((text) => (
          <li key={text}>
            <Button look="quiet" onPress={() => open(text)}>
              <ReferenceText text={text} />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What Inspect shows before anything is opened: how to open an image, samples, and what was opened before. */
export function EmptyInspect() {
  const images = useSettings((state) => state.info?.sample.images) ?? [];
  const { open } = useInspect.getState();
  return (
    <EmptyState lead="Inspect any image or index.">
      <p>
        Enter a reference of a registry, an OCI layout or an archive; a pull command, a FROM line or
        the address of a registry&apos;s page works too. A repository without a tag, such as
        ghcr.io/acme/app, shows its tags; a registry, such as localhost:5000/, its repositories.
      </p>
      <div className={classNames(styles["samples"])}>
        <Button onPress={() => runCommand("inspect.openLayout")}>Open layout…</Button>
        <Button onPress={() => runCommand("inspect.openArchive")}>Open archive…</Button>
      </div>
      {images.length > 0 && (
        <div className={classNames(styles["samples"])}>
          {images.map((image) => (
            <Button key={image.text} small onPress={() => open(image.text)}>
              {image.title}
            </Button>
          ))}
        </div>
      )}
      <RecentInspections />
    </EmptyState>
  );
}
