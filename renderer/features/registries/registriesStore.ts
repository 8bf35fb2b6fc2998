import { create } from "zustand";
import type { Failure, Result } from "../../../shared/errors.ts";
import { loginKey, type RegistryList } from "../../../shared/registries.ts";
import type { HostSettings } from "../../../shared/settings.ts";
import { api, type Job } from "../../api.ts";
import { retryFailed } from "./retryFailed.ts";

/** The state of the last login. */
export type LoginState =
  | { readonly kind: "none" }
  | {
      readonly kind: "running";
      /** As typed. */
      readonly registry: string;
      readonly message: string | undefined;
      readonly isStopping: boolean;
    }
  | { readonly kind: "failed"; readonly error: Failure }
  | {
      readonly kind: "done";
      readonly host: string;
      /** The namespace or repository of the login; absent for the whole registry. */
      readonly repository: string | undefined;
      readonly account: string;
      /** Whether the system stores the login encrypted; otherwise it lasts until the app quits. */
      readonly isEncrypted: boolean;
      /** How to write the host in references, if its name alone would refer to Docker Hub. */
      readonly nameInReferences: string | undefined;
    };

/** The state of a change at one registry; absent after success. */
export type ChangeState =
  | { readonly kind: "working" }
  /** The user declined the confirmation: nothing was changed. */
  | { readonly kind: "declined" }
  | { readonly kind: "failed"; readonly error: Failure };

function stateAfterChange(result: Result<null>): ChangeState | undefined {
  if (result.ok) {
    return undefined;
  }
  return result.error.code === "cancelled"
    ? { kind: "declined" }
    : { kind: "failed", error: result.error };
}

interface RegistriesState {
  /** Absent until it is read. */
  readonly list: RegistryList | undefined;
  readonly isReading: boolean;
  /** The error of the last read. */
  readonly failure: Failure | undefined;
  /** The fields of the login form, without the password. */
  readonly registry: string;
  readonly account: string;
  /** Changes when the form is filled in for another registry, so that the password field is reset. */
  readonly formKey: number;
  readonly login: LoginState;
  /** Logouts by login: `ghcr.io`, `ghcr.io/acme`. */
  readonly logouts: Readonly<Record<string, ChangeState>>;
  /** The registry whose connection settings should open; absent once they are open. */
  readonly connectionToOpen: string | undefined;
  /** Changes of connection settings by host. */
  readonly connections: Readonly<Record<string, ChangeState>>;
  /** Reads the list of registries. */
  readonly read: () => Promise<void>;
  readonly setRegistry: (registry: string) => void;
  readonly setAccount: (account: string) => void;
  /** Fills in the login form for a registry. */
  readonly fillIn: (registry: string) => void;
  /** Logs in with the fields of the form. @returns whether the login succeeded */
  readonly logIn: (password: string) => Promise<boolean>;
  /** Stops the login. */
  readonly cancel: () => void;
  /** Opens the connection settings of a registry once it is listed. */
  readonly openConnection: (host: string) => void;
  readonly connectionOpened: () => void;
  /** Removes a login that was made in the app. @param repository absent for the whole registry */
  readonly logOut: (host: string, repository?: string) => Promise<void>;
  /** Changes the connection settings of a registry. */
  readonly setHost: (settings: HostSettings) => Promise<void>;
}

/** The known registries and the logins made in the app. */
export const useRegistries = create<RegistriesState>()((set, get) => {
  let job: Job<unknown> | undefined;
  let lastRead = 0;

  function setChange(
    kind: "connections" | "logouts",
    name: string,
    state: ChangeState | undefined,
  ): void {
    const { [name]: _, ...others } = get()[kind];
    set({ [kind]: state === undefined ? others : { ...others, [name]: state } });
  }

  return {
    list: undefined,
    isReading: false,
    failure: undefined,
    registry: "",
    account: "",
    formKey: 0,
    login: { kind: "none" },
    logouts: {},
    connectionToOpen: undefined,
    connections: {},
    read: async () => {
      lastRead += 1;
      const reading = lastRead;
      set({ isReading: true });
      const withHelpers = api.invoke("registry:list", { helpers: true });
      if (get().list === undefined) {
        // Credential helpers may take seconds: show the list without them first.
        const result = await api.invoke("registry:list", { helpers: false });
        if (result.ok && get().list === undefined) {
          set({ list: result.value });
        }
      }
      const result = await withHelpers;
      if (reading === lastRead) {
        set({
          isReading: false,
          ...(result.ok ? { list: result.value, failure: undefined } : { failure: result.error }),
        });
      }
    },
    openConnection: (host) => set({ connectionToOpen: host }),
    connectionOpened: () => set({ connectionToOpen: undefined }),
    setRegistry: (registry) => set({ registry }),
    setAccount: (account) => set({ account }),
    fillIn: (registry) => {
      const { login, formKey } = get();
      if (login.kind !== "running") {
        set({ login: { kind: "none" } });
      }
      if (registry !== get().registry.trim()) {
        set({ registry, account: "", formKey: formKey + 1 });
      }
    },
    logIn: async (password) => {
      const registry = get().registry.trim();
      const account = get().account.trim();
      if (job !== undefined || registry === "" || account === "" || password === "") {
        return false;
      }
      set({ login: { kind: "running", registry, message: undefined, isStopping: false } });
      const started = api.startJob(
        "registry:logIn",
        { registry, username: account, password },
        (progress) => {
          const { login } = get();
          if (login.kind === "running" && progress.kind === "working") {
            set({ login: { ...login, message: progress.message } });
          }
        },
      );
      job = started;
      const result = await started.result;
      job = undefined;
      if (!result.ok) {
        set({ login: { kind: "failed", error: result.error } });
        return false;
      }
      const { host, repository, isEncrypted, nameInReferences } = result.value;
      set({ login: { kind: "done", host, repository, account, isEncrypted, nameInReferences } });
      retryFailed();
      await get().read();
      return true;
    },
    cancel: () => {
      const { login } = get();
      // The result tells whether the login was stopped: the registry may have accepted it already.
      if (login.kind === "running") {
        job?.cancel();
        set({ login: { ...login, isStopping: true } });
      }
    },
    logOut: async (host, repository) => {
      const name = loginKey(host, repository);
      if (get().logouts[name]?.kind === "working") {
        return;
      }
      setChange("logouts", name, { kind: "working" });
      const result = await api.invoke("registry:logOut", {
        host,
        ...(repository === undefined ? {} : { repository }),
      });
      if (result.ok && get().login.kind === "done") {
        set({ login: { kind: "none" } });
      }
      if (result.ok) {
        await get().read();
      }
      setChange("logouts", name, result.ok ? undefined : { kind: "failed", error: result.error });
    },
    setHost: async (settings) => {
      const { host } = settings;
      if (get().connections[host]?.kind === "working") {
        return;
      }
      setChange("connections", host, { kind: "working" });
      const result = await api.invoke("registry:setHost", settings);
      if (result.ok) {
        retryFailed();
        await get().read();
      }
      setChange("connections", host, stateAfterChange(result));
    },
  };
});
