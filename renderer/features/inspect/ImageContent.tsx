import type { ConfigView, InspectedContent } from "../../../shared/inspection.ts";
import { AnnotationLines } from "../../image/AnnotationLines.tsx";
import { Button } from "../../ui/Button.tsx";
import { canTryAgain } from "../../ui/canTryAgain.ts";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/countOf.ts";
import { formatBytes } from "../../ui/format.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { CommonFacts, Fact, ListFact } from "./Properties.tsx";
import { Layers } from "./LayerList.tsx";
import { useInspect } from "./inspectStore.ts";
import { OutsideText } from "../../ui/UntrustedText.tsx";

/** A command as it would be typed: words with spaces in quotes. */
function commandLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(" ");
}

function ConfigFacts({ config }: { readonly config: ConfigView }) {
  return (
    <>
      <Fact name="Platform">{config.platform}</Fact>
      <Fact name="Created">{config.created}</Fact>
      <Fact name="Author">{config.author}</Fact>
      <Fact name="Entrypoint">
        {config.entrypoint.length > 0 ? (
          <code>
            <OutsideText text={commandLine(config.entrypoint)} />
          </code>
        ) : null}
      </Fact>
      <Fact name="Cmd">
        {config.cmd.length > 0 ? (
          <code>
            <OutsideText text={commandLine(config.cmd)} />
          </code>
        ) : null}
      </Fact>
      <Fact name="User">{config.user}</Fact>
      <Fact name="Workdir">{config.workingDir}</Fact>
      <Fact name="Stop signal">{config.stopSignal}</Fact>
      <ListFact name="Env" values={config.env} />
      <ListFact name="Ports" values={config.exposedPorts} />
      <ListFact name="Volumes" values={config.volumes} />
      {Object.keys(config.labels).length > 0 && (
        <Fact name="Labels">
          <AnnotationLines annotations={config.labels} />
        </Fact>
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
              {canTryAgain(configFailure) && (
                <Button small onPress={reload}>
                  Try again
                </Button>
              )}
            </RequestFailure>
          </div>
        )}
        <dl className={classNames(styles["facts"])}>
          {configView !== null && <ConfigFacts config={configView} />}
          <Fact name="Config">
            <DigestLink repository={repository} descriptor={config} isBlob of="the config" />{" "}
            {formatBytes(config.size)}
          </Fact>
        </dl>
        <CommonFacts content={content} repository={repository} />
      </div>
      <div className={classNames(styles["column"])}>
        <h3 className={classNames(styles["count"])}>
          {countOf(layers.length, "layer")}, {formatBytes(size)}
        </h3>
        <Layers layers={layers} repository={repository} />
      </div>
    </div>
  );
}
