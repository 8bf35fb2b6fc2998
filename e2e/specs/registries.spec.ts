import { rename, rm, writeFile } from "node:fs/promises";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { createCertificate } from "../../electron/testing/servers/selfSignedCertificate.ts";
import {
  dockerRegistryPasswords,
  dockerRegistryUser,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { axeViolationsInBothThemes } from "../axeViolations.ts";
import { ComposePage } from "../pages/composePage.ts";
import { RegistriesPage } from "../pages/registriesPage.ts";

test("a source resolves after a login in the window", async ({ page }) => {
  const { name, password } = dockerRegistryUser;
  const registry = await startDockerRegistry({ auth: { htpasswd: dockerRegistryPasswords } });
  try {
    const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
    const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
    await pushImage(registry.url, "acme/app", "1", image, { authorization });
    const compose = new ComposePage(page);
    const registries = new RegistriesPage(page);
    await compose.addSource(`${registry.host}/acme/app:1`);
    await expect(compose.source("acme/app:1")).toContainText("requires a login");
    await compose.source("acme/app:1").getByRole("button", { name: "Log in…" }).click();

    await registries.tryLogin(registry.host, name, "not the password");
    await expect(registries.view).toContainText("rejects this user name or password");
    await registries.logIn(registry.host, name, password);
    await expect(registries.registry(registry.host)).toContainText(name);

    await compose.show();
    await expect(compose.entry("linux/amd64")).toBeVisible();
    // The page never contains the password.
    expect(await page.content()).not.toContain(password);

    await registries.show();
    await registries.logOut(registry.host);
  } finally {
    await registry.close();
  }
});

test(
  "two namespaces of one registry have separate logins and logouts",
  { tag: "@sweep" },
  async ({ page }) => {
    const users = { anna: "secret-of-anna", bert: "secret-of-bert" };
    const teams: Readonly<Record<string, string>> = { anna: "team-a/", bert: "team-b/" };
    const registry = await startRegistry({
      auth: {
        kind: "bearer",
        users,
        isAllowed: (user, { name }) => user !== undefined && name.startsWith(teams[user] ?? " "),
      },
    });
    try {
      const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
      seedImage(registry, "team-a/app", "1", image);
      const compose = new ComposePage(page);
      const registries = new RegistriesPage(page);
      await registries.show();
      await registries.tryLogin(`${registry.host}/team-a/app:1`, "anna", users.anna);
      await expect(registries.form.getByRole("alert")).toContainText("without tag and digest");
      expect(await axeViolationsInBothThemes(page)).toEqual([]);
      await registries.logIn(`${registry.host}/team-a`, "anna", users.anna);
      await registries.logIn(`${registry.host}/team-b`, "bert", users.bert);
      const row = registries.registry(registry.host);
      await expect(row).toContainText("only for team-a");
      await expect(row).toContainText("only for team-b");
      expect(await axeViolationsInBothThemes(page)).toEqual([]);

      await compose.show();
      await compose.addSource(`${registry.host}/team-a/app:1`);
      await expect(compose.entry("linux/amd64")).toBeVisible();
      await compose.addTarget(`${registry.host}/team-b/app:1`);
      const push = await compose.review();
      await push.push();
      await push.close();
      expect(registry.repository("team-b/app").manifests.has(image.digest)).toBe(true);

      await registries.show();
      const logOut = row.getByRole("button", { name: `Log out of ${registry.host}/team-b` });
      await logOut.click();
      await expect(logOut).toBeHidden();
      await expect(row).not.toContainText("only for team-b");
      await expect(row).toContainText("only for team-a");
    } finally {
      await registry.close();
    }
  },
);

test(
  "warnings about storage and connections are accessible",
  { tag: "@sweep" },
  async ({ app, page }) => {
    const compose = new ComposePage(page);
    const registries = new RegistriesPage(page);
    // A registry with TLS, which the app does not use for loopback addresses.
    const registry = await startRegistry({ tls: createCertificate() });
    const data = await app.evaluate((electron) => electron.app.getPath("userData"));
    // A file in place of the folder: not even root can write to it. The app may create the folder again in between.
    await rename(data, `${data}.away`);
    await expect(async () => {
      await rm(data, { recursive: true, force: true });
      await writeFile(data, "");
    }).toPass();
    try {
      await compose.addSource(`${registry.host}/acme/app:1`);
      const banner = page.getByRole("status").filter({ hasText: "The draft is not saved" });
      await expect(banner).toBeVisible();
      const connection = compose.source("acme/app:1").getByRole("button", { name: "Connection…" });
      await expect(connection).toBeVisible();
      expect(await axeViolationsInBothThemes(page)).toEqual([]);
      await connection.click();
      await expect(
        registries.view.getByRole("group", { name: `Connection to ${registry.host}` }),
      ).toBeVisible();
      await expect(banner).toBeVisible();
      expect(await axeViolationsInBothThemes(page)).toEqual([]);
      await banner.getByRole("button", { name: "Dismiss" }).click();
      await expect(banner).toBeHidden();
    } finally {
      await expect(async () => {
        await rm(data, { recursive: true, force: true });
        await rename(`${data}.away`, data);
      }).toPass();
      await registry.close();
    }
  },
);
