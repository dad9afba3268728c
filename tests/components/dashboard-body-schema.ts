import Type from "typebox";

const CLOSED = { additionalProperties: false };

const rendering = Type.Object(
  {
    id: Type.Optional(Type.String({ pattern: "^[a-z][A-Za-z0-9_]*$" })),
    label: Type.Optional(Type.String()),
    stat: Type.Optional(Type.String({ pattern: "^(Sum|Average|Minimum|Maximum|p\\d{1,2})$" })),
    visible: Type.Optional(Type.Boolean()),
    period: Type.Optional(Type.Integer({ minimum: 60, multipleOf: 60 })),
    expression: Type.Optional(Type.String({ minLength: 1, maxLength: 2_048 })),
    color: Type.Optional(Type.String()),
  },
  CLOSED,
);

const place = {
  x: Type.Integer({ minimum: 0, maximum: 23 }),
  y: Type.Integer({ minimum: 0 }),
  width: Type.Integer({ minimum: 1, maximum: 24 }),
  height: Type.Integer({ minimum: 1, maximum: 1_000 }),
};

const axis = Type.Object({ min: Type.Optional(Type.Number()), max: Type.Optional(Type.Number()) });

const metricWidget = Type.Object(
  {
    type: Type.Literal("metric"),
    ...place,
    properties: Type.Object(
      {
        // 500 metrics and formulas in a widget; a metric is namespace, name, up to 30 dimension
        // pairs and rendering, a formula is rendering alone.
        metrics: Type.Array(
          Type.Array(Type.Union([Type.String({ minLength: 1, maxLength: 1_024 }), rendering]), {
            minItems: 1,
            maxItems: 63,
          }),
          { minItems: 1, maxItems: 500 },
        ),
        region: Type.String({ pattern: "^[a-z]{2}(-[a-z]+)+-\\d$" }),
        title: Type.Optional(Type.String()),
        view: Type.Enum(["timeSeries", "singleValue", "gauge", "bar", "pie"]),
        stat: Type.Literal("Sum"),
        period: Type.Integer({ minimum: 60, multipleOf: 60 }),
        stacked: Type.Optional(Type.Boolean()),
        setPeriodToTimeRange: Type.Optional(Type.Boolean()),
        start: Type.Optional(Type.String({ pattern: "^-P(T?\\d+[MHDW])$" })),
        end: Type.Optional(Type.String({ pattern: "^-?P(T?\\d+[MHDW])$" })),
        yAxis: Type.Optional(
          Type.Object({ left: Type.Optional(axis), right: Type.Optional(axis) }),
        ),
        annotations: Type.Optional(
          Type.Object(
            {
              horizontal: Type.Array(
                Type.Object(
                  {
                    value: Type.Number(),
                    label: Type.Optional(Type.String()),
                    fill: Type.Optional(Type.Enum(["above", "below", "none"])),
                  },
                  CLOSED,
                ),
              ),
            },
            CLOSED,
          ),
        ),
      },
      CLOSED,
    ),
  },
  CLOSED,
);

const textWidget = Type.Object(
  {
    type: Type.Literal("text"),
    ...place,
    properties: Type.Object({ markdown: Type.String({ minLength: 1 }) }, CLOSED),
  },
  CLOSED,
);

const logWidget = Type.Object(
  {
    type: Type.Literal("log"),
    ...place,
    properties: Type.Object(
      {
        query: Type.String({ pattern: "^SOURCE '[^']+'" }),
        region: Type.String(),
        title: Type.Optional(Type.String()),
        view: Type.Enum(["table", "timeSeries", "bar", "pie"]),
      },
      CLOSED,
    ),
  },
  CLOSED,
);

/**
 * The structure of a dashboard body as far as it is public.
 * Source: CloudWatch API Reference, Dashboard Body Structure and Syntax; PutDashboard.
 */
export const DashboardBodySchema = Type.Object(
  { widgets: Type.Array(Type.Union([metricWidget, textWidget, logWidget]), { maxItems: 500 }) },
  CLOSED,
);
