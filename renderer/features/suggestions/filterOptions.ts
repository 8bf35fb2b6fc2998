/**
 * Filters the options of a completion by what is typed, without regard to case: first those that start with it, then
 * those that contain it, each in the given order. Empty if the typed text is the only match, since nothing is left to
 * complete.
 */
export function filterOptions(options: readonly string[], typed: string): readonly string[] {
  if (typed === "") {
    return options;
  }
  const wanted = typed.toLowerCase();
  const starting: string[] = [];
  const containing: string[] = [];
  for (const option of options) {
    const at = option.toLowerCase().indexOf(wanted);
    if (at === 0) {
      starting.push(option);
    } else if (at > 0) {
      containing.push(option);
    }
  }
  const found = [...starting, ...containing];
  return found.length === 1 && found[0] === typed ? [] : found;
}
