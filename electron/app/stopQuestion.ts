import type { UnfinishedJob } from "../../shared/crash.ts";
import { countOf } from "../../shared/countOf.ts";
import { countKinds, pushWords } from "../../shared/pushWords.ts";
import { escapeInvisible } from "./questionText.ts";

/** The question before pushes and deletions are stopped, and the label of the button that keeps them. */
interface StopQuestion {
  readonly message: string;
  readonly detail: string;
  readonly keep: string;
}

/** Words the question for what runs or waits. @param unfinished at least one */
export function stopQuestion(unfinished: readonly UnfinishedJob[]): StopQuestion {
  const kinds = [...new Set(unfinished.map(({ kind }) => kind))];
  const [kind = "compose"] = kinds;
  // The window starts a copy of many tags one by one: all of them wait.
  const all = unfinished.flatMap((each) =>
    Array.from({ length: each.following + 1 }, () => each.kind),
  );
  const isOne = all.length === 1;
  const names = unfinished.flatMap(({ kind: each, targets, following }) => {
    const { noun, nouns } = pushWords[each];
    return [
      kinds.length > 1 ? `${noun}: ${targets}` : targets,
      ...(following > 0 ? [`then ${countOf(following, `more ${noun}`, `more ${nouns}`)}`] : []),
    ];
  });
  const consequences = [
    ...(kinds.some((each) => each !== "delete")
      ? ["Tags that have not moved yet stay unchanged, and no tag points to incomplete content."]
      : []),
    ...(kinds.includes("delete")
      ? ["What is deleted already stays deleted; History can restore it."]
      : []),
  ];
  return {
    message: isOne
      ? `A ${pushWords[kind].noun} is running.`
      : `${countKinds(all).join(" and ")} run or wait.`,
    detail: `${escapeInvisible(names.join("\n"))}

Closing stops ${isOne ? "it" : "them"}. ${consequences.join(" ")}`,
    keep: `Keep ${kinds.length > 1 ? "Running" : pushWords[kind].running}`,
  };
}
