import { create } from "zustand";
import { loginKey, type RegistryList } from "../../../shared/registries.ts";
import type { Failure, Result } from "../../../shared/errors.ts";
import type { HostSettings } from "../../../shared/settings.ts";
import { api, type Job } from "../../api.ts";
import { retryFailed } from "./retryFailed.ts";

/** Where the login that was sent last stands. */
export type LoginState =
  | { readonly kind: "none" }
  | {
      readonly kind: "trying";
      /** As it was typed. */
      readonly registry: string;
      readonly message: string | null;
      readonly stopping: boolean;
    }
  | { readonly kind: "failed"; readonly error: Failure }
  | {
      readonly kind: "done";
      readonly host: string;
      /** The namespace or repository that the login is for; null where it is for the whole registry. */
      readonly repository: string | null;
      readonly account: string;
      readonly keptSafely: boolean;
      readonly nameInReferences: string | null;
    };

/** Where a change at one registry stands, while there is something to say of it. */
export type ChangeState =
  | { readonly kind: "working" }
  /** The person said no to the question about it: all is as it was. */
  | { readonly kind: "declined" }
  | { readonly kind: "failed"; readonly error: Failure };

/** What an answer to a change leaves to say. */
function afterChange(answer: Result<null>): ChangeState | null {
  if (answer.ok) {
    return null;
  }
  return answer.error.code === "cancelled"
    ? { kind: "declined" }
    : { kind: "failed", error: answer.error };
}

interface RegistriesData {
  /** What is known; null until it was read. */
  readonly list: RegistryList | null;
  readonly isReading: boolean;
  readonly failure: Failure | null;
  /** What stands in the form, but for the password: that stays in its field. */
  readonly registry: string;
  readonly account: string;
  /** Counted up when the form turns to another registry, so that no password goes to the wrong one. */
  readonly turns: number;
  readonly login: LoginState;
  /** By what the login is for: `ghcr.io`, `ghcr.io/acme`. */
  readonly logouts: Readonly<Record<string, ChangeState>>;
  /** The registry whose connection settings are to be opened; null once they are. */
  readonly wantedConnection: string | null;
  /** By host: what was last set for its connection. */
  readonly connections: Readonly<Record<string, ChangeState>>;
}

interface RegistriesState extends RegistriesData {
  readonly read: () => Promise<void>;
  readonly typeRegistry: (registry: string) => void;
  readonly typeAccount: (account: string) => void;
  /** Turns the form to a registry. */
  readonly fillIn: (registry: string) => void;
  /** Tries a login with what stands in the form; says whether the registry took it. */
  readonly logIn: (password: string) => Promise<boolean>;
  readonly cancel: () => void;
  /** Has the connection settings of a registry opened, as soon as it is listed. */
  readonly showConnection: (host: string) => void;
  readonly connectionShown: () => void;
  /** Forgets a login that was made here. @param repository what it is for, where that is not the whole host */
  readonly logOut: (host: string, repository?: string) => Promise<void>;
  /** Sets how a registry is reached. */
  readonly setHost: (settings: HostSettings) => Promise<void>;
}

const initial: RegistriesData = {
  list: null,
  isReading: false,
  failure: null,
  registry: "",
  account: "",
  turns: 0,
  login: { kind: "none" },
  logouts: {},
  wantedConnection: null,
  connections: {},
};

/** What the app knows of registries, and the logins that a person makes and forgets. */
export const useRegistries = create<RegistriesState>()((set, get) => {
  let job: Job<unknown> | null = null;
  let readings = 0;

  function setChange(of: "connections" | "logouts", name: string, state: ChangeState | null): void {
    const { [name]: _, ...others } = get()[of];
    set({ [of]: state === null ? others : { ...others, [name]: state } });
  }

  return {
    ...initial,
    read: async () => {
      readings += 1;
      const reading = readings;
      set({ isReading: true });
      const whole = api.invoke("registry:list", { helpers: true });
      if (get().list === null) {
        // Credential helpers may take seconds: what is known without them is shown first.
        const first = await api.invoke("registry:list", { helpers: false });
        if (first.ok && get().list === null) {
          set({ list: first.value });
        }
      }
      const answer = await whole;
      if (reading === readings) {
        set({
          isReading: false,
          ...(answer.ok ? { list: answer.value, failure: null } : { failure: answer.error }),
        });
      }
    },
    showConnection: (host) => set({ wantedConnection: host }),
    connectionShown: () => set({ wantedConnection: null }),
    typeRegistry: (registry) => set({ registry }),
    typeAccount: (account) => set({ account }),
    fillIn: (registry) => {
      const { login, turns } = get();
      if (login.kind !== "trying") {
        set({ login: { kind: "none" } });
      }
      if (registry !== get().registry.trim()) {
        set({ registry, account: "", turns: turns + 1 });
      }
    },
    logIn: async (password) => {
      const registry = get().registry.trim();
      const account = get().account.trim();
      if (job !== null || registry === "" || account === "" || password === "") {
        return false;
      }
      set({ login: { kind: "trying", registry, message: null, stopping: false } });
      const started = api.startJob(
        "registry:logIn",
        { registry, username: account, password },
        (progress) => {
          const { login } = get();
          if (login.kind === "trying" && progress.kind === "working") {
            set({ login: { ...login, message: progress.message } });
          }
        },
      );
      job = started;
      const answer = await started.result;
      job = null;
      set({
        login: answer.ok
          ? {
              kind: "done",
              host: answer.value.host,
              repository: answer.value.repository ?? null,
              account,
              keptSafely: answer.value.keptSafely,
              nameInReferences: answer.value.nameInReferences ?? null,
            }
          : { kind: "failed", error: answer.error },
      });
      if (answer.ok) {
        retryFailed();
        await get().read();
      }
      return answer.ok;
    },
    cancel: () => {
      const { login } = get();
      // What came of it is what the answer says: the registry may have taken the login already.
      if (login.kind === "trying") {
        job?.cancel();
        set({ login: { ...login, stopping: true } });
      }
    },
    logOut: async (host, repository) => {
      const name = loginKey(host, repository);
      if (get().logouts[name]?.kind === "working") {
        return;
      }
      setChange("logouts", name, { kind: "working" });
      const answer = await api.invoke("registry:logOut", {
        host,
        ...(repository === undefined ? {} : { repository }),
      });
      if (answer.ok && get().login.kind === "done") {
        set({ login: { kind: "none" } });
      }
      if (answer.ok) {
        await get().read();
      }
      setChange("logouts", name, answer.ok ? null : { kind: "failed", error: answer.error });
    },
    setHost: async (settings) => {
      const { host } = settings;
      if (get().connections[host]?.kind === "working") {
        return;
      }
      setChange("connections", host, { kind: "working" });
      const answer = await api.invoke("registry:setHost", settings);
      if (answer.ok) {
        retryFailed();
        await get().read();
      }
      setChange("connections", host, afterChange(answer));
    },
  };
});
