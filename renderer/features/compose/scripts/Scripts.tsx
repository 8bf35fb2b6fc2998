import { Equal, EqualNot, RotateCw } from "lucide-react";
import type { Script, ScriptTool, WrittenScript } from "../../../../shared/script.ts";
import { CommandText } from "../../../image/CommandText.tsx";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { RadioChoice, type RadioOption } from "../../../ui/RadioChoice.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { useViewState } from "../../../viewState.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { useMissingCount } from "../result/useContent.ts";
import styles from "./Scripts.module.css";
import { useCompose } from "../composeStore.ts";
import { useScripts } from "./useScripts.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

const noCommand =
  "docker buildx cannot do this: it cannot read archives or exclude entries by digest.";

interface VerdictProps {
  readonly isEqual: boolean;
  readonly message: string;
}

/** Whether a script produces the same bytes as the app. */
function Verdict({ isEqual, message }: VerdictProps) {
  const Icon = isEqual ? Equal : EqualNot;
  return (
    <div className={classNames(styles["verdict"], !isEqual && styles["differs"])}>
      <Icon size={13} aria-hidden />
      <span>{escapeInvisible(message)}</span>
    </div>
  );
}

function WrittenView({ script }: { readonly script: WrittenScript }) {
  const { tool, text, sameBytes, differences } = script;
  return (
    <>
      <Verdict
        isEqual={sameBytes}
        message={
          sameBytes ? "Produces the same bytes and digest." : "Does not produce the same bytes."
        }
      />
      {differences.length > 0 && (
        <ul aria-label={`Differences of ${tool}`} className={classNames(styles["differences"])}>
          {differences.map((difference) => (
            <li key={difference}>{escapeInvisible(difference)}</li>
          ))}
        </ul>
      )}
      {/* Focusable, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classNames(styles["text"])} tabIndex={0} aria-label={`Script for ${tool}`}>
        {escapeInvisible(text)}
      </pre>
    </>
  );
}

function ScriptView({ script }: { readonly script: Script }) {
  return script.kind === "written" ? (
    <WrittenView script={script} />
  ) : (
    <Verdict isEqual={false} message={script.reason} />
  );
}

function ToolScripts() {
  const state = useScripts();
  const refresh = useCompose((compose) => compose.refresh);
  const tool = useViewState(({ remembered }) => remembered.scriptTool);
  const { remember } = useViewState.getState();
  if (state.kind === "failed") {
    return (
      <div className={classNames(styles["scripts"])}>
        <RequestFailure failure={state.error}>
          {state.error.retryable && (
            <Button small onPress={refresh}>
              <RotateCw size={12} aria-hidden /> Try again
            </Button>
          )}
        </RequestFailure>
      </div>
    );
  }
  if (state.kind === "loaded" && state.scripts.length === 0) {
    return <BuildxCommand />;
  }
  const scripts = state.kind === "loaded" ? state.scripts : state.last;
  const script = scripts.find((candidate) => candidate.tool === tool) ?? scripts[0];
  const choices = scripts.map((each): RadioOption<ScriptTool> => ({
    value: each.tool,
    label: each.tool,
  }));
  return (
    <div className={classNames(styles["scripts"])}>
      <div className={classNames(styles["bar"])}>
        {script !== undefined && (
          <RadioChoice
            label="Tool"
            value={script.tool}
            choices={choices}
            onChange={(scriptTool) => remember({ scriptTool })}
          />
        )}
        <span className={classNames(styles["gap"])} />
        {state.kind === "loading" ? (
          <span className={classNames(styles["loading"])}>
            <Spinner /> Writing scripts…
          </span>
        ) : (
          script?.kind === "written" && <CopyButton text={script.text} label="Copy script" />
        )}
      </div>
      {script !== undefined && <ScriptView script={script} />}
    </div>
  );
}

/** The draft as one buildx command, shown while there are no scripts. */
function BuildxCommand() {
  const command = useCompose((state) => state.preview?.command ?? "");
  const hasTargets = useCompose((state) => state.draft.targets.length > 0);
  return (
    <>
      {command === "" ? (
        <p className={classNames(styles["empty"])}>{noCommand}</p>
      ) : (
        <CommandText command={command} />
      )}
      {!hasTargets && (
        <p className={classNames(styles["hint"])}>
          Add a target for complete scripts, including regctl and crane.
        </p>
      )}
    </>
  );
}

/** The push as scripts for other tools, or as a buildx command while there is no result. */
export function Scripts() {
  const hasCommand = useCompose((state) => (state.preview?.command ?? "") !== "");
  const hasSources = useCompose((state) => state.draft.sources.length > 0);
  const hasPreview = useCompose((state) => state.preview !== undefined);
  const hasResult = useCompose((state) => state.preview?.result.kind === "ready");
  const missing = useMissingCount();
  if (hasSources && !hasCommand && missing > 0) {
    return (
      <p className={classNames(styles["empty"])}>
        Scripts need all sources; {countOf(missing, "source")} could not be read yet.
      </p>
    );
  }
  if (hasSources && !hasCommand && !hasResult && hasPreview) {
    return <p className={classNames(styles["empty"])}>{noCommand}</p>;
  }
  if (!hasSources || (!hasCommand && !hasResult)) {
    return (
      <p className={classNames(styles["empty"])}>
        Add a source to see scripts for docker buildx, regctl and crane.
      </p>
    );
  }
  return hasResult ? <ToolScripts /> : <BuildxCommand />;
}
