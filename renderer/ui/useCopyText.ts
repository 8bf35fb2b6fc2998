import { useEffect, useState } from "react";

/** How long a button says that it copied, in milliseconds. */
const feedbackMs = 1600;

/** Copies text to the clipboard. @returns whether that worked */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Returns a function that copies text to the clipboard, and the result of the last copy for a short time. */
export function useCopyText(): {
  readonly state: "idle" | "copied" | "failed";
  readonly copy: (text: string) => void;
} {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") {
      return;
    }
    const timer = setTimeout(() => setState("idle"), feedbackMs);
    return () => clearTimeout(timer);
  }, [state]);
  return {
    state,
    copy: (text) => {
      void copyText(text).then((done) => setState(done ? "copied" : "failed"));
    },
  };
}
