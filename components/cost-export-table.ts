import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EXPORT_COLUMNS } from "../cost-export/export-columns.ts";

/** What a table over exported rows needs to know. */
export interface CostExportTableParts {
  readonly name: string;
  readonly bucketName: pulumi.Input<string>;
  readonly prefix: string;
  /** A database that exists. @default one is created */
  readonly databaseName: string | undefined;
}

/** Name of the table in its database. */
export const TABLE_NAME = "event_api_costs";

/** Event APIs became available in this month, so nothing is older. */
const FIRST_MONTH = "2024-10";

/**
 * Creates a Glue table over the Parquet files of all stages and accounts in a bucket, as a child of
 * `parent`. Athena works out the partitions by itself (Athena User Guide, partition projection): a new
 * day, stage or account is there at once, without a crawler.
 */
export function createCostExportTable(
  parent: pulumi.ComponentResource,
  { name, bucketName, prefix, databaseName }: CostExportTableParts,
): aws.glue.CatalogTable {
  const location = pulumi.interpolate`s3://${bucketName}/${prefix}/parquet/`;
  return new aws.glue.CatalogTable(
    name,
    {
      databaseName: databaseName ?? createDatabase(parent, name).name,
      name: TABLE_NAME,
      description: "Costs of AWS AppSync Event APIs, one row a day, namespace and charge (FOCUS)",
      tableType: "EXTERNAL_TABLE",
      parameters: {
        EXTERNAL: "TRUE",
        classification: "parquet",
        "projection.enabled": "true",
        "projection.month.type": "date",
        "projection.month.format": "yyyy-MM",
        "projection.month.interval": "1",
        "projection.month.interval.unit": "MONTHS",
        "projection.month.range": `${FIRST_MONTH},NOW`,
        "projection.day.type": "integer",
        "projection.day.range": "1,31",
        "projection.day.digits": "2",
        "storage.location.template": pulumi.interpolate`${location}month=\${month}/day=\${day}/`,
      },
      partitionKeys: [
        { name: "month", type: "string", comment: "YYYY-MM, UTC" },
        { name: "day", type: "int", comment: "day of the month" },
      ],
      storageDescriptor: {
        location,
        columns: EXPORT_COLUMNS.map(({ name: column, glueType }) => ({
          name: column.toLowerCase(),
          type: glueType,
        })),
        inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        serDeInfo: {
          serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        },
      },
    },
    { parent },
  );
}

/** Athena takes lower-case letters, digits and underscores (its guide, names of databases). */
function createDatabase(parent: pulumi.ComponentResource, name: string): aws.glue.CatalogDatabase {
  const words = `${pulumi.getProject()}-${pulumi.getStack()}-costs`;
  return new aws.glue.CatalogDatabase(
    name,
    {
      name: words.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_"),
      description: `Costs of the stage ${pulumi.getStack()}`,
    },
    { parent },
  );
}
