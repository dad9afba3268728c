import { existsSync } from "node:fs";

/**
 * Returns the address of the page about a policy: in the repository on GitHub where a workflow runs, else
 * the file that comes with the pack.
 */
export function pageUrl(policy: string): string {
  const page = `docs/${policy}.md`;
  // Default variables of GitHub Actions (GitHub docs, "Variables reference").
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  if (server && repository) {
    return `${server}/${repository}/blob/HEAD/policies/${page}`;
  }
  const beside = new URL(`./${page}`, import.meta.url);
  // The packed form runs from a folder of its own.
  return (existsSync(beside) ? beside : new URL(`../${page}`, import.meta.url)).href;
}
