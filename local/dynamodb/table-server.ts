/**
 * Serves the tables of a folder in a process of its own: dynalite throws what it does not expect, such
 * as a full disk, where nobody can catch it. Called with the folder and a port, 0 for any.
 */
import dynalite from "dynalite";
import { refuseForeignRequests } from "../own-host.ts";
import { checkDatabase, checkDisk } from "./database.ts";

/** What this process tells the stage. */
export type TableServerMessage = { readonly port: number } | { readonly fault: string };

const [folder = "", port = "0"] = process.argv.slice(2);

// Ctrl-C in a terminal reaches every process of its group: only the stage decides when to end.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => undefined);
}

process.on("uncaughtException", end);
process.on("disconnect", () => process.exit(0));

await checkDisk(folder);
await checkDatabase(folder);
const server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
// dynalite lets every origin read every table.
refuseForeignRequests(server);
server.on("error", end).listen(Number(port), "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) {
    tell({ port: address.port });
  }
});
process.on("message", () => {
  server.closeAllConnections();
  server.close(() => process.disconnect());
});

function end(error: Error): void {
  const message: TableServerMessage = { fault: error.message };
  if (process.send === undefined) {
    process.exit(1);
  } else {
    process.send(message, () => process.exit(1));
  }
}

function tell(message: TableServerMessage): void {
  process.send?.(message);
}
