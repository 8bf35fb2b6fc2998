import { FileArchive, FileJson, FileText, FolderOpen, Plus } from "lucide-react";
import type { SampleImage } from "../../../../shared/ipc/contract.ts";
import { runCommand } from "../../../commands/commandActions.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { StepTitle } from "../../../ui/StepTitle.tsx";
import { useSettings } from "../../settings/settingsStore.ts";
import styles from "./SampleLibrary.module.css";
import { useCompose } from "../composeStore.ts";
import { RecentSources } from "./RecentSources.tsx";

/** Sample images, each with a button that adds it. */
function SampleImages({ images }: { readonly images: readonly SampleImage[] }) {
  const addSources = useCompose((state) => state.addSources);
  return (
    <ul className={classNames(styles["images"])}>
      {images.map((image) => (
        <li key={image.text} className={classNames(styles["image"])}>
          <div className={classNames(styles["words"])}>
            <span className={classNames(styles["title"])}>{image.title}</span>
            <span className={classNames(styles["text"])} title={image.text}>
              {image.text.replace(/^.*[/\\]/, "")}
            </span>
          </div>
          <Button small aria-label={`Use ${image.title}`} onPress={() => addSources([image.text])}>
            <Plus size={12} aria-hidden /> Use
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** The sample images not added yet, shown while all sources are samples. */
export function MoreSamples() {
  const images = useSettings((state) => state.info?.sample.images);
  const sources = useCompose((state) => state.draft.sources);
  const used = new Set(sources.map(({ text }) => text));
  const unused = images?.filter(({ text }) => !used.has(text)) ?? [];
  const isOnlySamples = sources.every(({ text }) => images?.some((image) => image.text === text));
  return unused.length === 0 || !isOnlySamples ? null : (
    <section aria-label="More sample images" className={classNames(styles["more"])}>
      <SampleImages images={unused} />
    </section>
  );
}

/** Shown while there is no source: how to add one, and the sample images. */
export function SampleLibrary() {
  const sample = useSettings((state) => state.info?.sample);
  const addSources = useCompose((state) => state.addSources);
  const images = sample?.images ?? [];
  return (
    <div className={classNames(styles["empty"])}>
      <StepTitle step={1} title="Add the sources" />
      <p>
        Type, paste or drop references such as <code>ghcr.io/acme/app:1.4</code>, commands, OCI
        layouts, archives (.tar, .tar.gz, .tar.zst), descriptors or a file with a list. Logins come
        from Docker's or Podman's configuration, or the Registries page.
      </p>
      <div className={classNames(styles["buttons"])}>
        <Button small onPress={() => runCommand("source.chooseLayout")}>
          <FolderOpen size={13} aria-hidden /> OCI layout…
        </Button>
        <Button small onPress={() => runCommand("source.chooseArchive")}>
          <FileArchive size={13} aria-hidden /> Archive…
        </Button>
        <Button small onPress={() => runCommand("source.chooseDescriptor")}>
          <FileJson size={13} aria-hidden /> Descriptor file…
        </Button>
        <Button small onPress={() => runCommand("source.chooseList")}>
          <FileText size={13} aria-hidden /> List of references…
        </Button>
      </div>
      <RecentSources />
      {images.length > 0 && (
        <>
          <div className={classNames(styles["head"])}>
            <h3>Sample images</h3>
            <Button
              look="quiet"
              small
              onPress={() => addSources(images.map((image) => image.text))}
            >
              Use all
            </Button>
          </div>
          <p className={classNames(styles["about"])}>
            Stored on this disk: try everything without a registry.
          </p>
          <SampleImages images={images} />
        </>
      )}
    </div>
  );
}
