import { ROOMS, TOP } from "./rooms.ts";

function inside(room) {
  return room.endsWith(".ts") ? `^${room.replace(".", "\\.")}$` : `^${room}/`;
}

function either(rooms) {
  return rooms.map(inside).join("|");
}

const EVERY_ROOM = either([...Object.keys(ROOMS), ...TOP]);

const arrows = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-imports`,
  comment:
    `${room} may import ${allowed.length === 0 ? "no other room" : allowed.join(", ")}. ` +
    "Fix: move what is imported down, or change rooms.mjs and the picture in CONTRIBUTING.md.",
  severity: "error",
  from: { path: inside(room) },
  to: { path: EVERY_ROOM, pathNot: either([room, ...allowed]) },
}));

export default {
  forbidden: [
    {
      name: "no-circular",
      comment: "No import may lead back to its own file. Fix: move what both need to a third file.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...arrows,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules" },
  },
};
