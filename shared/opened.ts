/** What the desktop asked the app to open: a link, or a file of one of its types. */
export type Opened = { readonly id: string } & (
  | { readonly kind: "reference"; readonly text: string }
  | { readonly kind: "rejected"; readonly message: string }
  /** The id is that of the file, whose path stays in the main process. */
  | { readonly kind: "recipe" | "plan"; readonly name: string }
);
