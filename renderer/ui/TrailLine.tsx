import type { AuthTrail } from "../../shared/errors.ts";
import { classNames } from "./classNames.ts";
import styles from "./Note.module.css";
import { visibleText } from "./escapeInvisible.ts";

/** As whom a registry was asked when it refused, and for what. */
export function TrailLine({ trail }: { readonly trail: AuthTrail }) {
  const { host, source, account, scopes } = trail;
  const whom =
    source === undefined ? "anonymously" : `as ${account ?? "unnamed account"}, from ${source}`;
  return (
    <p className={classNames(styles["hint"])}>
      Asked {visibleText(host)} {visibleText(whom)}
      {scopes.length > 0 && (
        <>
          , for{" "}
          <code className={classNames(styles["scopes"])}>{visibleText(scopes.join(" "))}</code>
        </>
      )}
      .
    </p>
  );
}
