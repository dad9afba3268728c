/** Finds what belongs to a channel's path; undefined where nothing does. */
export type Router<Route> = (path: string) => Route | undefined;

/**
 * Routes channel paths as Powertools' AppSyncEventsResolver does: `/ns/*` stands for every path of any
 * depth below `/ns`, and of several routes for a path the one with the longest literal text wins, so an
 * exact one before every wildcard. Upper and lower case differ, and nothing but a last `*` has a
 * meaning.
 */
export function createRouter<Route>(routes: Iterable<readonly [string, Route]>): Router<Route> {
  const exact = new Map<string, Route>();
  const below: (readonly [prefix: string, route: Route])[] = [];
  for (const [path, route] of routes) {
    if (path.endsWith("/*")) {
      below.push([path.slice(0, -1), route]);
    } else {
      exact.set(path, route);
    }
  }
  below.sort(([a], [b]) => b.length - a.length);
  return (path) => exact.get(path) ?? below.find(([prefix]) => path.startsWith(prefix))?.[1];
}
