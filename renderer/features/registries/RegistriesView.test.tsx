import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { RegistryList } from "../../../shared/registries.ts";
import type { Result } from "../../../shared/errors.ts";
import { useNavigation } from "../../navigation.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeRegistry } from "../../testing/fixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { useCompose } from "../compose/composeStore.ts";
import { RegistriesView } from "./RegistriesView.tsx";
import { RequestFailure } from "./RequestFailure.tsx";
import { useRegistries } from "./registriesStore.ts";

beforeEach(() => useNavigation.setState({ view: "registries" }));

function listOf(change: Partial<RegistryList>): Result<RegistryList> {
  return ok({ registries: [], problems: [], canSaveLogins: true, ...change });
}

function field(name: string): HTMLInputElement {
  return screen.getByLabelText<HTMLInputElement>(name);
}

async function fillIn(host: string, account: string, password: string): Promise<void> {
  await userEvent.type(field("Registry"), host);
  await userEvent.type(field("User name"), account);
  await userEvent.type(field("Password or token"), password);
}

describe("known registries", () => {
  it("show accounts, logins used, rate limit, warnings and settings", async () => {
    const registry = makeRegistry({
      accounts: [
        { account: "octocat", source: "~/.docker/config.json", isSaved: false },
        { account: "bot", source: "a file", repository: "acme/app", isSaved: false },
      ],
      accesses: [
        { scopes: [] },
        { account: "octocat", source: "a helper", scopes: ["repository:acme/app:pull"] },
      ],
      rateLimit: { limit: 100, remaining: 93, window: 21_600 },
      warnings: ["This registry is read-only."],
      insecure: [{ kind: "plain http", from: "hosts.toml", server: "ghcr.io" }],
      folder: "/etc/containers/certs.d/ghcr.io",
    });
    installApi({ "registry:list": () => listOf({ registries: [registry] }) });
    render(<RegistriesView />);
    const list = await screen.findByRole("list", { name: "Registries" });
    for (const words of [
      "ghcr.io",
      "octocat",
      "~/.docker/config.json",
      "only for acme/app",
      "anonymous",
      "as octocat",
      "from a helper",
      "1 scope",
      "repository:acme/app:pull",
      "93 of 100 pulls left (per 6 h)",
      "This registry is read-only.",
      "plain http",
      "/etc/containers/certs.d/ghcr.io",
    ]) {
      expect(within(list).getByText(words)).toBeDefined();
    }
    expect(within(list).queryByRole("button", { name: /^Log out/ })).toBeNull();
  });

  it("are read whenever the view is shown", async () => {
    const fake = installApi();
    useNavigation.setState({ view: "compose" });
    render(<RegistriesView />);
    expect(fake.inputsOf("registry:list")).toHaveLength(0);
    useNavigation.getState().show("registries");
    expect(await screen.findByText("No registries yet.")).toBeDefined();
    act(() => useNavigation.getState().show("compose"));
    act(() => useNavigation.getState().show("registries"));
    await waitFor(() => expect(listsWithHelpers(fake)).toHaveLength(2));
  });

  it("are shown first without and then with credential helpers", async () => {
    const whole = defer<Result<Outputs["registry:list"]>>();
    const unnamed = makeRegistry({
      accounts: [{ source: "docker-credential-slow", isSaved: false }],
    });
    const named = makeRegistry({
      accounts: [{ account: "ada", source: "docker-credential-slow", isSaved: false }],
    });
    installApi({
      "registry:list": ({ helpers }) =>
        helpers ? whole.promise : listOf({ registries: [unnamed] }),
    });
    render(<RegistriesView />);
    expect(await screen.findByText("unnamed account")).toBeDefined();
    expect(screen.getByText("Loading accounts…")).toBeDefined();
    whole.resolve(listOf({ registries: [named, makeRegistry({ host: "quay.io" })] }));
    expect(await screen.findByText("ada")).toBeDefined();
    expect(screen.getByRole("heading", { name: "quay.io" })).toBeDefined();
    expect(screen.queryByText("Loading accounts…")).toBeNull();
  });

  it("include a warning for each source that could not be read", async () => {
    const problem = makeFailure({
      code: "credential_helper",
      message: "docker-credential-pass did not answer.",
      hint: "Is it installed?",
    });
    installApi({
      "registry:list": () => listOf({ registries: [makeRegistry()], problems: [problem] }),
    });
    render(<RegistriesView />);
    const message = await screen.findByText("docker-credential-pass did not answer.");
    expect(message.parentElement?.querySelector("details")?.textContent).toContain(
      "Is it installed?",
    );
    expect(screen.getByRole("heading", { name: "ghcr.io" })).toBeDefined();
  });

  it("can be read again after an error", async () => {
    let broken = true;
    installApi({
      "registry:list": () =>
        broken ? { ok: false, error: makeFailure({ message: "Not read." }) } : listOf({}),
    });
    render(<RegistriesView />);
    expect((await screen.findByRole("alert")).textContent).toContain("Not read.");
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("No registries yet.")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

/** Returns the requests for the list that include credential helpers. */
function listsWithHelpers(fake: ReturnType<typeof installApi>): readonly unknown[] {
  return fake.inputsOf("registry:list").filter(({ helpers }) => helpers);
}

describe("login form", () => {
  it("logs in on Enter, shows how long the login lasts, and clears the password", async () => {
    const fake = installApi({
      "registry:logIn": ({ registry }) => ok({ host: registry, isEncrypted: false }),
    });
    render(<RegistriesView />);
    await fillIn(" ghcr.io", "octocat", " secret {Enter}");
    expect(
      await screen.findByText(/^Logged in to ghcr\.io as octocat\. .*until the app quits/),
    ).toBeDefined();
    expect(fake.inputsOf("registry:logIn")).toMatchObject([
      { registry: "ghcr.io", username: "octocat", password: " secret " },
    ]);
    expect(field("Password or token").value).toBe("");
    expect(field("User name").value).toBe("octocat");
    expect(JSON.stringify(useRegistries.getState())).not.toContain("secret");
    expect(listsWithHelpers(fake)).toHaveLength(2);
  });

  it("explains how references name a host without a dot", async () => {
    installApi({
      "registry:logIn": () =>
        ok({ host: "harbor", isEncrypted: true, nameInReferences: "harbor:443" }),
    });
    render(<RegistriesView />);
    await fillIn("http://HARBOR/", "octocat", "secret{Enter}");
    const words = (await screen.findByText(/^Logged in to/)).textContent;
    expect(words).toContain("Logged in to harbor as octocat.");
    expect(words).toMatch(/write harbor:443\/… for this registry\.$/);
  });

  it("logs in to a namespace or repository", async () => {
    const fake = installApi({
      "registry:logIn": () => ok({ host: "ghcr.io", repository: "acme/app", isEncrypted: true }),
    });
    render(<RegistriesView />);
    await fillIn("ghcr.io/acme/app", "octocat", "secret{Enter}");
    const words = (await screen.findByText(/^Logged in to/)).textContent;
    expect(words).toContain("Logged in to ghcr.io/acme/app as octocat. It is used only for");
    expect(fake.inputsOf("registry:logIn")).toMatchObject([{ registry: "ghcr.io/acme/app" }]);
  });

  it("shows why a login was refused and keeps the fields", async () => {
    const error = makeFailure({
      code: "unauthorized",
      message: "ghcr.io does not take this login.",
      hint: "Check the password.",
      registry: "ghcr.io",
    });
    installApi({ "registry:logIn": () => ({ ok: false, error }) });
    render(<RegistriesView />);
    await fillIn("ghcr.io", "octocat", "wrong");
    await userEvent.click(screen.getByRole("button", { name: "Log in" }));
    const alert = await screen.findByRole("alert");
    expect(alert.querySelector("p")?.textContent).toBe("ghcr.io does not take this login.");
    expect(alert.querySelector("details")?.textContent).toContain("Check the password.");
    expect(within(alert).queryByRole("button")).toBeNull();
    expect(field("Registry").value).toBe("ghcr.io");
    expect(field("Password or token").value).toBe("wrong");
    expect(JSON.stringify(useRegistries.getState())).not.toContain("wrong");
  });

  it("focuses the first empty field", async () => {
    const fake = installApi();
    render(<RegistriesView />);
    await userEvent.type(field("Registry"), "ghcr.io{Enter}");
    expect(document.activeElement).toBe(field("User name"));
    await userEvent.type(field("User name"), "octocat{Enter}");
    expect(document.activeElement).toBe(field("Password or token"));
    expect(fake.inputsOf("registry:logIn")).toHaveLength(0);
  });

  it("shows progress and can be stopped", async () => {
    const answer = defer<Result<Outputs["registry:logIn"]>>();
    const fake = installApi({ "registry:logIn": () => answer.promise });
    render(<RegistriesView />);
    await fillIn("ghcr.io", "octocat", "secret{Enter}");
    const jobId = fake.inputsOf("registry:logIn")[0]?.jobId ?? "";
    fake.emit("job:progress", {
      jobId,
      progress: { kind: "working", message: "Asking ghcr.io", done: 0, total: 0 },
    });
    expect(await screen.findByText("Asking ghcr.io")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId }]);
    answer.resolve({
      ok: false,
      error: makeFailure({ code: "cancelled", message: "The login was stopped.", hint: "" }),
    });
    expect(await screen.findByText("The login was stopped.")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(field("Password or token").value).toBe("secret");
  });

  it("clears the password when the view is left or the registry is replaced", async () => {
    render(<RegistriesView />);
    await fillIn("ghcr.io", "octocat", "secret");
    useNavigation.getState().show("compose");
    await waitFor(() => expect(field("Password or token").value).toBe(""));
    useNavigation.getState().show("registries");
    await userEvent.type(field("Password or token"), "secret");
    useRegistries.getState().fillIn("ghcr.io");
    expect(field("User name").value).toBe("octocat");
    useRegistries.getState().fillIn("docker.io");
    await waitFor(() => expect(field("Registry").value).toBe("docker.io"));
    expect([field("User name").value, field("Password or token").value]).toEqual(["", ""]);
  });

  it("repeats requests that failed for lack of a login", async () => {
    let isIn = false;
    const error = makeFailure({ code: "unauthorized", registry: "ghcr.io" });
    const fake = installApi({
      "target:check": ({ text }) =>
        isIn ? ok({ kind: "missing", name: text }) : { ok: false, error },
      "registry:logIn": () => {
        isIn = true;
        return ok({ host: "ghcr.io", isEncrypted: true });
      },
    });
    useCompose.getState().addTargets(["ghcr.io/acme/app:1.4"]);
    await waitFor(() =>
      expect(Object.values(useCompose.getState().targets)).toMatchObject([{ kind: "failed" }]),
    );
    render(<RegistriesView />);
    await fillIn("ghcr.io", "octocat", "secret{Enter}");
    await waitFor(() =>
      expect(Object.values(useCompose.getState().targets)).toMatchObject([{ kind: "found" }]),
    );
    expect(fake.inputsOf("target:check")).toHaveLength(2);
  });
});

describe("RequestFailure", () => {
  const auth = { host: "ghcr.io", source: "here", account: "robot", scopes: [] };
  it.each([
    ["the registry", auth, "ghcr.io"],
    ["the namespace of the refused login", { ...auth, repository: "acme" }, "ghcr.io/acme"],
  ])("opens the login form, filled in for %s", async (_, refused, filled) => {
    const failure = makeFailure({ code: "unauthorized", registry: "ghcr.io", auth: refused });
    render(
      <>
        <RequestFailure failure={failure} />
        <RegistriesView />
      </>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Log in…" }));
    await waitFor(() => expect(field("Registry").value).toBe(filled));
  });
});

describe("logout", () => {
  const made = makeRegistry({
    accounts: [{ account: "octocat", source: "a login made in Manifestry", isSaved: true }],
  });

  it("removes the login and reads the list again", async () => {
    let isIn = true;
    const fake = installApi({
      "registry:list": () => listOf({ registries: isIn ? [made] : [] }),
      "registry:logOut": () => {
        isIn = false;
        return ok(null);
      },
    });
    render(<RegistriesView />);
    expect(await screen.findByText("logged in here")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Log out of ghcr.io" }));
    expect(await screen.findByText("No registries yet.")).toBeDefined();
    expect(fake.inputsOf("registry:logOut")).toEqual([{ host: "ghcr.io" }]);
  });

  it("removes only the login of one namespace or repository", async () => {
    const source = "a login made in Manifestry";
    let accounts = [
      { account: "octocat", source, isSaved: true },
      { account: "robot", source, repository: "acme", isSaved: true },
      { account: "robot", source, repository: "acme/app", isSaved: true },
    ];
    const error = makeFailure({ code: "disk", message: "The logins could not be written." });
    const fake = installApi({
      "registry:list": () => listOf({ registries: [makeRegistry({ accounts })] }),
      "registry:logOut": ({ repository }) => {
        if (repository === undefined) {
          return { ok: false, error };
        }
        accounts = accounts.filter((account) => account.repository !== repository);
        return ok(null);
      },
    });
    render(<RegistriesView />);
    expect(await screen.findByText("only for acme/app")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Log out of ghcr.io/acme" }));
    await waitFor(() => expect(screen.queryByText("only for acme")).toBeNull());
    expect(screen.getByText("only for acme/app")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Log out of ghcr.io" }));
    expect((await screen.findByRole("alert")).textContent).toContain("could not be written");
    expect(fake.inputsOf("registry:logOut")).toEqual([
      { host: "ghcr.io", repository: "acme" },
      { host: "ghcr.io" },
    ]);
  });

  it("shows the error at its registry", async () => {
    const error = makeFailure({ code: "disk", message: "The logins could not be written." });
    installApi({
      "registry:list": () => listOf({ registries: [made] }),
      "registry:logOut": () => ({ ok: false, error }),
    });
    render(<RegistriesView />);
    await userEvent.click(await screen.findByRole("button", { name: "Log out of ghcr.io" }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "The logins could not be written.",
    );
    expect(screen.getByText("logged in here")).toBeDefined();
  });
});
