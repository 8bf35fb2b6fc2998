import { RotateCw } from "lucide-react";
import { useEffect } from "react";
import type { Failure } from "../../../shared/errors.ts";
import { useNavigation } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Note } from "../../ui/Note.tsx";
import { Pane } from "../../ui/Pane.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { LoginForm } from "./LoginForm.tsx";
import styles from "./RegistriesView.module.css";
import { RegistryRow } from "./RegistryRow.tsx";
import { useRegistries } from "./registriesStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

function NothingYet() {
  return (
    <EmptyState lead="No registry is known yet.">
      <p>
        What docker login, podman login, credential helpers and DOCKER_AUTH_CONFIG have set up is
        used as it is, and listed here; so is every registry once it was asked.
      </p>
      <p>Or log in on the right.</p>
    </EmptyState>
  );
}

/** A source of credentials that could not be listed: the others are. */
function Problem({ failure }: { readonly failure: Failure }) {
  return (
    <Note look="warning" message={[failure.message, failure.hint].filter(Boolean).join(" ")}>
      {failure.detail !== undefined && (
        <details className={classNames(styles["detail"])}>
          <summary>Details</summary>
          <pre>{escapeInvisible(failure.detail)}</pre>
        </details>
      )}
    </Note>
  );
}

function Troubles() {
  const failure = useRegistries((state) => state.failure);
  const problems = useRegistries((state) => state.list?.problems);
  const read = useRegistries((state) => state.read);
  if (failure === null && (problems === undefined || problems.length === 0)) {
    return null;
  }
  return (
    <div className={classNames(styles["troubles"])}>
      {failure !== null && (
        <FailureNote failure={failure}>
          <Button small onPress={() => void read()}>
            Try again
          </Button>
        </FailureNote>
      )}
      {problems?.map((problem) => (
        <Problem key={problem.message + (problem.detail ?? "")} failure={problem} />
      ))}
    </div>
  );
}

function Looking() {
  return (
    <div className={classNames(styles["waiting"])}>
      <ProgressLine label="Looking for accounts…" done={0} total={0} />
    </div>
  );
}

function RegistryRows() {
  const registries = useRegistries((state) => state.list?.registries);
  const isReading = useRegistries((state) => state.isReading);
  if (registries === undefined) {
    return isReading ? <Looking /> : null;
  }
  return (
    <>
      {isReading && <Looking />}
      {registries.length > 0 && (
        <ul aria-label="Registries" className={classNames(styles["list"])}>
          {registries.map((registry) => (
            <RegistryRow key={registry.host} registry={registry} />
          ))}
        </ul>
      )}
      {registries.length === 0 && !isReading && <NothingYet />}
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
          <IconButton label="Read again" onPress={() => void read()}>
            <RotateCw size={14} aria-hidden />
          </IconButton>
        </>
      }
    >
      <Troubles />
      <RegistryRows />
    </Pane>
  );
}

/** Registries and logins: who the app is where, and how to become someone. */
export function RegistriesView() {
  const isShown = useNavigation((state) => state.view === "registries");
  const turns = useRegistries((state) => state.turns);
  useEffect(() => {
    if (isShown) {
      void useRegistries.getState().read();
    }
  }, [isShown]);
  return (
    <section aria-label="Registries" className={classNames(styles["view"])}>
      <KnownRegistries />
      <Pane label="Log in">
        <LoginForm key={turns} />
      </Pane>
    </section>
  );
}
