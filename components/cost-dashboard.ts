import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { knownPrices, type PriceOverrides, unknownPriceText } from "../pricing/prices.ts";
import type { AlarmTopic } from "./alarm-topic.ts";
import { type Refusal, refuse } from "./component-error.ts";
import { costDashboardBody } from "./cost-dashboard-body.ts";
import type { EventApi } from "./event-api.ts";
import type { EventHandler } from "./event-handler.ts";
import type { HealthScope } from "./health-widgets.ts";
import { physicalName } from "./physical-name.ts";
import { createSpendingAlarms } from "./spending-alarms.ts";
import { createStageBudget, type StageBudget } from "./stage-budget.ts";
import type { Tags } from "./stage-tags.ts";
import { unpricedDashboardBody } from "./unpriced-dashboard-body.ts";
import type { WebAcl } from "./web-acl.ts";

/** Arguments of a cost dashboard. */
export interface CostDashboardArgs {
  readonly eventApi: EventApi;
  /** Functions of the API's channel namespaces, at least one. */
  readonly handlers: readonly EventHandler[];
  /** Region whose prices are taken and whose metrics are shown. */
  readonly region: string;
  /** @default the price list's */
  readonly prices?: PriceOverrides;
  /** @default no WAF in the health row */
  readonly webAcl?: WebAcl;
  /** @default no budget and no alarms on spending */
  readonly budget?: StageBudget;
  /** @default alarms that notify nobody */
  readonly alarmTopic?: AlarmTopic;
  /** @default none */
  readonly tags?: Tags;
}

/**
 * What a stage costs: a CloudWatch dashboard with the dollars of its Event API per namespace and the health
 * of the stage below, alarms on the Event API spending too fast for the stage's budget, and an AWS Budget
 * that sees the bill of everything that carries the stage's tag.
 */
export class CostDashboard extends pulumi.ComponentResource {
  readonly dashboard: aws.cloudwatch.Dashboard;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];
  readonly budget: aws.budgets.Budget | undefined;

  readonly #name: string;

  /**
   * Throws ComponentError, before any resource exists, for arguments that cannot work. A region without
   * a known price has a dashboard without dollars and no alarms on spending, and a warning says so.
   */
  constructor(name: string, args: CostDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = `CostDashboard "${name}"`;
    refuse(component, refusals(args));
    super("appsync-events:components:CostDashboard", name, {}, opts);
    this.#name = name;

    const day = new Date().toISOString().slice(0, 10);
    const prices = knownPrices(args.region, day, args.prices);
    const namespaces = args.handlers.map(({ namespace }) => namespace);
    const known = { project: pulumi.getProject(), stage: pulumi.getStack(), namespaces };
    const { budget, alarmTopic: topic, tags = {} } = args;
    const parts = { component, name, topic, tags };
    const unknownPrice = unknownPriceText(args.region, day, args.prices);
    this.dashboard = this.#createDashboard(component, args, (scope) =>
      prices
        ? costDashboardBody({ ...known, ...scope, prices })
        : unpricedDashboardBody({ ...known, ...scope, unknownPrice }),
    );
    const { apiId: eventApiId } = args.eventApi;
    this.alarms =
      budget && prices
        ? createSpendingAlarms(this, {
            ...parts,
            scope: { ...known, prices },
            eventApiId,
            monthlyUsd: budget.monthlyUsd,
          })
        : [];
    this.budget = budget && createStageBudget(this, { ...parts, budget });
    if (!prices) {
      void pulumi.log.warn(
        `No dollars on the dashboard and no alarms on spending: ${unknownPrice}`,
        this,
      );
    }
    this.registerOutputs({ dashboardName: this.dashboard.dashboardName });
  }

  #createDashboard(
    component: string,
    args: CostDashboardArgs,
    bodyOf: (scope: DeployedScope) => object,
  ): aws.cloudwatch.Dashboard {
    const handlers = args.handlers.map((handler) =>
      pulumi
        .all([handler.functionName, handler.logGroup.name])
        .apply(([functionName, logGroupName]) => ({
          namespace: handler.namespace,
          functionName,
          logGroupName,
        })),
    );
    const metricName = args.webAcl?.webAcl.visibilityConfig.metricName;
    const body = pulumi
      .all([args.eventApi.apiId, pulumi.all(handlers), pulumi.output(metricName)])
      .apply(([eventApiId, functions, webAclMetricName]) =>
        JSON.stringify(
          bodyOf({
            eventApiId,
            region: args.region,
            handlers: functions,
            ...(webAclMetricName === undefined ? {} : { webAclMetricName }),
            ...(args.budget ? { budgetUsd: args.budget.monthlyUsd } : {}),
          }),
        ),
      );
    return new aws.cloudwatch.Dashboard(
      this.#name,
      { dashboardName: physicalName(component, [this.#name], 255), dashboardBody: body },
      { parent: this },
    );
  }
}

/** What is known of a stage once its resources exist. */
type DeployedScope = Omit<HealthScope, "project" | "stage" | "namespaces"> & {
  readonly budgetUsd?: number;
};

function refusals({ handlers, budget }: CostDashboardArgs): Refusal[] {
  return [
    ...(handlers.length > 0
      ? []
      : [{ property: "handlers", got: "none", allowed: "one or more event handlers" }]),
    ...(budget === undefined || budget.monthlyUsd > 0
      ? []
      : [
          {
            property: "budget.monthlyUsd",
            got: String(budget.monthlyUsd),
            allowed: "US dollars above 0",
          },
        ]),
  ];
}
