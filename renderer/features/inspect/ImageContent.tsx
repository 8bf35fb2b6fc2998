import type { ConfigView, InspectedContent } from "../../../shared/inspection.ts";
import { AnnotationLines } from "../../image/AnnotationLines.tsx";
import { Button } from "../../ui/Button.tsx";
import { canRetry } from "../registries/failureRemedies.ts";
import { classNames } from "../../ui/classNames.ts";
import { countOf, formatBytes } from "../../ui/format.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { CommonProperties, Property, ListProperty } from "./Properties.tsx";
import { LayerList } from "./LayerList.tsx";
import { useInspect } from "./inspectStore.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";

/** A command as it would be typed: words with spaces in quotes. */
function commandLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(" ");
}

function ConfigFacts({ config }: { readonly config: ConfigView }) {
  return (
    <>
      <Property name="Platform">{config.platform}</Property>
      <Property name="Created">{config.created}</Property>
      <Property name="Author">{config.author}</Property>
      <Property name="Entrypoint">
        {config.entrypoint.length > 0 ? (
          <code>
            <UntrustedText text={commandLine(config.entrypoint)} />
          </code>
        ) : null}
      </Property>
      <Property name="Cmd">
        {config.cmd.length > 0 ? (
          <code>
            <UntrustedText text={commandLine(config.cmd)} />
          </code>
        ) : null}
      </Property>
      <Property name="User">{config.user}</Property>
      <Property name="Workdir">{config.workingDir}</Property>
      <Property name="Stop signal">{config.stopSignal}</Property>
      <ListProperty name="Env" values={config.env} />
      <ListProperty name="Ports" values={config.exposedPorts} />
      <ListProperty name="Volumes" values={config.volumes} />
      {Object.keys(config.labels).length > 0 && (
        <Property name="Labels">
          <AnnotationLines annotations={config.labels} />
        </Property>
      )}
    </>
  );
}

interface ImageContentProps {
  readonly content: Extract<InspectedContent, { kind: "image" }>;
  readonly repository: string;
}

/** An image: how it runs, and what it is made of. */
export function ImageContent({ content, repository }: ImageContentProps) {
  const { config, configView, configFailure, layers } = content;
  const { reload } = useInspect.getState();
  const size = layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0);
  return (
    <div className={classNames(styles["columns"])}>
      <div className={classNames(styles["column"])}>
        <h3 className={classNames(styles["count"])}>Image</h3>
        {configFailure !== undefined && (
          <div className={classNames(styles["trouble"])}>
            <RequestFailure failure={configFailure}>
              {canRetry(configFailure) && (
                <Button small onPress={reload}>
                  Try again
                </Button>
              )}
            </RequestFailure>
          </div>
        )}
        <dl className={classNames(styles["facts"])}>
          {configView !== null && <ConfigFacts config={configView} />}
          <Property name="Config">
            <DigestLink repository={repository} descriptor={config} isBlob of="the config" />{" "}
            {formatBytes(config.size)}
          </Property>
        </dl>
        <CommonProperties content={content} repository={repository} />
      </div>
      <div className={classNames(styles["column"])}>
        <h3 className={classNames(styles["count"])}>
          {countOf(layers.length, "layer")}, {formatBytes(size)}
        </h3>
        <LayerList layers={layers} repository={repository} />
      </div>
    </div>
  );
}
