import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { useFocusRequest, useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { LabelledInput } from "../../ui/LabelledInput.tsx";
import { Note } from "../../ui/Note.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import styles from "./LoginForm.module.css";
import { type LoginState, useRegistries } from "./registriesStore.ts";

function doneWords(login: Extract<LoginState, { kind: "done" }>): string {
  const { host, repository, account, keptSafely, nameInReferences } = login;
  const path = repository === null ? "" : `/${repository}`;
  const lasts = keptSafely
    ? "This system keeps the login safely."
    : "The login lasts as long as the app runs: this system has no safe place to keep it.";
  const named =
    nameInReferences === null
      ? ""
      : ` References that begin with ${host}/ mean Docker Hub: write ${nameInReferences}/… for this registry.`;
  const scope =
    repository === null
      ? ""
      : ` It is used for this repository and what is below it, nothing else.`;
  return `Logged in to ${host}${path} as ${account}.${scope} ${lasts}${named}`;
}

/** What came of the login that was sent last. */
function LoginOutcome() {
  const login = useRegistries((state) => state.login);
  const keepsLogins = useRegistries((state) => state.list?.keepsLogins ?? true);
  return (
    <>
      {login.kind === "failed" && login.error.code !== "cancelled" && (
        <FailureNote failure={login.error} />
      )}
      {!keepsLogins && login.kind !== "done" && (
        <Note
          look="note"
          message="This system has no safe place for logins: what is made here lasts as long as the app runs."
        />
      )}
      <div role="status">
        {login.kind === "done" && <Note look="note" message={doneWords(login)} />}
        {login.kind === "failed" && login.error.code === "cancelled" && (
          // What the person asked for is nothing that failed.
          <Note
            look="note"
            message={[login.error.message, login.error.hint].filter(Boolean).join(" ")}
          />
        )}
      </div>
    </>
  );
}

function LoginProgress() {
  const login = useRegistries((state) => state.login);
  return login.kind === "trying" ? (
    <ProgressLine
      label={
        login.stopping ? "Stopping…" : (login.message ?? `Trying the login at ${login.registry}…`)
      }
      done={0}
      total={0}
    />
  ) : null;
}

/** A login at a registry. The password is in its field only, and gone with success or on leaving. */
export function LoginForm() {
  const registry = useRegistries((state) => state.registry);
  const account = useRegistries((state) => state.account);
  const isTrying = useRegistries((state) => state.login.kind === "trying");
  const { typeRegistry, typeAccount, logIn, cancel } = useRegistries.getState();
  const isShown = useNavigation((state) => state.view === "registries");
  const [password, setPassword] = useState("");
  const registryInput = useRef<HTMLInputElement>(null);
  const accountInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  useFocusRequest("logInAccount", () => accountInput.current?.focus());

  useEffect(() => {
    if (!isShown) {
      setPassword("");
    }
  }, [isShown]);

  useEffect(() => {
    // The button to cancel goes with the wait: who pressed it goes on in the form.
    if (isShown && !isTrying && document.activeElement === document.body) {
      passwordInput.current?.focus();
    }
    // Only the end of a wait moves the focus, not the view being shown.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isTrying]);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const missing =
      registry.trim() === ""
        ? registryInput
        : account.trim() === ""
          ? accountInput
          : password === ""
            ? passwordInput
            : null;
    if (missing !== null) {
      missing.current?.focus();
      return;
    }
    void logIn(password).then((taken) => {
      if (taken) {
        setPassword("");
      }
    });
  }

  return (
    <form className={classNames(styles["form"])} onSubmit={submit}>
      <LabelledInput
        label="Registry"
        value={registry}
        onChange={typeRegistry}
        inputRef={registryInput}
        placeholder="ghcr.io or ghcr.io/acme"
      />
      <LabelledInput
        label="Account"
        value={account}
        onChange={typeAccount}
        inputRef={accountInput}
      />
      <LabelledInput
        label="Password or token"
        value={password}
        onChange={setPassword}
        inputRef={passwordInput}
        secret
      />
      <div className={classNames(styles["buttons"])}>
        <LoginProgress />
        {isTrying && <Button onPress={cancel}>Cancel</Button>}
        <Button type="submit" look="primary">
          Log in
        </Button>
      </div>
      <LoginOutcome />
    </form>
  );
}
