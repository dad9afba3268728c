import type { MetricDimensions, ServiceMetrics } from "../model.ts";

/**
 * Metrics of one Event API with the dimensions that AppSync gives them: `EventAPIId`, and
 * `ChannelNamespaceName` where a namespace is known (Developer Guide, CloudWatch metrics).
 */
export class ApiMetrics {
  readonly #metrics: ServiceMetrics;
  readonly #api: MetricDimensions;
  readonly #namespaces = new Map<string, MetricDimensions>();

  constructor(metrics: ServiceMetrics, apiId: string) {
    this.#metrics = metrics;
    this.#api = { EventAPIId: apiId };
  }

  /** Records a value (a count of 1 when left out) of the API, or of one namespace. */
  record(metricName: string, value = 1, namespace?: string): void {
    this.#metrics.record(metricName, value, this.#dimensionsOf(namespace));
  }

  #dimensionsOf(namespace: string | undefined): MetricDimensions {
    if (namespace === undefined) {
      return this.#api;
    }
    let dimensions = this.#namespaces.get(namespace);
    if (dimensions === undefined) {
      dimensions = { ...this.#api, ChannelNamespaceName: namespace };
      this.#namespaces.set(namespace, dimensions);
    }
    return dimensions;
  }
}
