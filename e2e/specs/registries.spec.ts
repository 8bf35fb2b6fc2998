import { buildImage } from "../../electron/engine/sample/image.ts";
import {
  dockerRegistryPasswords,
  dockerRegistryUser,
  startDockerRegistry,
} from "../../electron/engine/testing/dockerRegistry.ts";
import { pushImage } from "../../electron/engine/testing/pushImage.ts";
import { expect, test } from "../app.ts";
import { ComposePage } from "../pages/composePage.ts";
import { RegistriesPage } from "../pages/registriesPage.ts";

test("a registry that wants a login gets one in the window, and the source resolves", async ({
  page,
}) => {
  const { name, password } = dockerRegistryUser;
  const registry = await startDockerRegistry({ auth: { htpasswd: dockerRegistryPasswords } });
  try {
    const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
    const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
    await pushImage(registry.url, "acme/app", "1", image, { authorization });
    const compose = new ComposePage(page);
    const registries = new RegistriesPage(page);
    await compose.addSource(`${registry.host}/acme/app:1`);
    await expect(compose.source("acme/app:1")).toContainText("wants a login");
    await compose.source("acme/app:1").getByRole("button", { name: "Log in…" }).click();

    await registries.tryLogin(registry.host, name, "not the password");
    await expect(registries.view).toContainText(/wants a login|refuses/);
    await registries.logIn(registry.host, name, password);
    await expect(registries.registry(registry.host)).toContainText(name);

    await compose.show();
    await expect(compose.entry("linux/amd64")).toBeVisible();
    // The password is nowhere in the page.
    expect(await page.content()).not.toContain(password);

    await registries.show();
    await registries.logOut(registry.host);
  } finally {
    await registry.close();
  }
});
