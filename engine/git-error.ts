/** Git has no such commit; the message says which, and how to get it. */
export class GitError extends Error {
  override readonly name = "GitError";
}
