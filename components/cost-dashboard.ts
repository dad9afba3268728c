import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  type PriceOverrides,
  type Prices,
  pricesFor,
  UnknownPriceError,
} from "../pricing/prices.ts";
import type { AlarmTopic } from "./alarm-topic.ts";
import { ComponentError, type Refusal, refuse } from "./component-error.ts";
import { costDashboardBody } from "./cost-dashboard-body.ts";
import type { CostScope } from "./cost-formulas.ts";
import type { EventApi } from "./event-api.ts";
import type { EventHandler } from "./event-handler.ts";
import { physicalName } from "./physical-name.ts";
import { createSpendingAlarms } from "./spending-alarms.ts";
import { createStageBudget, type StageBudget } from "./stage-budget.ts";
import type { Tags } from "./stage-tags.ts";
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
   * Throws ComponentError, before any resource exists, for arguments that cannot work, a region
   * without a price among them.
   */
  constructor(name: string, args: CostDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = `CostDashboard "${name}"`;
    refuse(component, refusals(args));
    const prices = pricesOf(component, args);
    super("appsync-events:components:CostDashboard", name, {}, opts);
    this.#name = name;

    const namespaces = args.handlers.map(({ namespace }) => namespace);
    const { apiId: eventApiId } = args.eventApi;
    const known = { project: pulumi.getProject(), stage: pulumi.getStack(), namespaces, prices };
    const scope = eventApiId.apply((id): CostScope => ({ ...known, eventApiId: id }));
    const { budget, alarmTopic: topic, tags = {} } = args;
    const parts = { component, name, topic, tags };
    this.dashboard = this.#createDashboard(component, args, scope);
    this.alarms = budget
      ? createSpendingAlarms(this, {
          ...parts,
          scope: known,
          eventApiId,
          monthlyUsd: budget.monthlyUsd,
        })
      : [];
    this.budget = budget && createStageBudget(this, { ...parts, budget });
    this.registerOutputs({ dashboardName: this.dashboard.dashboardName });
  }

  #createDashboard(
    component: string,
    args: CostDashboardArgs,
    scope: pulumi.Output<CostScope>,
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
      .all([scope, pulumi.all(handlers), pulumi.output(metricName)])
      .apply(([costs, functions, webAclMetricName]) =>
        JSON.stringify(
          costDashboardBody({
            ...costs,
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

function pricesOf(component: string, { region, prices }: CostDashboardArgs): Prices {
  try {
    return pricesFor(region, new Date().toISOString().slice(0, 10), prices);
  } catch (error) {
    if (!(error instanceof UnknownPriceError)) throw error;
    throw new ComponentError(component, [
      { property: "region", got: region, allowed: error.message },
    ]);
  }
}

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
