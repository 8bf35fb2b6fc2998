import type { ConfigView, InspectedContent } from "../../../shared/inspection.ts";
import { AnnotationLines } from "../../image/AnnotationLines.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { canRetry } from "../registries/failureRemedies.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { useInspect } from "./inspectStore.ts";
import { LayerList } from "./LayerList.tsx";
import { CommonProperties, ListProperty, Property } from "./Properties.tsx";

/** Formats arguments as a command line, with quotes where needed. */
function formatCommand(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg))).join(" ");
}

function CommandProperty({
  name,
  args,
}: {
  readonly name: string;
  readonly args: readonly string[];
}) {
  return args.length === 0 ? null : (
    <Property name={name}>
      <code>
        <UntrustedText text={formatCommand(args)} />
      </code>
    </Property>
  );
}

function ConfigProperties({ config }: { readonly config: ConfigView }) {
  return (
    <>
      <Property name="Platform">{config.platform}</Property>
      <Property name="Created">{config.created}</Property>
      <Property name="Author">{config.author}</Property>
      <CommandProperty name="Entrypoint" args={config.entrypoint} />
      <CommandProperty name="Cmd" args={config.cmd} />
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
  /** The digest of the image that it was opened from, if this is its attestation. */
  readonly attests: string | undefined;
}

/** An image: its config and its layers. The layers are shown also if the config cannot be read. */
export function ImageContent({ content, repository, attests }: ImageContentProps) {
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
          {configView !== undefined && <ConfigProperties config={configView} />}
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
        <LayerList layers={layers} repository={repository} attests={attests} />
      </div>
    </div>
  );
}
