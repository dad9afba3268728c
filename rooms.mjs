/**
 * The rooms of the house and what each may import. `npm run check` holds every import against it
 * (`.dependency-cruiser.mjs`), and a test the picture in CONTRIBUTING.md.
 */
export const ROOMS = {
  "aws-facts": [],
  shared: [],
  publisher: [],
  pricing: ["aws-facts", "shared"],
  runtime: ["aws-facts", "pricing", "shared"],
  handlers: ["aws-facts", "pricing", "runtime"],
  bundle: ["aws-facts", "runtime", "shared"],
  testing: ["aws-facts", "bundle", "runtime", "shared"],
  settings: ["aws-facts", "pricing", "shared"],
  policies: ["aws-facts", "pricing", "shared"],
  engine: ["shared"],
  cost: ["aws-facts", "engine", "pricing", "settings", "shared"],
  "cost-export": ["aws-facts", "cost", "pricing", "shared"],
  components: ["aws-facts", "bundle", "cost-export", "pricing", "settings", "shared"],
  local: ["aws-facts", "pricing", "shared"],
};

/** Rooms at the top, which may import any other. */
export const TOP = ["bench", "cli", "index.ts", "tests"];
