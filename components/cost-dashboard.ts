import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  type PriceOverrides,
  type Prices,
  pricesFor,
  UnknownPriceError,
} from "../pricing/prices.ts";
import type { AlarmTopic } from "./alarm-topic.ts";
import {
  alarmGroups,
  BURN_RATE_WINDOWS,
  type BurnRateWindow,
  burnRateQueries,
  burnRateThreshold,
} from "./burn-rate-alarms.ts";
import { ComponentError, type Refusal, refuse } from "./component-error.ts";
import { costDashboardBody } from "./cost-dashboard-body.ts";
import type { CostScope } from "./cost-formulas.ts";
import type { EventApi } from "./event-api.ts";
import type { EventHandler } from "./event-handler.ts";
import { physicalName } from "./physical-name.ts";
import type { Tags } from "./stage-tags.ts";
import type { WebAcl } from "./web-acl.ts";

/** A stage's monthly budget. */
export interface StageBudget {
  /** US dollars a month, above 0. */
  readonly monthlyUsd: number;
  /** Address that AWS Budgets notifies. @default the alarm topic */
  readonly email?: string;
}

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
 * What a stage costs, in dollars per namespace: a CloudWatch dashboard with the health of the stage
 * below, alarms on spending too fast, and an AWS Budget that sees the bill itself.
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

    const scope = args.eventApi.apiId.apply(
      (eventApiId): CostScope => ({
        project: pulumi.getProject(),
        stage: pulumi.getStack(),
        eventApiId,
        namespaces: args.handlers.map(({ namespace }) => namespace),
        prices,
      }),
    );
    this.dashboard = this.#createDashboard(component, args, scope);
    this.alarms = this.#createAlarms(component, args, scope);
    this.budget = args.budget && this.#createBudget(component, args, args.budget);
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

  #createAlarms(
    component: string,
    args: CostDashboardArgs,
    scope: pulumi.Output<CostScope>,
  ): aws.cloudwatch.MetricAlarm[] {
    const { budget } = args;
    if (!budget) return [];
    const groups = alarmGroups(args.handlers.map(({ namespace }) => namespace));
    return BURN_RATE_WINDOWS.flatMap((window) =>
      groups.map((namespaces, index) => {
        const suffix = groups.length === 1 ? window.name : `${window.name}-${index + 1}`;
        const own = scope.apply((all) => ({ ...all, namespaces }));
        return this.#createAlarm(component, suffix, args, { window, scope: own, budget });
      }),
    );
  }

  #createAlarm(
    component: string,
    suffix: string,
    { alarmTopic, tags = {} }: CostDashboardArgs,
    watched: { window: BurnRateWindow; scope: pulumi.Output<CostScope>; budget: StageBudget },
  ): aws.cloudwatch.MetricAlarm {
    const { window, scope, budget } = watched;
    const actions = alarmTopic ? [alarmTopic.topicArn] : [];
    const hours = window.seconds / 3_600;
    return new aws.cloudwatch.MetricAlarm(
      `${this.#name}-${suffix}`,
      {
        name: physicalName(component, [this.#name, suffix], 255),
        alarmDescription:
          `Spending at ${window.burnRate} times the pace of the budget of ${budget.monthlyUsd} ` +
          `US dollars a month, over ${hours} hours`,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        evaluationPeriods: 1,
        threshold: burnRateThreshold(budget.monthlyUsd, window),
        treatMissingData: "notBreaching",
        metricQueries: scope.apply((costs) => mutable(burnRateQueries(costs, window))),
        alarmActions: actions,
        okActions: actions,
        tags,
      },
      { parent: this },
    );
  }

  #createBudget(
    component: string,
    { alarmTopic, tags = {} }: CostDashboardArgs,
    { monthlyUsd, email }: StageBudget,
  ): aws.budgets.Budget {
    const subscribers = {
      ...(email === undefined ? {} : { subscriberEmailAddresses: [email] }),
      ...(email === undefined && alarmTopic
        ? { subscriberSnsTopicArns: [alarmTopic.topicArn] }
        : {}),
    };
    const notified = Object.keys(subscribers).length > 0;
    const notification = (notificationType: string, threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      ...subscribers,
    });
    return new aws.budgets.Budget(
      this.#name,
      {
        name: physicalName(component, [this.#name], 100),
        budgetType: "COST",
        limitAmount: String(monthlyUsd),
        limitUnit: "USD",
        timeUnit: "MONTHLY",
        // The tag has to be activated once as a cost-allocation tag of the payer account.
        costFilters: [{ name: "TagKeyValue", values: [`user:Stage$${pulumi.getStack()}`] }],
        notifications: notified
          ? [
              notification("ACTUAL", 80),
              notification("ACTUAL", 100),
              notification("FORECASTED", 100),
            ]
          : [],
        tags,
      },
      { parent: this, dependsOn: alarmTopic ? [alarmTopic.policy] : [] },
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

/** Pulumi's inputs are mutable types; the queries are made anew for each alarm. */
function mutable(
  queries: ReturnType<typeof burnRateQueries>,
): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  return queries.map(({ metric, ...query }) =>
    metric ? { ...query, metric: { ...metric, dimensions: { ...metric.dimensions } } } : query,
  );
}
