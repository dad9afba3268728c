import type { Static, TObject } from "typebox";
import { Value } from "typebox/value";
import type { Rule } from "./rule.ts";

/**
 * A rule's settings: those given in the pack's configuration, over the defaults of its schema.
 *
 * @param given The policy's configuration; the engine has checked it against the same schema.
 * @throws When a setting that the engine did not check is none the schema allows.
 */
export const settingsOf = (rule: Pick<Rule, "config">, given: object = {}): Static<TObject> =>
  Value.Parse(rule.config, Value.Clean(rule.config, Value.Default(rule.config, { ...given })));
