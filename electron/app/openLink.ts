import { shell } from "electron";
import { EngineError } from "../engine/errors.ts";
import { confirmInDialog } from "./confirmDialog.ts";

/**
 * Opens a web page in the system's browser, if the user confirms it. The link comes from an image, so the dialog shows
 * its host as it is resolved: names that look like others are in their ASCII form.
 *
 * @returns whether the user confirmed
 * @throws EngineError `input_invalid` unless it is an address of http or https without credentials
 */
export async function openLink(text: string): Promise<boolean> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === undefined || !isWeb || url.username !== "" || url.password !== "") {
    throw new EngineError("input_invalid", `${JSON.stringify(text)} is not a link to a web page.`);
  }
  const isConfirmed = await confirmInDialog({
    message: `Open ${url.host} in your browser?`,
    detail: `${url.href}\n\nThe link comes from the image, not from this app.`,
    action: "Open",
  });
  if (isConfirmed) {
    await shell.openExternal(url.href);
  }
  return isConfirmed;
}
