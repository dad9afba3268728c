import { fileURLToPath } from "node:url";

/** The project's folder, wherever the process was started. */
export const projectRoot = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** The runtime that every namespace's bundle shares. */
export const runtimeFolder = fileURLToPath(new URL("../runtime", import.meta.url));
