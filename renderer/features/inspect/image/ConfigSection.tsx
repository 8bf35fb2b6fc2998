import type {
  ConfigView,
  HealthcheckView,
  InspectedContent,
} from "../../../../shared/inspection.ts";
import { AnnotationLines } from "../../../image/AnnotationLines.tsx";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { formatBytes } from "../../../ui/format.ts";
import { formatInstant, nameInstant } from "../../../ui/formatInstant.ts";
import { LongText } from "../../../ui/LongText.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { canRetry } from "../../registries/failureRemedies.ts";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import styles from "../Content.module.css";
import { DigestLink } from "../DigestLink.tsx";
import { FactProperties } from "../evidence/Facts.tsx";
import { useInspect } from "../inspectStore.ts";
import { CommonProperties, ListProperty, Property } from "../Properties.tsx";

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
        <LongText text={formatCommand(args)} of={name} />
      </code>
    </Property>
  );
}

/** Formats a duration of the config: `1m 30s`, `500ms`. */
function formatDuration(nanoseconds: number): string {
  const seconds = nanoseconds / 1e9;
  if (seconds < 1) {
    return `${nanoseconds / 1e6}ms`;
  }
  const minutes = Math.floor(seconds / 60);
  const rest = seconds - minutes * 60;
  return [minutes > 0 ? `${minutes}m` : "", rest > 0 || minutes === 0 ? `${rest}s` : ""]
    .filter(Boolean)
    .join(" ");
}

/** Source: Docker's image specification, "Healthcheck": the first word says how the test runs. */
function formatHealthcheck({ test, durations, retries }: HealthcheckView): string {
  const [how = "", ...args] = test;
  const command =
    how === "NONE"
      ? "disabled"
      : how === "CMD" || how === "CMD-SHELL"
        ? how === "CMD"
          ? formatCommand(args)
          : args.join(" ")
        : formatCommand(test);
  return [
    command,
    ...durations.map(({ name, nanoseconds }) => `${name} ${formatDuration(nanoseconds)}`),
    ...(retries === undefined ? [] : [`retries ${retries}`]),
  ].join(", ");
}

function ConfigProperties({ config }: { readonly config: ConfigView }) {
  const { created, healthcheck } = config;
  return (
    <>
      <Property name="Platform">{config.platform}</Property>
      {created !== undefined && (
        <Property name="Created">
          <UntrustedText text={created} />{" "}
          <span className={classNames(styles["muted"])}>
            {nameInstant(created) ??
              (formatInstant(created) !== undefined && <RelativeTime time={created} />)}
          </span>
        </Property>
      )}
      <Property name="Author">{config.author}</Property>
      <CommandProperty name="Entrypoint" args={config.entrypoint} />
      <CommandProperty name="Cmd" args={config.cmd} />
      <CommandProperty name="Shell" args={config.shell} />
      <Property name="User">{config.user}</Property>
      <Property name="Workdir">{config.workingDir}</Property>
      <Property name="Stop signal">{config.stopSignal}</Property>
      {healthcheck !== undefined && (
        <Property name="Healthcheck">{formatHealthcheck(healthcheck)}</Property>
      )}
      {config.argsEscaped === true && (
        <Property name="Args escaped">
          yes: the arguments are an escaped Windows command line
        </Property>
      )}
      <ListProperty name="Env" values={config.env} />
      <ListProperty name="Ports" values={config.exposedPorts} />
      <ListProperty name="Volumes" values={config.volumes} />
      <ListProperty name="On build" values={config.onBuild} />
      <ListProperty name="Diff IDs" values={config.diffIds} />
      {Object.keys(config.labels).length > 0 && (
        <Property name="Labels">
          <AnnotationLines annotations={config.labels} noun="label" isDetailed />
        </Property>
      )}
      <FactProperties facts={config.others} />
    </>
  );
}

interface ConfigSectionProps {
  readonly content: Extract<InspectedContent, { kind: "image" }>;
  readonly repository: string;
}

/** The config of an image, and the annotations of its manifest. These are shown also if the config cannot be read. */
export function ConfigSection({ content, repository }: ConfigSectionProps) {
  const { config, configView, configFailure } = content;
  const { reload } = useInspect.getState();
  return (
    <div className={classNames(styles["column"])}>
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
  );
}
