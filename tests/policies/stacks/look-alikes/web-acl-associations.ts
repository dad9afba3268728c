import { joined, ref } from "../blueprint.ts";
import { compliant, declare, TAGS } from "../compliant.ts";
import { type LookAlike, set, waf } from "./look-alike.ts";

/** Web ACLs that protect something else. */
export const webAclAssociations: Readonly<Record<string, LookAlike>> = {
  "an ACL for CloudFront": waf(set("acl", ["scope"], "CLOUDFRONT")),
  "an ACL that a string associates with the id of another region": waf(
    set(
      "association",
      ["resourceArn"],
      joined("arn:aws:appsync:us-east-1:123456789012:apis/", ref("api", "apiId")),
    ),
    "update",
  ),
  "an ACL that a string associates with the id in another account": waf(
    set(
      "association",
      ["resourceArn"],
      joined("arn:aws:appsync:eu-west-1:999999999999:apis/", ref("api", "apiId")),
    ),
    "update",
  ),
  "an ACL that a string associates with a GraphQL API": waf({
    ...set("association", ["resourceArn"], ref("graph", "arn")),
    graph: declare("aws:appsync/graphQLApi:GraphQLApi", { name: "events" }),
  }),
  "an ACL for the id of the API instead of its ARN": waf(
    set("association", ["resourceArn"], ref("api", "apiId")),
    "update",
  ),
  "an ACL for a namespace's ARN": waf(
    set("association", ["resourceArn"], ref("namespace", "channelNamespaceArn")),
  ),
  "a second association with an ACL that only counts": waf({
    ...compliant,
    "empty-acl": declare("aws:wafv2/webAcl:WebAcl", {
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rules: [],
      tags: TAGS,
    }),
    "second-association": declare("aws:wafv2/webAclAssociation:WebAclAssociation", {
      resourceArn: ref("api", "apiArn"),
      webAclArn: ref("empty-acl", "arn"),
    }),
  }),
  "an ACL of WAF Classic": waf({
    ...compliant,
    association: declare("aws:wafregional/webAclAssociation:WebAclAssociation", {
      resourceArn: ref("api", "apiArn"),
      webAclId: "abc",
    }),
  }),
  "an ACL that is associated with an authorizer's user pool": waf(
    set("association", ["resourceArn"], "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/x"),
  ),
};
