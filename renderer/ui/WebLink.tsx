import { ExternalLink } from "lucide-react";
import { api } from "../api.ts";
import { classNames } from "./classNames.ts";
import { UntrustedText } from "./UntrustedText.tsx";
import styles from "./WebLink.module.css";

interface WebLinkProps {
  /** What is shown: outside text. */
  readonly text: string;
  /** An address of http or https. */
  readonly url: string;
}

/** A link to a web page. The app asks, with its host, before it opens it in the system's browser. */
export function WebLink({ text, url }: WebLinkProps) {
  return (
    <button
      type="button"
      className={classNames(styles["link"])}
      onClick={() => void api.invoke("link:open", { url })}
    >
      <UntrustedText text={text} />
      <ExternalLink size={11} aria-label="opens in the browser" />
    </button>
  );
}
