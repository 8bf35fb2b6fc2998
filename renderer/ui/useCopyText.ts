import { useEffect, useState } from "react";
import { copyText } from "./copyText.ts";

const shownFor = 1600;

/** Copies, and says for a moment how that went. */
export function useCopied(): {
  readonly state: "idle" | "copied" | "failed";
  readonly copy: (text: string) => void;
} {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") {
      return;
    }
    const timer = setTimeout(() => setState("idle"), shownFor);
    return () => clearTimeout(timer);
  }, [state]);
  return {
    state,
    copy: (text) => {
      void copyText(text).then((done) => setState(done ? "copied" : "failed"));
    },
  };
}
