import { DuckDBInstance } from "@duckdb/node-api";

/** Rows that DuckDB answers a query with; every value as text. */
export async function duckdb(sql: string): Promise<Record<string, string | null>[]> {
  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader
      .getRowObjectsJson()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, value === null ? null : `${value}`]),
        ),
      );
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}
