import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { attestedFiles } from "../bundle/attestation.ts";
import type { HandlerBundle } from "../bundle/handler-bundle.ts";
import { METRICS_NAMESPACE } from "../pricing/handler-metrics.ts";
import {
  operationsUsdPerMillion,
  type PriceOverrides,
  UnknownPriceError,
} from "../pricing/prices.ts";
import type { AlarmTopic } from "./alarm-topic.ts";
import { placeFor } from "./arn.ts";
import { refuse } from "./component-error.ts";
import type { EventApi } from "./event-api.ts";
import { type AlarmThresholds, alarmRefusals, createFunctionAlarms } from "./function-alarms.ts";
import {
  createFunction,
  DEFAULT_TIMEOUT_SECONDS,
  type FunctionOptions,
  functionRefusals,
} from "./lambda-function.ts";
import type { PolicyStatement } from "./policy-documents.ts";
import {
  type SecretReference,
  secretRefusals,
  secretStatements,
  secretVariables,
} from "./secret-references.ts";
import type { Tags } from "./stage-tags.ts";

/** Arguments of an event handler. */
export interface EventHandlerArgs extends FunctionOptions {
  readonly eventApi: EventApi;
  readonly bundle: HandlerBundle;
  /** Where the secrets are that the namespace declares, by their names in it. @default none */
  readonly secrets?: Readonly<Record<string, SecretReference>>;
  /**
   * The bundle's attestation, signed as a compact JWS, for a policy pack that requires signatures.
   * @default the attestation in the package alone
   */
  readonly signedAttestation?: pulumi.Input<string>;
  /**
   * What this namespace's function may do beside logging and tracing. Write ARNs with `arnFor`, so
   * that the policy pack can judge them at the first preview. @default nothing
   */
  readonly policyStatements?: readonly PolicyStatement[];
  /** Write metrics after every invocation, or sum them up over several. @default invocation */
  readonly metricsFlush?: "invocation" | "aggregate";
  /** @default the price list's */
  readonly metricsPrices?: PriceOverrides;
  /** @default alarms that notify nobody */
  readonly alarmTopic?: AlarmTopic;
  readonly alarms?: AlarmThresholds;
  /** @default none */
  readonly tags?: Tags;
}

/** The function behind a channel namespace: bundle, alias, log group, role and alarms. */
export class EventHandler extends pulumi.ComponentResource {
  readonly functionArn: pulumi.Output<string>;
  /** ARN of the alias that AppSync invokes; it leads to the version that was deployed last. */
  readonly aliasArn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;
  /** Name of the component, which tells its grants apart. */
  readonly name: string;
  /** Name of the namespace whose handlers are in the bundle. */
  readonly namespace: string;

  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly role: aws.iam.Role;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** Throws ComponentError, before any resource exists, for arguments that cannot work. */
  constructor(name: string, args: EventHandlerArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = `EventHandler "${name}"`;
    refuse(component, [
      ...functionRefusals(args),
      ...secretRefusals(args.bundle, args.secrets ?? {}),
      ...alarmRefusals(args.alarms ?? {}, args.timeoutSeconds),
    ]);
    super("appsync-events:components:EventHandler", name, {}, opts);
    this.name = name;
    this.namespace = args.bundle.namespace;

    const tags = args.tags ?? {};
    const resources = createFunction(this, {
      component,
      name,
      description: `Checks and answers events of the channel namespace ${this.namespace}`,
      files: attestedFiles(args.bundle),
      environment: {
        ...ownVariables(args),
        ...secretVariables(args.secrets ?? {}),
        OPERATIONS_USD_PER_MILLION: this.#operationsPrice(args.metricsPrices),
      },
      policyStatements: [
        ...(args.policyStatements ?? []),
        ...secretStatements(this, args.secrets ?? {}),
      ],
      options: args,
      tags,
    });
    this.function = resources.function;
    this.alias = resources.alias;
    this.logGroup = resources.logGroup;
    this.role = resources.role;
    this.alarms = createFunctionAlarms(this, {
      component,
      name,
      functionName: this.function.name,
      timeoutSeconds: args.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
      thresholds: args.alarms ?? {},
      serverFaultsDimensions: metricDimensions(args),
      topic: args.alarmTopic,
      tags,
    });

    this.functionArn = this.function.arn;
    this.aliasArn = this.alias.arn;
    this.functionName = this.function.name;
    this.registerOutputs({ functionArn: this.functionArn, aliasArn: this.aliasArn });
  }

  /** Looked up here and not by the function, whose start would be slower for a price list. */
  #operationsPrice(overrides?: PriceOverrides): pulumi.Output<string> {
    const day = new Date().toISOString().slice(0, 10);
    return placeFor(this).apply(({ region }) => {
      try {
        return operationsUsdPerMillion(region, day, overrides);
      } catch (error) {
        if (!(error instanceof UnknownPriceError)) {
          throw error;
        }
        void pulumi.log.warn(`No cost metric: ${error.message}`, this);
        // The engine leaves a variable without a value out.
        return undefined as unknown as string;
      }
    });
  }
}

/** What the handler runtime reads. */
function ownVariables(args: EventHandlerArgs): Record<string, pulumi.Input<string>> {
  const { namespace } = args.bundle;
  return {
    STAGE: pulumi.getStack(),
    EVENT_API_ID: args.eventApi.apiId,
    CHANNEL_NAMESPACE: namespace,
    // Read by the policy pack; the function itself never looks at it.
    ...(args.signedAttestation === undefined ? {} : { EVENT_ATTESTATION: args.signedAttestation }),
    POWERTOOLS_SERVICE_NAME: `${pulumi.getProject()}-${namespace}`,
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
    POWERTOOLS_LOG_LEVEL: args.logLevel ?? "INFO",
    METRICS_FLUSH: args.metricsFlush ?? "invocation",
  };
}

/** Dimensions of the metrics that the handler runtime writes (`METRIC_DIMENSIONS`). */
function metricDimensions({ bundle, eventApi }: EventHandlerArgs) {
  const { namespace } = bundle;
  return {
    service: `${pulumi.getProject()}-${namespace}`,
    Stage: pulumi.getStack(),
    EventAPIId: eventApi.apiId,
    ChannelNamespaceName: namespace,
  };
}
