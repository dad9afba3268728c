/** What an error of the file system means, and what to do; by its code (errno(3)). */
const MEANINGS: Readonly<Record<string, readonly [fault: string, fix: string]>> = {
  EACCES: ["may not be read or written by this user", "change its owner or its permissions"],
  EDQUOT: ["is over the disk quota of this user", "free space"],
  EEXIST: ["is a file, must be a folder", "move it away, or choose another folder with --folder"],
  EISDIR: ["is a folder, must be a file", "move it away"],
  ELOOP: ["is a symbolic link that leads to itself", "remove the link"],
  EMFILE: ["cannot be opened: this process has too many open files", "raise the limit (ulimit -n)"],
  ENAMETOOLONG: ["has too long a name", "choose a shorter folder with --folder"],
  // Node's own code, of `rm` without `recursive`.
  ERR_FS_EISDIR: ["is a folder, must be a file", "move it away"],
  ENFILE: ["cannot be opened: this machine has too many open files", "close other programs"],
  ENOSPC: ["cannot be written: the disk is full", "free space"],
  ENOTDIR: ["lies below a file, must lie below a folder", "move the file away"],
  EPERM: ["may not be changed by this user", "change its owner or its permissions"],
  EROFS: ["cannot be written: the disk is read-only", "choose another folder with --folder"],
};

/**
 * An error as a user should read it: one of the file system says which path, what is wrong with it
 * and what to do, any other its own message. Never a stack trace.
 */
export function readableFault(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = textIn(error, "code") ?? "";
  const path =
    textIn(error, "dest") ?? textIn(error, "path") ?? "A file in the folder of the stage";
  const meaning = MEANINGS[code];
  if (meaning !== undefined && "syscall" in error) {
    return `${path} ${meaning[0]} (${code}). Fix: ${meaning[1]}.`;
  }
  const full = /no space left on device|ENOSPC/.test(error.message);
  return full ? `The disk is full. Fix: free space.\n${error.message}` : error.message;
}

function textIn(error: object, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : undefined;
}
