import type { EventApi } from "../model.ts";

const API_HOST = /^([a-z0-9]+)\.appsync-(realtime-)?api\.([a-z0-9-]+)\.localhost(:\d+)?$/i;

/**
 * The API id in a host name of the form `<apiId>.appsync-api.<region>.localhost`, or its realtime
 * form; undefined for any other name, which stands for the first API.
 */
export function apiIdOfHost(host: string): string | undefined {
  return API_HOST.exec(host)?.[1]?.toLowerCase();
}

/**
 * Host names that a connect credential or a signature may name: those of the API's HTTP endpoint,
 * with and without the port. As on AWS the realtime host is not one of them, even though the socket
 * goes there (Developer Guide, WebSocket protocol). `host` is the request's Host header.
 */
export function httpHosts(api: EventApi, host: string, port: number): string[] {
  const ownName = host.replace(".appsync-realtime-api.", ".appsync-api.");
  const names = [
    `${api.apiId}.appsync-api.${api.region}.localhost`,
    "localhost",
    "127.0.0.1",
    "[::1]",
  ];
  return [ownName, ...names.flatMap((name) => [`${name}:${port}`, name])];
}
