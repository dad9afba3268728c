import { absent, type Fact, known } from "./fact.ts";
import type { Property } from "./property.ts";
import { readOnce } from "./read-once.ts";

/** One statement of an IAM policy document that allows something. */
export interface AllowStatement {
  readonly path: string;
  readonly actions: Fact<readonly Fact<string>[]>;
  readonly resources: Fact<readonly Fact<string>[]>;
  /** True for `NotAction` and `NotResource`: they allow all but what they list. */
  readonly allBut: boolean;
  /** The statement speaks of everyone: the principal is `*`, with no condition. */
  readonly everyone: boolean;
}

/**
 * The statements of a policy document that allow, whether it is JSON text or an object (IAM user
 * guide, "Grammar of the IAM JSON policy language": a single statement, action or resource may
 * stand without a list).
 */
export const allowStatements = readOnce((document): Fact<readonly AllowStatement[]> => {
  const parsed = document.parsed();
  if (parsed.state === "unknown") {
    return { state: "unknown", property: document.path };
  }
  if (parsed.state === "absent") {
    return absent(document.path);
  }
  const statement = parsed.at("Statement");
  const items = statement.items();
  if (items.state === "known") {
    return known(items.value.flatMap(allow));
  }
  if (statement.keys().state === "known") {
    return known(allow(statement));
  }
  // A document without statements is none, unless it is empty.
  const isEmpty = items.state === "absent" && isEmptyObject(parsed);
  return isEmpty ? items : { state: "unknown", property: document.path };
});

function allow(statement: Property): AllowStatement[] {
  const effect = statement.at("Effect").text();
  if (effect.state === "known" && effect.value === "Deny") {
    return [];
  }
  const has = (key: string) => statement.at(key).state !== "absent";
  return [
    {
      path: statement.path,
      actions: statement.at("Action").texts(),
      resources: statement.at("Resource").texts(),
      allBut: has("NotAction") || has("NotResource"),
      everyone: !has("Condition") && isEveryone(statement.at("Principal")),
    },
  ];
}

function isEmptyObject(property: Property): boolean {
  const keys = property.keys();
  return keys.state === "known" && keys.value.length === 0;
}

function isEveryone(principal: Property): boolean {
  return isStar(principal) || isStar(principal.at("AWS"));
}

function isStar(property: Property): boolean {
  const texts = property.texts();
  return (
    texts.state === "known" &&
    texts.value.some((text) => text.state === "known" && text.value === "*")
  );
}
