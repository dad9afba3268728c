import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { TableStore } from "./dynamodb/table-store.ts";

/**
 * Keeps what deleting a resource would destroy, in a folder of its own for each run of the stage, so
 * that it can be brought back.
 */
export class RemovedData {
  readonly #folder: string;
  readonly #say: (message: string) => void;

  /** `folder` is made when something is kept; `say` receives a line for each thing that is. */
  constructor(folder: string, say: (message: string) => void) {
    this.#folder = folder;
    this.#say = say;
  }

  /** Keeps the items of a table that is about to be deleted. A rejection must keep the table. */
  async keepTable(tables: TableStore, name: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const items = await tables.exportTo(name, join(this.#folder, `${name}.jsonl`));
    if (items === 0) {
      return;
    }
    this.#say(
      `Deleting the table ${name} with ${items} item${items === 1 ? "" : "s"}, kept in ` +
        `${this.#folder}. To undo: deploy the table again, then ` +
        `npm start -- --restore ${this.#folder}`,
    );
  }

  /** Says of an event bus that is deleted where its events stay. */
  keepEvents(bus: string, file: string): void {
    this.#say(`Deleting the event bus ${bus}; the events it received stay in ${file}.`);
  }

  /** Says of a bucket that is deleted where its objects stay. */
  keepObjects(bucket: string, folder: string): void {
    this.#say(`Deleting the bucket ${bucket}; its objects stay in ${folder}.`);
  }
}
