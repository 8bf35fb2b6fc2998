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

function describeLogin(login: Extract<LoginState, { kind: "done" }>): string {
  const { host, repository, account, isEncrypted, nameInReferences } = login;
  const path = repository === undefined ? "" : `/${repository}`;
  const storage = isEncrypted
    ? "The login is stored encrypted."
    : "The login lasts until the app quits, because this system has no secure storage.";
  const scope =
    repository === undefined
      ? ""
      : " It is used only for this repository or namespace and the repositories below it.";
  const naming =
    nameInReferences === undefined
      ? ""
      : ` References that start with ${host}/ refer to Docker Hub: write ${nameInReferences}/… for this registry.`;
  return `Logged in to ${host}${path} as ${account}.${scope} ${storage}${naming}`;
}

/** The result of the last login. */
function LoginResult() {
  const login = useRegistries((state) => state.login);
  const canSaveLogins = useRegistries((state) => state.list?.canSaveLogins ?? true);
  return (
    <>
      {login.kind === "failed" && login.error.code !== "cancelled" && (
        <FailureNote failure={login.error} />
      )}
      {!canSaveLogins && login.kind !== "done" && (
        <Note
          look="note"
          message="This system has no secure storage: a login lasts until the app quits."
        />
      )}
      <div role="status">
        {login.kind === "done" && <Note look="note" message={describeLogin(login)} />}
        {login.kind === "failed" && login.error.code === "cancelled" && (
          // Cancelled by the user: not an error.
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
  if (login.kind !== "running") {
    return null;
  }
  const label = login.isStopping
    ? "Stopping…"
    : (login.message ?? `Logging in to ${login.registry}…`);
  return <ProgressLine label={label} done={0} total={0} />;
}

/** The login form. The password is kept only in its field, until the login succeeds or the view is left. */
export function LoginForm() {
  const registry = useRegistries((state) => state.registry);
  const account = useRegistries((state) => state.account);
  const isRunning = useRegistries((state) => state.login.kind === "running");
  const { setRegistry, setAccount, logIn, cancel } = useRegistries.getState();
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
    // Cancel disappears when the login ends: move the focus back to the form.
    if (isShown && !isRunning && document.activeElement === document.body) {
      passwordInput.current?.focus();
    }
    // Only the end of a login moves the focus, not a change of the view.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isRunning]);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const empty = [
      { value: registry.trim(), input: registryInput },
      { value: account.trim(), input: accountInput },
      { value: password, input: passwordInput },
    ].find(({ value }) => value === "");
    if (empty !== undefined) {
      empty.input.current?.focus();
      return;
    }
    void logIn(password).then((isLoggedIn) => {
      if (isLoggedIn) {
        setPassword("");
      }
    });
  }

  return (
    <form className={classNames(styles["form"])} onSubmit={submit}>
      <LabelledInput
        label="Registry"
        value={registry}
        onChange={setRegistry}
        inputRef={registryInput}
        placeholder="ghcr.io or ghcr.io/acme"
      />
      <LabelledInput
        label="User name"
        value={account}
        onChange={setAccount}
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
        {isRunning && <Button onPress={cancel}>Cancel</Button>}
        <Button type="submit" look="primary">
          Log in
        </Button>
      </div>
      <LoginResult />
    </form>
  );
}
