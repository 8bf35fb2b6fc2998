import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { RegistryList, RegistryView } from "../../../shared/registries.ts";
import type { Result } from "../../../shared/errors.ts";
import type { HostSettings } from "../../../shared/settings.ts";
import { useNavigation } from "../../navigation.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeRegistry } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { useCompose } from "../compose/composeStore.ts";
import { RegistriesView } from "./RegistriesView.tsx";
import { RequestFailure } from "./RequestFailure.tsx";

beforeEach(() => useNavigation.setState({ view: "registries" }));

function listOf(...registries: readonly RegistryView[]): Result<RegistryList> {
  return ok({ registries, problems: [], canSaveLogins: true });
}

describe("ConnectionSettings", () => {
  const settings = { host: "ghcr.io", plainHttp: false, skipVerify: false };
  const connection = async (): Promise<HTMLElement> => {
    await userEvent.click(await screen.findByText("Connection"));
    return screen.getByRole("group", { name: "Connection to ghcr.io" });
  };

  it("defaults to HTTPS with certificate verification", async () => {
    installApi({ "registry:list": () => listOf(makeRegistry()) });
    render(<RegistriesView />);
    const group = await connection();
    expect(within(group).getByText("HTTPS with certificate verification.")).toBeDefined();
    for (const name of ["Use plain HTTP", "Skip certificate verification"]) {
      expect(within(group).getByRole<HTMLInputElement>("switch", { name }).checked).toBe(false);
    }
    expect(screen.queryByText(/^(plain http|unverified certificate)$/)).toBeNull();
  });

  it("opens from a failed request and repeats the request after a change", async () => {
    let isPlain = false;
    const error = makeFailure({ code: "network", registry: "ghcr.io" });
    const fake = installApi({
      "registry:list": () => listOf(makeRegistry()),
      "registry:setHost": () => {
        isPlain = true;
        return ok(null);
      },
      "target:check": ({ text }) =>
        isPlain ? ok({ kind: "missing", name: text }) : { ok: false, error },
    });
    useNavigation.setState({ view: "compose" });
    useCompose.getState().addTargets(["ghcr.io/acme/app:1.4"]);
    await waitFor(() =>
      expect(Object.values(useCompose.getState().targets)).toMatchObject([{ kind: "failed" }]),
    );
    render(
      <>
        <RequestFailure failure={error} />
        <RegistriesView />
      </>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Connection…" }));
    expect(useNavigation.getState().view).toBe("registries");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Connection"));
    const group = screen.getByRole("group", { name: "Connection to ghcr.io" });
    expect(group.closest("details")?.open).toBe(true);
    await userEvent.click(within(group).getByRole("switch", { name: "Use plain HTTP" }));
    await waitFor(() =>
      expect(Object.values(useCompose.getState().targets)).toMatchObject([{ kind: "found" }]),
    );
    expect(fake.inputsOf("target:check")).toHaveLength(2);
  });

  it("has no switch for plain HTTP to a loopback address", async () => {
    const insecure = [{ kind: "plain http", from: "loopback", server: "ghcr.io" }] as const;
    installApi({ "registry:list": () => listOf(makeRegistry({ insecure })) });
    render(<RegistriesView />);
    const group = await connection();
    expect(within(group).getByText(/plain HTTP.*this computer/)).toBeDefined();
    expect(within(group).queryByRole("switch", { name: "Use plain HTTP" })).toBeNull();
  });

  it.each([
    ["Use plain HTTP", { plainHttp: true }, "plain http"],
    ["Skip certificate verification", { skipVerify: true }, "unverified certificate"],
  ] as const)(
    "can be changed with the keyboard and is marked as insecure: %s",
    async (name, set, kind) => {
      let kept: HostSettings | undefined;
      const fake = installApi({
        "registry:list": () =>
          listOf(
            makeRegistry(
              kept && {
                settings: kept,
                insecure: [{ kind, from: "settings", server: "ghcr.io" }],
              },
            ),
          ),
        "registry:setHost": (input) => {
          kept = input;
          return ok(null);
        },
      });
      render(<RegistriesView />);
      const group = await connection();
      const control = within(group).getByRole<HTMLInputElement>("switch", { name });
      act(() => control.focus());
      await userEvent.keyboard(" ");
      expect(fake.inputsOf("registry:setHost")).toEqual([{ ...settings, ...set }]);
      expect(await screen.findByText(kind)).toBeDefined();
      expect(within(group).getByText(/\(set here\)\.$/)).toBeDefined();
      expect(control.checked).toBe(true);
      expect(document.activeElement).toBe(control);
    },
  );

  it("sets a CA certificate file and keeps the other settings", async () => {
    const registry = makeRegistry({ settings: { ...settings, plainHttp: true, caFile: "/a.pem" } });
    const fake = installApi({ "registry:list": () => listOf(registry) });
    render(<RegistriesView />);
    const group = await connection();
    const file = within(group).getByLabelText<HTMLInputElement>(/^CA certificate file/);
    expect(file.value).toBe("/a.pem");
    await userEvent.clear(file);
    await userEvent.type(file, " /b.pem{Enter}");
    expect(document.activeElement).toBe(file);
    await userEvent.clear(file);
    await userEvent.click(within(group).getByRole("button", { name: /^Use this CA certificate/ }));
    expect(fake.inputsOf("registry:setHost")).toEqual([
      { ...settings, plainHttp: true, caFile: "/b.pem" },
      { ...settings, plainHttp: true },
    ]);
  });

  it("shows the error of a change next to the field", async () => {
    const error = makeFailure({ code: "input_invalid", message: "/b.pem cannot be used." });
    installApi({
      "registry:list": () => listOf(makeRegistry()),
      "registry:setHost": () => ({ ok: false, error }),
    });
    render(<RegistriesView />);
    const group = await connection();
    await userEvent.type(within(group).getByRole("textbox"), "/b.pem{Enter}");
    expect((await within(group).findByRole("alert")).textContent).toContain(
      "/b.pem cannot be used.",
    );
    expect(within(group).getByRole<HTMLInputElement>("textbox").value).toBe("/b.pem");
  });

  it("stays unchanged, without an error, if the user declines", async () => {
    const error = makeFailure({ code: "cancelled", message: "It was not changed." });
    const fake = installApi({
      "registry:list": () => listOf(makeRegistry()),
      "registry:setHost": () => ({ ok: false, error }),
    });
    render(<RegistriesView />);
    const group = await connection();
    const control = within(group).getByRole<HTMLInputElement>("switch", { name: "Use plain HTTP" });
    await userEvent.click(control);
    await waitFor(() => expect(fake.inputsOf("registry:setHost")).toHaveLength(1));
    await waitFor(() => expect(control.checked).toBe(false));
    expect(await within(group).findByText("Nothing was changed.")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it.each([["/old.pem"], [undefined]])(
    "shows the current CA certificate file after a declined change: %s",
    async (caFile) => {
      const error = makeFailure({ code: "cancelled", message: "It was not changed." });
      const kept = caFile === undefined ? settings : { ...settings, caFile };
      const answers = [{ ok: false, error } as const, ok(null)];
      installApi({
        "registry:list": () => listOf(makeRegistry({ settings: kept })),
        "registry:setHost": () => answers.shift() ?? ok(null),
      });
      render(<RegistriesView />);
      const group = await connection();
      const field = within(group).getByRole<HTMLInputElement>("textbox");
      await userEvent.clear(field);
      await userEvent.type(field, "/new.pem{Enter}");
      await waitFor(() => expect(field.value).toBe(caFile ?? ""));
      expect(document.activeElement).toBe(field);
      expect(within(group).getByText("Nothing was changed.")).toBeDefined();
      await userEvent.type(field, "x{Enter}");
      await waitFor(() => expect(within(group).queryByText("Nothing was changed.")).toBeNull());
      expect(field.value).toBe(`${caFile ?? ""}x`);
    },
  );

  it("does not mark plain HTTP to a loopback address as insecure", async () => {
    const registry = makeRegistry({
      host: "ghcr.io",
      insecure: [{ kind: "plain http", from: "loopback", server: "localhost:5000" }],
    });
    installApi({ "registry:list": () => listOf(registry) });
    render(<RegistriesView />);
    const group = await connection();
    expect(within(group).getByText(/^localhost:5000: .*\(this computer\)/)).toBeDefined();
    expect(screen.queryByText("plain http")).toBeNull();
  });
});
