/**
 * The rooms of the house, from the ground up, and the rooms that each may import. `npm run check`
 * holds every import against them (`.dependency-cruiser.mjs`), and a test the picture in
 * CONTRIBUTING.md.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "aws-facts": [],
  shared: [],
  publisher: [],
  pricing: [],
  runtime: ["aws-facts", "pricing"],
  handlers: ["aws-facts", "pricing", "runtime"],
  bundle: ["aws-facts", "runtime"],
  testing: ["bundle", "runtime"],
  settings: ["aws-facts", "pricing"],
  policies: ["aws-facts", "pricing"],
  engine: ["shared"],
  cost: ["engine", "pricing", "settings", "shared"],
  "cost-export": ["cost", "pricing"],
  components: ["aws-facts", "bundle", "cost-export", "pricing", "settings"],
  local: ["aws-facts", "pricing", "shared"],
};

/** What stands on top of all rooms and may import any. */
export const TOP: readonly string[] = ["bench", "cli", "index.ts", "tests"];
