/** A function under measurement; it is awaited. */
export type Measured = () => unknown;

const ROUNDS = 7;
const MICROSECONDS_PER_ROUND = 60_000;

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function timed(measured: Measured, repeats: number): Promise<number> {
  const start = cpuMicroseconds();
  for (let count = 0; count < repeats; count += 1) {
    await measured();
  }
  return (cpuMicroseconds() - start) / repeats;
}

async function repeatsFor(measured: Measured): Promise<number> {
  let repeats = 1;
  while ((await timed(measured, repeats)) * repeats < MICROSECONDS_PER_ROUND) {
    repeats *= 2;
  }
  return repeats;
}

/**
 * Microseconds of CPU time per call, by name: the least of several rounds in which the functions
 * take turns. CPU time and turns, so that a busy machine changes the figures little and their
 * ratios less.
 */
export async function cpuTimes<Name extends string>(
  functions: Readonly<Record<Name, Measured>>,
): Promise<Readonly<Record<Name, number>>> {
  const entries = Object.entries(functions) as [Name, Measured][];
  const repeats = new Map<Name, number>();
  for (const [name, measured] of entries) {
    repeats.set(name, await repeatsFor(measured));
  }
  const least = Object.fromEntries(entries.map(([name]) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, measured] of entries) {
      const time = await timed(measured, repeats.get(name) ?? 1);
      least[name] = Math.min(least[name] ?? time, time);
    }
  }
  return least as Record<Name, number>;
}
