import { RotateCw } from "lucide-react";
import { useEffect } from "react";
import type { Failure } from "../../../shared/errors.ts";
import { useNavigation } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { FailureDetails, FailureNote } from "../../ui/FailureNote.tsx";
import { Note } from "../../ui/Note.tsx";
import { Pane } from "../../ui/Pane.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { LoginForm } from "./LoginForm.tsx";
import { OverwriteRules } from "./OverwriteRules.tsx";
import { useRegistries } from "./registriesStore.ts";
import styles from "./RegistriesView.module.css";
import { RegistryRow } from "./RegistryRow.tsx";
import { ViewMessage } from "../../ui/ViewMessage.tsx";

function EmptyRegistries() {
  return (
    <EmptyState lead="No registries yet.">
      <p>
        Credentials from docker login, podman login, credential helpers and DOCKER_AUTH_CONFIG are
        used and listed here, and so is every registry that the app connects to.
      </p>
      <p>Or log in on the right.</p>
    </EmptyState>
  );
}

/** A source of credentials that could not be read. */
function SourceProblem({ failure }: { readonly failure: Failure }) {
  return (
    <Note look="warning" message={failure.message}>
      <FailureDetails failure={failure} />
    </Note>
  );
}

function Problems() {
  const failure = useRegistries((state) => state.failure);
  const problems = useRegistries((state) => state.list?.problems) ?? [];
  const read = useRegistries((state) => state.read);
  if (failure === undefined && problems.length === 0) {
    return null;
  }
  return (
    <div className={classNames(styles["troubles"])}>
      {failure !== undefined && (
        <FailureNote failure={failure}>
          <Button small onPress={() => void read()}>
            Try again
          </Button>
        </FailureNote>
      )}
      {problems.map((problem) => (
        <SourceProblem key={problem.message + (problem.detail ?? "")} failure={problem} />
      ))}
    </div>
  );
}

function LoadingLine() {
  return (
    <ViewMessage isWaiting>
      <ProgressLine label="Loading accounts…" done={0} total={0} />
    </ViewMessage>
  );
}

function RegistryRows() {
  const registries = useRegistries((state) => state.list?.registries);
  const isReading = useRegistries((state) => state.isReading);
  if (registries === undefined) {
    return isReading ? <LoadingLine /> : null;
  }
  return (
    <>
      {isReading && <LoadingLine />}
      {registries.length > 0 && (
        <ul aria-label="Registries" className={classNames(styles["list"])}>
          {registries.map((registry) => (
            <RegistryRow key={registry.host} registry={registry} />
          ))}
        </ul>
      )}
      {registries.length === 0 && !isReading && <EmptyRegistries />}
    </>
  );
}

function KnownRegistries() {
  const count = useRegistries((state) => state.list?.registries.length ?? 0);
  const read = useRegistries((state) => state.read);
  return (
    <Pane
      label="Known registries"
      head={
        <>
          <span className={classNames(styles["count"])}>{count > 0 ? count : ""}</span>
          <IconButton label="Reload" onPress={() => void read()}>
            <RotateCw size={14} aria-hidden />
          </IconButton>
        </>
      }
    >
      <Problems />
      <RegistryRows />
    </Pane>
  );
}

/** The Registries view: known registries with their accounts and connections, and the login form. */
export function RegistriesView() {
  const isShown = useNavigation((state) => state.view === "registries");
  const formKey = useRegistries((state) => state.formKey);
  useEffect(() => {
    if (isShown) {
      void useRegistries.getState().read();
    }
  }, [isShown]);
  return (
    <section aria-label="Registries" className={classNames(styles["view"])} data-panes>
      <KnownRegistries />
      <div className={classNames(styles["side"])}>
        <Pane label="Log in">
          <LoginForm key={formKey} />
        </Pane>
        <Pane label="Never overwrite">
          <OverwriteRules />
        </Pane>
      </div>
    </section>
  );
}
