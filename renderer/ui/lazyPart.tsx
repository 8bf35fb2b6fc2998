import { type ComponentType, useEffect, useState } from "react";

/** A component that is read when it is first rendered, or before with `preload`. */
type LazyPart<P> = ComponentType<P> & { readonly preload: () => Promise<void> };

/**
 * A component whose file is read when it is first rendered: the window starts without it. Errors go to the error boundary.
 * React's own `lazy` is not used: what its Suspense waits for is shown 300 ms after the click at the earliest.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): LazyPart<P> {
  let loaded: ComponentType<P> | undefined;
  let loading: Promise<void> | undefined;
  const preload = (): Promise<void> =>
    (loading ??= load().then(
      (part) => {
        loaded = part;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  function Part(props: P) {
    const [Loaded, setLoaded] = useState(() => loaded);
    useEffect(() => {
      if (Loaded === undefined) {
        preload().then(
          () => setLoaded(() => loaded),
          (error: unknown) =>
            setLoaded(() => {
              throw error;
            }),
        );
      }
    }, [Loaded]);
    return Loaded === undefined ? null : <Loaded {...props} />;
  }
  return Object.assign(Part, { preload });
}
