import type { ReactNode } from "react";
import type { Failure } from "../../../shared/result.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { offerLogin } from "./offerLogin.ts";
import { wantsLogin } from "./wantsLogin.ts";

interface RequestFailureProps {
  readonly failure: Failure;
  /** Buttons with what else can be done. */
  readonly children?: ReactNode;
}

/** What failed of something that registries were asked for: where a login may mend it, it offers one. */
export function RequestFailure({ failure, children }: RequestFailureProps) {
  const registry = wantsLogin(failure);
  return (
    <FailureNote failure={failure}>
      {registry !== null && (
        <Button small onPress={() => offerLogin(registry)}>
          Log in…
        </Button>
      )}
      {children}
    </FailureNote>
  );
}
