import { ExternalLink } from "lucide-react";
import { api } from "../api.ts";
import { classNames } from "./classNames.ts";
import styles from "./LinkText.module.css";
import { UntrustedText } from "./UntrustedText.tsx";

/** Text from outside. The address of a web page is a link; the app asks before it opens in the system's browser. */
export function LinkText({ text }: { readonly text: string }) {
  if (!/^https?:\/\/[^\s]+$/.test(text) || text.length > 4096) {
    return <UntrustedText text={text} />;
  }
  return (
    <button
      type="button"
      className={classNames(styles["link"])}
      onClick={() => void api.invoke("link:open", { url: text })}
    >
      <UntrustedText text={text} />
      <ExternalLink size={11} aria-label="opens in the browser" />
    </button>
  );
}
