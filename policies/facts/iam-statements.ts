import type { Condition, Statement, TextList } from "../iam/statement.ts";
import { absent, type Fact, known, unknown } from "./fact.ts";
import type { Property } from "./property.ts";
import { readOnce } from "./read-once.ts";

/** The statements of a policy document, as JSON text or object; a single one may stand without a list. */
export const iamStatements = readOnce((document): Fact<readonly Statement[]> => {
  const parsed = document.parsed();
  if (parsed.state === "unknown") {
    return unknown(document.path);
  }
  if (parsed.state === "absent") {
    return absent(document.path);
  }
  const statement = parsed.at("Statement");
  const items = statement.items();
  if (items.state === "known") {
    return known(items.value.map(readStatement));
  }
  return statement.keys().state === "known" ? known([readStatement(statement)]) : items;
});

function readStatement(statement: Property): Statement {
  const effect = statement.at("Effect").text();
  const list = (key: string) => textList(statement.at(key));
  return {
    path: statement.path,
    effect:
      effect.state === "known" && (effect.value === "Allow" || effect.value === "Deny")
        ? effect.value
        : undefined,
    action: list("Action"),
    notAction: list("NotAction"),
    resource: list("Resource"),
    notResource: list("NotResource"),
    services: services(statement.at("Principal")),
    conditions: conditions(statement.at("Condition")),
  };
}

function textList(property: Property): TextList | undefined {
  const texts = property.texts();
  if (texts.state === "absent") {
    return undefined;
  }
  if (texts.state === "unknown") {
    return { texts: [], open: true };
  }
  return {
    texts: texts.value.flatMap((text) => (text.state === "known" ? [text.value] : [])),
    open: texts.value.some(({ state }) => state !== "known"),
  };
}

function services(principal: Property): TextList {
  const everyone = principal.text();
  if (everyone.state === "known") {
    return { texts: [everyone.value], open: false };
  }
  return textList(principal.at("Service")) ?? { texts: [], open: principal.state === "unknown" };
}

function conditions(block: Property): readonly Condition[] {
  const operators = block.keys();
  if (operators.state === "absent") {
    return [];
  }
  const open: Condition = { operator: "", key: "", values: { texts: [], open: true } };
  if (operators.state === "unknown") {
    return [open];
  }
  return operators.value.flatMap((operator) => {
    const keys = block.at(operator).keys();
    if (keys.state !== "known") {
      return [open];
    }
    return keys.value.map((key) => {
      const value = block.at(operator).at(key);
      const flag = value.boolean();
      const values =
        flag.state === "known" ? { texts: [String(flag.value)], open: false } : textList(value);
      return { operator, key, values: values ?? open.values };
    });
  });
}
